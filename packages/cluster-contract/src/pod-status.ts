import type { ApiResponse } from "./api.ts";
import { at, isJsonObject, type Json, type JsonObject, listAt, pick } from "./json.ts";

/**
 * What a pod's status says to a client: phase, conditions by type, and per container whether it is ready, how often it
 * restarted, what it does now and did last, and its resources. Words for people and made-up ids are left out: they are
 * the kubelet's own and no client acts on them.
 */
export function seenPodStatus(response: ApiResponse): JsonObject {
  const pod = response.json;
  const containers = listAt(pod, "status.containerStatuses").map(
    (status): JsonObject => ({
      ...pick(status, ["name", "image", "ready", "started", "restartCount", "resources", "allocatedResources"]),
      state: seenState(at(status, "state")),
      lastState: seenState(at(status, "lastState")),
    }),
  );
  return {
    httpStatus: response.status,
    ...pick(pod, ["status.phase", "status.reason", "status.qosClass"]),
    hasStartTime: at(pod, "status.startTime") !== undefined,
    hasPodIP: at(pod, "status.podIP") !== undefined,
    conditions: seenConditions(pod),
    containers,
  };
}

/**
 * Conditions by type, without times and messages. Left out is what virtual nodes write as they please, since it says
 * nothing about Kubernetes: a cloud's NetworkUnavailable, PodReadyToStartContainers, and the reason of Initialized.
 */
export function seenConditions(object: Json | undefined): JsonObject {
  const entries = listAt(object, "status.conditions")
    .map((condition) => ({ type: String(at(condition, "type")), condition }))
    .filter(({ type }) => type !== "NetworkUnavailable" && type !== "PodReadyToStartContainers")
    .map(({ type, condition }): [string, JsonObject] => [
      type,
      pick(condition, type === "Initialized" ? ["status"] : ["status", "reason"]),
    ]);
  return Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b)));
}

/** The condition of one type. */
export function conditionOf(object: Json | undefined, type: string): Json | undefined {
  return listAt(object, "status.conditions").find((condition) => at(condition, "type") === type);
}

/** True for a pod that runs and is Ready. */
export function isReady(pod: Json): boolean {
  return at(pod, "status.phase") === "Running" && at(conditionOf(pod, "Ready"), "status") === "True";
}

function seenState(state: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(state)) return undefined;
  return Object.fromEntries(
    Object.entries(state).map(([kind, facts]) => [kind, pick(facts, ["reason", "exitCode", "signal"])]),
  );
}
