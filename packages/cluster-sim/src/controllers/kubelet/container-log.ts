import type { ContainerStatus, Pod } from "../../objects/pod.ts";

export interface LogLine {
  readonly atMs: number;
  readonly text: string;
}

const FIRST_LINE_AFTER_MS = 50;
const LINE_EVERY_MS = 5_000;
const LINES_MAX = 2_000;

const WORK = ["step finished", "batch loaded", "checkpoint written", "gradients synchronised", "loss logged"] as const;

/** What a container has written by `nowMs`: worked out from the pod alone, so that asking twice gives the same lines. */
export function containerLog(pod: Pod, container: string, nowMs: number, previous: boolean): LogLine[] {
  const status = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])].find(
    (one) => one.name === container,
  );
  if (status === undefined) return [];
  const run = runOf(status, previous);
  if (run === undefined) return [];
  const end = run.endMs ?? nowMs;
  const lines = [
    { atMs: run.startMs, text: `starting ${status.image} in ${pod.metadata.namespace}/${pod.metadata.name}` },
  ];
  const count = Math.floor((end - run.startMs - FIRST_LINE_AFTER_MS) / LINE_EVERY_MS);
  for (let i = Math.max(0, count - LINES_MAX); i <= count; i++) {
    const work = WORK[(i * 7 + status.restartCount) % WORK.length] ?? WORK[0];
    lines.push({ atMs: run.startMs + FIRST_LINE_AFTER_MS + i * LINE_EVERY_MS, text: `step=${i + 1} ${work}` });
  }
  if (run.endMs !== undefined) lines.push({ atMs: run.endMs, text: run.farewell });
  return lines;
}

interface Run {
  readonly startMs: number;
  readonly endMs: number | undefined;
  readonly farewell: string;
}

function runOf(status: ContainerStatus, previous: boolean): Run | undefined {
  const { state, lastState } = status;
  const ended =
    previous || state.running === undefined
      ? ((previous ? undefined : state.terminated) ?? lastState.terminated)
      : undefined;
  if (ended !== undefined) {
    const endMs = Date.parse(ended.finishedAt ?? "");
    const startMs = Date.parse(ended.startedAt ?? ended.finishedAt ?? "");
    return { startMs, endMs, farewell: ended.exitCode === 0 ? "done" : `exit ${ended.exitCode}: ${ended.reason}` };
  }
  if (state.running?.startedAt === undefined) return undefined;
  return { startMs: Date.parse(state.running.startedAt), endMs: undefined, farewell: "" };
}
