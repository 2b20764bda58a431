import type { Event } from "../objects/event.ts";
import type { KubeObject } from "../objects/meta.ts";
import { NAME, type TableColumn, timeSince } from "./columns.ts";

const asEvent = (object: KubeObject): Event => object as Event;

export const eventColumns: readonly TableColumn[] = [
  { name: "Last Seen", type: "string", cell: (object, nowMs) => lastSeen(asEvent(object), nowMs) },
  { name: "Type", type: "string", cell: (object) => asEvent(object).type ?? "" },
  { name: "Reason", type: "string", cell: (object) => asEvent(object).reason ?? "" },
  { name: "Object", type: "string", cell: (object) => target(asEvent(object)) },
  { name: "Subobject", type: "string", priority: 1, cell: (object) => asEvent(object).involvedObject.fieldPath ?? "" },
  { name: "Source", type: "string", priority: 1, cell: (object) => source(asEvent(object)) },
  { name: "Message", type: "string", cell: (object) => (asEvent(object).message ?? "").trim() },
  { name: "First Seen", type: "string", priority: 1, cell: (object, nowMs) => firstSeen(asEvent(object), nowMs) },
  { name: "Count", type: "string", priority: 1, cell: (object) => count(asEvent(object)) },
  { ...NAME, priority: 1 },
];

function firstSeen(event: Event, nowMs: number): string {
  return timeSince(event.firstTimestamp ?? event.eventTime, nowMs);
}

function lastSeen(event: Event, nowMs: number): string {
  if (event.series !== undefined) return timeSince(event.series.lastObservedTime, nowMs);
  return event.lastTimestamp ? timeSince(event.lastTimestamp, nowMs) : firstSeen(event, nowMs);
}

function count(event: Event): number {
  return event.series?.count ?? (event.count || 1);
}

function target({ involvedObject: { kind = "", name } }: Event): string {
  return name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase();
}

function source({ source: from, reportingComponent, reportingInstance }: Event): string {
  const component = from?.component || reportingComponent || "";
  const instance = from?.host || reportingInstance || "";
  return instance === "" ? component : `${component}, ${instance}`;
}
