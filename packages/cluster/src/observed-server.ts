import type { Need } from "@resource-manager/domain/model/amounts";
import type { ObservedServer, ServerCondition, Taint } from "@resource-manager/domain/model/server";
import { millisOf, unitsOf } from "./quantity.ts";
import { listOf, type RawRecord, recordOf, textOf, timeOf } from "./raw-json.ts";
import { shared } from "./shared-values.ts";

export interface ServerProjection {
  readonly gpuResourceName: string;
  /** The node label that names the GPU model. */
  readonly gpuModelLabel: string;
}

/** Projects a Node object to what the product reads. Null where it has no name, uid or creation time. */
export function projectServer(raw: unknown, options: ServerProjection): ObservedServer | null {
  const object = recordOf(raw);
  const metadata = recordOf(object.metadata);
  const spec = recordOf(object.spec);
  const status = recordOf(object.status);
  const name = textOf(metadata.name);
  const uid = textOf(metadata.uid);
  const createdAt = timeOf(metadata.creationTimestamp);
  if (name === null || uid === null || createdAt === null) {
    return null;
  }
  const labels = labelsOf(metadata.labels);
  const conditions = listOf(status.conditions)
    .map(conditionOf)
    .filter((condition) => condition !== null);
  return {
    uid,
    name: shared(name),
    resourceVersion: textOf(metadata.resourceVersion) ?? "",
    gpuModel: textOf(labels[options.gpuModelLabel]),
    labels,
    taints: listOf(spec.taints)
      .map(taintOf)
      .filter((taint) => taint !== null),
    conditions,
    ready: readyOf(conditions),
    cordoned: spec.unschedulable === true,
    capacity: amountsOf(recordOf(status.capacity), options.gpuResourceName),
    allocatable: amountsOf(recordOf(status.allocatable), options.gpuResourceName),
    kubeletVersion: textOf(recordOf(status.nodeInfo).kubeletVersion),
    createdAt,
  };
}

const EFFECTS: ReadonlyMap<unknown, Taint["effect"]> = new Map(
  (["NoSchedule", "PreferNoSchedule", "NoExecute"] as const).map((effect) => [effect, effect]),
);
const STATUSES: ReadonlyMap<unknown, ServerCondition["status"]> = new Map(
  (["True", "False", "Unknown"] as const).map((status) => [status, status]),
);

function readyOf(conditions: readonly ServerCondition[]): ObservedServer["ready"] {
  const ready = conditions.find(({ type }) => type === "Ready");
  if (ready === undefined) {
    return "UNKNOWN";
  }
  // Unknown means that the kubelet was heard once and no longer is: nothing can be started there.
  return ready.status === "True" ? "READY" : "NOT_READY";
}

function amountsOf(list: RawRecord, gpuResourceName: string): Need {
  return {
    gpus: unitsOf(list[gpuResourceName]) ?? 0,
    cpuMillis: millisOf(list.cpu) ?? 0,
    ramBytes: unitsOf(list.memory) ?? 0,
    storageBytes: unitsOf(list["ephemeral-storage"]) ?? 0,
    podSlots: unitsOf(list.pods) ?? 0,
  };
}

function conditionOf(raw: unknown): ServerCondition | null {
  const condition = recordOf(raw);
  const type = textOf(condition.type);
  const status = STATUSES.get(condition.status);
  if (type === null || status === undefined) {
    return null;
  }
  return {
    type: shared(type),
    status,
    reason: shared(textOf(condition.reason)),
    message: shared(textOf(condition.message)),
    since: timeOf(condition.lastTransitionTime),
  };
}

function taintOf(raw: unknown): Taint | null {
  const taint = recordOf(raw);
  const key = textOf(taint.key);
  const effect = EFFECTS.get(taint.effect);
  return key === null || effect === undefined ? null : { key, value: textOf(taint.value) ?? "", effect };
}

function labelsOf(raw: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(recordOf(raw)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(entries.map(([key, value]) => [shared(key), shared(value)]));
}
