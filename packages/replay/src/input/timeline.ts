import type { TracePod } from "./pod-table.ts";

export interface TraceEvent {
  readonly kind: "create" | "delete";
  readonly pod: TracePod;
}

/**
 * What happens, in order; how long it took between two events is forgotten. At one moment: first the deletions of pods that were there
 * before, then creations, then deletions of pods that were created at that same moment.
 */
export function timelineOf(pods: readonly TracePod[], keep: boolean): TraceEvent[] {
  const events: (TraceEvent & { readonly time: number; readonly rank: number })[] = [];
  for (const pod of pods) {
    events.push({ kind: "create", pod, time: pod.createdAt, rank: 1 });
    if (keep || pod.deletedAt === undefined) continue;
    events.push({ kind: "delete", pod, time: pod.deletedAt, rank: pod.deletedAt === pod.createdAt ? 2 : 0 });
  }
  events.sort((a, b) => a.time - b.time || a.rank - b.rank || a.pod.line - b.pod.line);
  return events.map(({ kind, pod }) => ({ kind, pod }));
}
