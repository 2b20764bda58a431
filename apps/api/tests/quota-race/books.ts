import { type Amounts, addAmounts, NO_AMOUNTS } from "@resource-manager/domain/model/amounts";
import { parseBytes, parseCpu } from "@resource-manager/domain/model/quantities";
import type { Pod } from "@resource-manager/laboratory/kubernetes-objects";
import { gpuResource } from "@resource-manager/laboratory/server-specification";
import { query } from "../pods.ts";
import { type RaceWorld, TEAM } from "./race-world.ts";

const AMOUNTS = "gpus cpuMillis ramBytes storageBytes";
const LEDGER = `query ($team: String!, $namespace: String!) {
  team(name: $team) { used { ${AMOUNTS} } usedPods overQuota { resource } gpuModels { model used } }
  pods(first: 500, filter: { namespaces: [$namespace] }) { nodes { name status server { name gpuModel } } }
  servers { nodes { name allocated { ${AMOUNTS} } allocatable { ${AMOUNTS} } } }
  consistency { findings { title } } auditChain { faults { kind sequence } } }`;

interface LedgerSeen {
  readonly team: {
    readonly used: Amounts;
    readonly usedPods: number;
    readonly overQuota: readonly object[];
    readonly gpuModels: readonly { readonly model: string; readonly used: number }[];
  };
  readonly pods: {
    readonly nodes: readonly {
      readonly name: string;
      readonly status: string;
      readonly server: { readonly name: string; readonly gpuModel: string } | null;
    }[];
  };
  readonly servers: {
    readonly nodes: readonly { readonly name: string; readonly allocated: Amounts; readonly allocatable: Amounts }[];
  };
  readonly consistency: { readonly findings: readonly { readonly title: string }[] };
  readonly auditChain: { readonly faults: readonly object[] };
}

/**
 * What is wrong once nothing is under way: `expected` are the pods that there have to be. The ledger is read by the public API, the
 * cluster by its own, and what the cluster's objects ask for is summed up anew.
 */
export async function brokenBooks(
  { api, laboratory }: RaceWorld,
  expected: ReadonlySet<string>,
  { isOver }: { readonly isOver: boolean },
): Promise<readonly string[]> {
  const [ledger, pods] = await Promise.all([
    query<LedgerSeen>(api.url, LEDGER, { team: TEAM, namespace: TEAM }),
    laboratory.listPods(TEAM),
  ]);
  const { team, servers } = ledger;
  const inLedger = ledger.pods.nodes;
  const held = sumOf(pods);
  return [
    ...names("the ledger", inLedger, expected),
    ...names(
      "the cluster",
      pods.map(({ metadata }) => metadata),
      expected,
    ),
    ...inLedger.filter(({ status }) => status !== "RUNNING").map(({ name, status }) => `I4 ${name} is ${status}`),
    ...differing("I2 the team", team.used, held),
    ...(team.usedPods === pods.length ? [] : [`I2 the team holds ${team.usedPods} pods of ${pods.length}`]),
    ...team.gpuModels
      .filter(({ model, used }) => used !== gpusOf(model, inLedger, pods))
      .map(({ model, used }) => `I2 the team holds ${used} ${model}, its pods ${gpusOf(model, inLedger, pods)}`),
    ...(team.overQuota.length > 0 === isOver ? [] : [`over quota: ${JSON.stringify(team.overQuota)}`]),
    ...servers.nodes.flatMap(({ name, allocated, allocatable }) => [
      ...differing(`I1 ${name}`, allocated, sumOf(pods.filter(({ spec }) => spec.nodeName === name))),
      ...(Object.keys(NO_AMOUNTS) as (keyof Amounts)[])
        .filter((resource) => Number(allocated[resource]) > Number(allocatable[resource]))
        .map((resource) => `I1 ${name} promises more ${resource} than it has`),
    ]),
    ...ledger.consistency.findings.map(({ title }) => `I9 ${title}`),
    ...ledger.auditChain.faults.map((fault) => `audit: ${JSON.stringify(fault)}`),
  ];
}

function names(where: string, seen: readonly { readonly name: string }[], expected: ReadonlySet<string>): string[] {
  const there = new Set(seen.map(({ name }) => name));
  const missing = [...expected].filter((name) => !there.has(name));
  const surplus = [...there].filter((name) => !expected.has(name));
  return [
    ...missing.map((name) => `I4 ${name} was promised and is not in ${where}`),
    ...surplus.map((name) => `I3 ${name} was promised to nobody and is in ${where}`),
  ];
}

function differing(who: string, ledger: Amounts, cluster: Amounts): string[] {
  return (Object.keys(NO_AMOUNTS) as (keyof Amounts)[])
    .filter((resource) => Number(ledger[resource]) !== cluster[resource])
    .map((resource) => `${who} holds ${ledger[resource]} ${resource}, its pods ${cluster[resource]}`);
}

function sumOf(pods: readonly Pod[]): Amounts {
  return pods.map(requestOf).reduce(addAmounts, NO_AMOUNTS);
}

function requestOf({ spec }: Pod): Amounts {
  const requests = spec.containers[0]?.resources?.requests ?? {};
  const bytes = (name: string) => amountOf(parseBytes, requests[name]);
  return {
    gpus: Number(requests[gpuResource] ?? 0),
    cpuMillis: amountOf(parseCpu, requests.cpu),
    ramBytes: bytes("memory"),
    storageBytes: bytes("ephemeral-storage"),
  };
}

function amountOf(parse: typeof parseCpu, text: string | undefined): number {
  if (text === undefined) return 0;
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function gpusOf(model: string, inLedger: LedgerSeen["pods"]["nodes"], pods: readonly Pod[]): number {
  const ofModel = new Set(inLedger.filter(({ server }) => server?.gpuModel === model).map(({ name }) => name));
  return sumOf(pods.filter(({ metadata }) => ofModel.has(metadata.name))).gpus;
}
