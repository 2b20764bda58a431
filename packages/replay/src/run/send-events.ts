import type { TracePod } from "../input/pod-table.ts";
import type { TraceEvent } from "../input/timeline.ts";
import type { CreateRecord } from "../proof/facts.ts";
import { type ApiClient, ApiFault } from "./api-client.ts";
import type { PodRequest } from "./pod-request.ts";
import type { PodWatch } from "./pod-watch.ts";
import { forEachAtOnce } from "./server-loader.ts";

const createMutation = `mutation ReplayCreate($input: CreatePodInput!) {
  createPod(input: $input) { __typename ... on UserError { code message } }
}`;
const deleteMutation = `mutation ReplayDelete($input: DeletePodInput!) {
  deletePod(input: $input) { __typename ... on UserError { code message } }
}`;
/** Before a deletion: a pod that ran in the trace must run here first. */
const runsWithinMs = 120_000;

interface Answer {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
}

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
    const fault = await deletePod(api, request.deleteInput);
    if (fault !== undefined) deletionFaults.push(`${request.name} was not deleted: ${fault}`);
    else {
      deleted.add(request.name);
      progress.deleted++;
    }
  });

  const records = await Promise.all([...sent.values()].map(({ promise }) => promise));
  return { records: records.map((record) => ({ ...record, deleted: deleted.has(record.name) })), deletionFaults };
}

async function create(api: ApiClient, { name, need, pod, createInput }: PodRequest): Promise<CreateRecord> {
  const sentAt = performance.now();
  const answer = await ask(
    async () => (await api.call<{ createPod: Answer }>(createMutation, { input: createInput })).createPod,
  );
  return {
    name,
    need,
    gpuModels: pod.gpuModels,
    sentAt,
    answeredAt: performance.now(),
    outcome: outcomeOf(answer, "CreatePodSuccess"),
    deleted: false,
    ranBeforeDeletion: pod.wasScheduled,
    runningAt: undefined,
  };
}

/** Asks for a deletion. Answers why it was refused; undefined when it was accepted. */
export async function deletePod(api: ApiClient, input: object): Promise<string | undefined> {
  const answer = await ask(async () => (await api.call<{ deletePod: Answer }>(deleteMutation, { input })).deletePod);
  const outcome = outcomeOf(answer, "DeletePodSuccess");
  return outcome.kind === "accepted" ? undefined : `${outcome.code}: ${outcome.message}`;
}

async function ask(send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error;
    return { __typename: "ApiFault", code: "API_FAULT", message: error.message };
  }
}

function outcomeOf({ __typename, code, message }: Answer, success: string): CreateRecord["outcome"] {
  if (__typename === success) return { kind: "accepted" };
  return { kind: "refused", code: code ?? __typename, message: message ?? "" };
}
