import { setTimeout as delay } from "node:timers/promises";
import type { Node, Pod } from "../kubernetes-objects.ts";
import type { Laboratory } from "../laboratory.ts";
import { gpuResource } from "../server-specification.ts";

/** How pods of the product are known; other tools say of theirs who manages them, too. */
const OURS = { label: "app.kubernetes.io/managed-by", value: "resource-manager" };
const OUT_MS = 60_000;
const CUT_MS = 20_000;

/** What an act may touch. */
export interface Stage {
  readonly laboratory: Laboratory;
  /** Ends the API server and starts it again after so long. */
  readonly cutApi: (downMs: number) => Promise<void>;
  /** One of them, by chance. */
  readonly pick: <T>(from: readonly T[]) => T | undefined;
  /** Aborted when the desk closes: what was to be set right later is left to the next start. */
  readonly signal: AbortSignal;
}

/** Something bad that somebody can have done to the demo's cluster, behind the product's back. */
export interface Act {
  readonly id: string;
  readonly title: string;
  /** What it does, and what there is to be seen of it. */
  readonly text: string;
  /** Does it, and answers in a sentence what was done to what. */
  readonly run: (stage: Stage) => Promise<string>;
}

/** There is nothing at present that the act could be done to. */
export class NothingToActOn extends Error {
  override readonly name = "NothingToActOn";
}

export const ACTS: readonly Act[] = [
  {
    id: "kill-server",
    title: "Kill a server",
    text: `Its kubelet falls silent for ${OUT_MS / 1_000} s. Its pods keep their GPUs, for they may still run; nothing new is placed there.`,
    run: killServer,
  },
  {
    id: "delete-pod",
    title: "Delete a pod behind our back",
    text: "As with kubectl. The ledger still has it: a finding, with a repair.",
    run: deletePod,
  },
  {
    id: "edit-pod",
    title: "Edit a pod behind our back",
    text: "Somebody called mallory sets another image. A finding says who did it, and its repair sets it back.",
    run: editPod,
  },
  {
    id: "shrink-server",
    title: "Shrink a server",
    text: "Half of its GPUs break. Where its pods hold more than is left, it is over-allocated: what runs keeps running.",
    run: shrinkServer,
  },
  {
    id: "cut-api-server",
    title: "Cut the API server",
    text: `It does not answer for ${CUT_MS / 1_000} s. Every view says that it is stale, what is under way waits, and goes on by itself.`,
    run: async ({ cutApi }) => {
      // Not waited for: the one who asked wants to see it go away.
      void cutApi(CUT_MS).catch(() => undefined);
      return `The API server is away for ${CUT_MS / 1_000} s`;
    },
  },
  {
    id: "mend",
    title: "Mend the servers",
    text: "Brings back servers that are silent, and gives back GPUs that broke.",
    run: mend,
  },
];

async function killServer({ laboratory, pick, signal }: Stage): Promise<string> {
  const busy = new Set((await ourPods(laboratory)).map(({ spec }) => spec.nodeName));
  const servers = (await laboratory.listNodes()).filter(({ metadata }) => busy.has(metadata.name));
  const name = found(pick(servers), "no server has a pod of ours").metadata.name;
  await laboratory.setNotReady(name);
  void delay(OUT_MS, undefined, { signal, ref: false })
    .then(() => laboratory.setReady(name))
    .catch(() => undefined);
  return `${name} is silent`;
}

async function deletePod({ laboratory, pick }: Stage): Promise<string> {
  const { metadata } = found(pick(await ourPods(laboratory)), "no pod of ours runs");
  const { namespace = "default", name } = metadata;
  await laboratory.deletePod(namespace, name, { force: true });
  return `${namespace}/${name} was deleted`;
}

async function editPod({ laboratory, pick }: Stage): Promise<string> {
  const { metadata, spec } = found(pick(await ourPods(laboratory)), "no pod of ours runs");
  const { namespace = "default", name } = metadata;
  const [container] = spec.containers;
  const containers = [{ ...container, image: "registry.local/mallory:1" }];
  await laboratory.editPodAs("mallory", namespace, name, { spec: { containers } });
  return `mallory set another image on ${namespace}/${name}`;
}

async function shrinkServer({ laboratory, pick }: Stage): Promise<string> {
  const whole = (await laboratory.listNodes()).filter((node) => gpusOf(node, "allocatable") > 1 && isWhole(node));
  const node = found(pick(whole), "no server has GPUs left to lose");
  const left = Math.floor(gpusOf(node, "allocatable") / 2);
  await laboratory.shrinkServer(node.metadata.name, { gpus: left });
  return `${node.metadata.name} has ${left} of ${gpusOf(node, "capacity")} GPUs left`;
}

async function mend({ laboratory }: Stage): Promise<string> {
  const mended: string[] = [];
  for (const node of await laboratory.listNodes()) {
    const { name } = node.metadata;
    const isSilent = node.status?.conditions?.some(({ type, status }) => type === "Ready" && status !== "True");
    if (isSilent) await laboratory.setReady(name);
    if (!isWhole(node)) await laboratory.shrinkServer(name, { gpus: gpusOf(node, "capacity") });
    if (isSilent || !isWhole(node)) mended.push(name);
  }
  return mended.length === 0 ? "Every server is well" : `Mended: ${mended.join(", ")}`;
}

async function ourPods(laboratory: Laboratory): Promise<readonly Pod[]> {
  const pods = await laboratory.listPods();
  return pods.filter(
    ({ metadata, status }) =>
      metadata.labels?.[OURS.label] === OURS.value &&
      status?.phase === "Running" &&
      metadata.deletionTimestamp === undefined,
  );
}

function isWhole(node: Node): boolean {
  return gpusOf(node, "allocatable") === gpusOf(node, "capacity");
}

function gpusOf({ status }: Node, of: "allocatable" | "capacity"): number {
  return Number(status?.[of]?.[gpuResource] ?? 0);
}

function found<T>(thing: T | undefined, otherwise: string): T {
  if (thing === undefined) throw new NothingToActOn(otherwise);
  return thing;
}
