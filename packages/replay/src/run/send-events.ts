import type { TracePod } from "../input/pod-table.ts";
import type { TraceEvent } from "../input/timeline.ts";
import type { CreateRecord } from "../proof/facts.ts";
import type { ApiClient } from "./api-client.ts";
import { createPod, deletePod } from "./pod-calls.ts";
import type { PodRequest } from "./pod-request.ts";
import type { PodWatch } from "./pod-watch.ts";
import { forEachAtOnce } from "./server-loader.ts";

/** Before a deletion: a pod that ran in the trace must run here first. */
const runsWithinMs = 120_000;

/** How far it is; changes while it runs. */
export interface Progress {
  accepted: number;
  refused: number;
  deleted: number;
}

/** What was sent and how it was answered. */
export interface SentEvents {
  readonly records: CreateRecord[];
  /** Deletions that were not accepted, one line each. */
  readonly deletionFaults: string[];
}

/**
 * Sends creations and deletions in their order, this many at once. A deletion waits until its pod's creation was answered and, if the
 * pod ran in the trace, until it runs; as it keeps its place in the line meanwhile, order holds within `concurrency` events.
 */
export async function sendEvents(
  events: readonly TraceEvent[],
  requests: ReadonlyMap<TracePod, PodRequest>,
  { api, watch, concurrency, progress }: { api: ApiClient; watch: PodWatch; concurrency: number; progress: Progress },
): Promise<SentEvents> {
  const sent = new Map<TracePod, PromiseWithResolvers<CreateRecord>>();
  for (const pod of requests.keys()) sent.set(pod, Promise.withResolvers());
  const deleted = new Set<string>();
  const deletionFaults: string[] = [];

  await forEachAtOnce(events, concurrency, async ({ kind, pod }) => {
    const request = requests.get(pod);
    const creation = sent.get(pod);
    if (request === undefined || creation === undefined) return;
    if (kind === "create") {
      const record = await create(api, request);
      progress[record.outcome.kind]++;
      creation.resolve(record);
      return;
    }
    if ((await creation.promise).outcome.kind === "refused") return;
    if (pod.wasScheduled) await watch.untilRunning(request.name, runsWithinMs);
    const outcome = await deletePod(api, request.deleteInput);
    if (outcome.kind === "refused") {
      deletionFaults.push(`${request.name} was not deleted: ${outcome.code}: ${outcome.message}`);
      return;
    }
    deleted.add(request.name);
    progress.deleted++;
  });

  const records = await Promise.all([...sent.values()].map(({ promise }) => promise));
  return { records: records.map((record) => ({ ...record, deleted: deleted.has(record.name) })), deletionFaults };
}

async function create(api: ApiClient, { name, need, pod, createInput }: PodRequest): Promise<CreateRecord> {
  const sentAt = performance.now();
  const outcome = await createPod(api, createInput);
  return {
    name,
    need,
    gpuModels: pod.gpuModels,
    sentAt,
    answeredAt: performance.now(),
    outcome,
    deleted: false,
    ranBeforeDeletion: pod.wasScheduled,
    runningAt: undefined,
  };
}
