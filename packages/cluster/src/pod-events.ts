import type { CoreV1Event } from "@kubernetes/client-node";
import type { PodEvent } from "@resource-manager/domain/model/pod";
import { timeOf } from "./raw-json.ts";

/**
 * A pod's events, the oldest first. Most of them tell whole seconds and some (the scheduler's) more: within one second they stand as the
 * cluster lists them, which is by names that grow with time.
 */
export function podEventsOf(listed: readonly CoreV1Event[]): PodEvent[] {
  return listed.map(podEvent).sort((a, b) => secondOf(a) - secondOf(b));
}

function podEvent(event: CoreV1Event): PodEvent {
  const first = timeOf(event.firstTimestamp) ?? timeOf(event.eventTime);
  return {
    type: event.type === "Warning" ? "WARNING" : "NORMAL",
    reason: event.reason ?? "",
    message: event.message ?? "",
    count: event.series?.count ?? event.count ?? 1,
    source: event.source?.component ?? event.reportingComponent ?? "",
    firstSeenAt: first,
    lastSeenAt: timeOf(event.series?.lastObservedTime) ?? timeOf(event.lastTimestamp) ?? first,
  };
}

function secondOf({ lastSeenAt }: PodEvent): number {
  return Math.floor((lastSeenAt?.getTime() ?? 0) / 1000);
}
