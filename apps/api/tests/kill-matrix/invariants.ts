import type { Pod } from "@resource-manager/laboratory/kubernetes-objects";
import { gpuResource } from "@resource-manager/laboratory/server-specification";
import { connect, nextResult } from "../../src/testing/graphql-client.ts";
import { query } from "../pods.ts";
import { type Constellation, FOREIGN, type OperationSeen, operations, SERVERS } from "./constellation.ts";
import type { Prepared } from "./scenarios.ts";

interface LedgerSeen {
  readonly system: { readonly installationId: string };
  readonly consistency: { readonly findings: readonly { readonly class: string; readonly title: string }[] };
  readonly pods: {
    readonly nodes: readonly {
      readonly namespace: string;
      readonly name: string;
      readonly status: string;
      readonly live: { readonly uid: string } | null;
    }[];
  };
  readonly servers: {
    readonly nodes: readonly {
      readonly name: string;
      readonly allocated: { readonly gpus: number };
      readonly allocatable: { readonly gpus: number };
    }[];
  };
  readonly teams: readonly {
    readonly name: string;
    readonly usedPods: number;
    readonly used: { readonly gpus: number };
    readonly quota: { readonly gpus: number | null; readonly pods: number | null };
  }[];
  readonly auditChain: { readonly faults: readonly object[] };
}

const LEDGER = `{ system { installationId } consistency { findings { class title } }
  pods(first: 200) { nodes { namespace name status live { uid } } }
  servers { nodes { name allocated { gpus } allocatable { gpus } } }
  teams { name usedPods used { gpus } quota { gpus pods } } auditChain { faults { kind } } }`;

/** What is broken once nothing is under way: each line names its invariant. The ledger is read by the public API, the cluster by its own. */
export async function brokenAtRest(
  world: Constellation,
  prepared: Prepared,
  before: ReadonlySet<string>,
): Promise<readonly string[]> {
  const [ledger, pods, all] = await Promise.all([
    query<LedgerSeen>(world.api.url, LEDGER),
    world.laboratory.listPods(),
    operations(world),
  ]);
  return [
    ...brokenPods(ledger, pods),
    ...brokenSums(ledger, pods),
    ...brokenEffect(prepared, all, before),
    ...brokenOutcome(prepared, pods),
    ...(await brokenNamespace(world, prepared)),
    ...(await brokenFold(world, ledger)),
    ...ledger.consistency.findings.filter((each) => each.class !== "FOREIGN_POD").map(({ title }) => `I9 ${title}`),
    ...(pods.some(({ metadata }) => metadata.name === FOREIGN.name) ? [] : ["I8 somebody else's pod is gone"]),
    ...ledger.auditChain.faults.map((fault) => `audit: ${JSON.stringify(fault)}`),
  ];
}

/** Each pod of ours has one page, each page one pod that runs. */
function brokenPods({ pods: { nodes }, system }: LedgerSeen, pods: readonly Pod[]): string[] {
  const ours = pods.filter(({ metadata }) => Object.values(metadata.labels ?? {}).includes(system.installationId));
  const uids = nodes.map(({ live }) => live?.uid ?? null);
  return [
    ...ours
      .filter(({ metadata }) => uids.filter((uid) => uid === metadata.uid).length !== 1)
      .map(({ metadata }) => `I3 ${metadata.name} is in the cluster, and in the ledger not once`),
    ...nodes
      .filter(({ status, live }) => status !== "RUNNING" || !ours.some(({ metadata }) => metadata.uid === live?.uid))
      .map(({ name, status }) => `I4 ${name} is ${status}, not a pod that runs in the cluster`),
  ];
}

function brokenSums({ servers, teams, pods }: LedgerSeen, inCluster: readonly Pod[]): string[] {
  const gpusOn = (server: string) =>
    inCluster.filter(({ spec }) => spec.nodeName === server).reduce((sum, pod) => sum + Number(gpusOf(pod)), 0);
  const held = teams.reduce((sum, { usedPods }) => sum + usedPods, 0);
  return [
    ...servers.nodes
      .filter(({ name }) => (SERVERS as readonly string[]).includes(name))
      .flatMap(({ name, allocated, allocatable }) => [
        ...(allocated.gpus <= allocatable.gpus ? [] : [`I1 ${name}: ${allocated.gpus} of ${allocatable.gpus} GPUs`]),
        ...(allocated.gpus === gpusOn(name)
          ? []
          : [`I5 ${name}: the ledger holds ${allocated.gpus} GPUs, the cluster ${gpusOn(name)}`]),
      ]),
    ...teams
      .filter(
        ({ used, usedPods, quota }) => used.gpus > (quota.gpus ?? used.gpus) || usedPods > (quota.pods ?? usedPods),
      )
      .map(({ name }) => `I2 ${name} holds more than its quota`),
    ...(held === pods.nodes.length ? [] : [`I2 teams hold ${held} pods, there are ${pods.nodes.length}`]),
  ];
}

/** One key, one effect. */
function brokenEffect(
  { effect: { kind, about } }: Prepared,
  all: readonly OperationSeen[],
  before: ReadonlySet<string>,
): string[] {
  const made = all.filter((each) => (each.name ?? each.team) === about && each.kind === kind && !before.has(each.id));
  const isCancel = all.some((each) => before.has(each.id) && each.state === "UNDONE" && (each.name ?? "") === about);
  if (isCancel && made.length === 0) return [];
  if (made.length === 1 && made[0]?.state === "DONE") return [];
  return [`I6 ${kind} ${about} came to ${JSON.stringify(made.map(({ state }) => state))}, not to one that is done`];
}

function brokenOutcome({ pod }: Prepared, pods: readonly Pod[]): string[] {
  if (!pod) return [];
  const found = pods.find(({ metadata }) => metadata.name === pod.name && metadata.deletionTimestamp === undefined);
  if (pod.expected === null) return found ? [`I4 ${pod.name} is still there`] : [];
  if (!found) return [`I4 ${pod.name} is not there`];
  const [container] = found.spec.containers;
  const requests = container?.resources?.requests ?? {};
  const seen = { image: container?.image, cpu: requests.cpu, gpus: requests[gpuResource] };
  return Object.entries(pod.expected)
    .filter(([field, value]) => seen[field as keyof typeof seen] !== value)
    .map(([field, value]) => `I4 ${pod.name}: ${field} is ${seen[field as keyof typeof seen]}, not ${value}`);
}

async function brokenNamespace({ laboratory }: Constellation, { namespace }: Prepared): Promise<string[]> {
  if (!namespace) return [];
  const { name, pods } = namespace;
  const read = async (path: string) => (await laboratory.connection.request("GET", path)).json;
  const quota = (await read(`/api/v1/namespaces/${name}/resourcequotas/resource-manager`)) as {
    spec?: { hard?: Record<string, string> };
  };
  const policy = (await read(
    `/apis/networking.k8s.io/v1/namespaces/${name}/networkpolicies/resource-manager-deny-all`,
  )) as { spec?: object };
  return [
    ...((quota.spec?.hard?.pods ?? null) === pods ? [] : [`${name}: quota ${JSON.stringify(quota.spec)}, not ${pods}`]),
    ...(policy.spec ? [] : [`${name} is not closed`]),
  ];
}

/** I7: what a subscriber is told first is what the query returns. */
async function brokenFold({ api }: Constellation, { pods }: LedgerSeen): Promise<string[]> {
  const client = connect(api.url);
  try {
    const told = client.iterate<{ podsChanged: { pods: readonly { name: string; live: { uid: string } | null }[] } }>({
      query: "subscription { podsChanged { pods { name live { uid } } } }",
    });
    const { data } = await nextResult(told);
    const text = (rows: readonly { name: string; live: { uid: string } | null }[]) =>
      rows
        .map(({ name, live }) => `${name} ${live?.uid}`)
        .sort()
        .join();
    return text(data?.podsChanged.pods ?? []) === text(pods.nodes)
      ? []
      : ["I7 a subscriber sees other pods than a query"];
  } finally {
    await client.dispose();
  }
}

function gpusOf({ spec, status }: Pod): string {
  if (status.phase === "Succeeded" || status.phase === "Failed") return "0";
  return spec.containers[0]?.resources?.requests?.[gpuResource] ?? "0";
}
