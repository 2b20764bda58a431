import { describe, expect, test } from "vitest";
import { explain, podStatus, resizeOf, restartsOf, startedAt, trueSince, unschedulableSince } from "./pod-status.ts";
import type { RawRecord } from "./raw-json.ts";

function parts(status: RawRecord, more: { readonly metadata?: RawRecord; readonly spec?: RawRecord } = {}) {
  return { metadata: more.metadata ?? {}, spec: more.spec ?? {}, status };
}

const DELETED = { deletionTimestamp: "2026-01-01T12:00:00Z" };

function waiting(reason: string, message?: string, more: RawRecord = {}) {
  return { name: "main", ready: false, state: { waiting: { reason, message } }, ...more };
}

function terminated(reason: string | undefined, exitCode: number, more: RawRecord = {}) {
  return { name: "main", ready: false, state: { terminated: { reason, exitCode, ...more } } };
}

const RUNNING = { name: "side", ready: true, state: { running: { startedAt: "2026-01-01T11:00:00Z" } } };

describe("podStatus", () => {
  test.each([
    ["Pending", {}, "PENDING"],
    ["Running", {}, "RUNNING"],
    ["Succeeded", {}, "SUCCEEDED"],
    ["Failed", {}, "FAILED"],
    ["Unknown", {}, "UNKNOWN"],
    [undefined, {}, "UNKNOWN"],
    ["Dancing", {}, "UNKNOWN"],
    ["Running", DELETED, "TERMINATING"],
    ["Pending", DELETED, "TERMINATING"],
    ["Succeeded", DELETED, "SUCCEEDED"],
    ["Failed", DELETED, "FAILED"],
  ])("phase %s with %j is %s", (phase, metadata, expected) => {
    expect(podStatus(parts({ phase }, { metadata }))).toBe(expected);
  });

  test("a deleted pod on a lost node is UNKNOWN: nobody can say whether it runs", () => {
    expect(podStatus(parts({ phase: "Running", reason: "NodeLost" }, { metadata: DELETED }))).toBe("UNKNOWN");
  });
});

describe("explain", () => {
  const unschedulable = {
    type: "PodScheduled",
    status: "False",
    reason: "Unschedulable",
    message: "0/3 nodes are available: 3 Insufficient nvidia.com/gpu.",
  };

  test.each<[string, RawRecord, string | null, string | null]>([
    ["a healthy pod", { phase: "Running", containerStatuses: [RUNNING] }, null, null],
    ["nothing known", {}, null, null],
    ["no place", { phase: "Pending", conditions: [unschedulable] }, "Unschedulable", unschedulable.message],
    [
      "held back by a gate",
      {
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "False", reason: "SchedulingGated", message: "gated" }],
      },
      "SchedulingGated",
      "gated",
    ],
    ["starting", { phase: "Pending", containerStatuses: [waiting("ContainerCreating")] }, "ContainerCreating", null],
    [
      "no image",
      { phase: "Pending", containerStatuses: [waiting("ImagePullBackOff", "Back-off pulling image")] },
      "ImagePullBackOff",
      "Back-off pulling image",
    ],
    [
      "image error",
      { phase: "Pending", containerStatuses: [waiting("ErrImagePull", "not found")] },
      "ErrImagePull",
      "not found",
    ],
    [
      "crashing: the message says what crashed it",
      {
        phase: "Running",
        containerStatuses: [
          waiting("CrashLoopBackOff", "back-off 40s", {
            lastState: { terminated: { reason: "OOMKilled", exitCode: 137 } },
          }),
        ],
      },
      "CrashLoopBackOff",
      "back-off 40s (last ended with OOMKilled, exit code 137)",
    ],
    [
      "crashing without a message",
      {
        phase: "Running",
        containerStatuses: [
          waiting("CrashLoopBackOff", undefined, { lastState: { terminated: { reason: "Error", exitCode: 2 } } }),
        ],
      },
      "CrashLoopBackOff",
      "last ended with Error, exit code 2",
    ],
    ["out of memory", { phase: "Failed", containerStatuses: [terminated("OOMKilled", 137)] }, "OOMKilled", null],
    ["error", { phase: "Failed", containerStatuses: [terminated("Error", 1, { message: "boom" })] }, "Error", "boom"],
    ["an exit code alone", { phase: "Failed", containerStatuses: [terminated(undefined, 3)] }, "ExitCode:3", null],
    [
      "a signal alone",
      { phase: "Failed", containerStatuses: [terminated(undefined, 137, { signal: 9 })] },
      "Signal:9",
      null,
    ],
    ["finished", { phase: "Succeeded", containerStatuses: [terminated("Completed", 0)] }, "Completed", null],
    [
      "one finished, one runs and the pod is ready",
      {
        phase: "Running",
        conditions: [{ type: "Ready", status: "True" }],
        containerStatuses: [terminated("Completed", 0), RUNNING],
      },
      null,
      null,
    ],
    [
      "one finished, one runs and the pod is not ready",
      { phase: "Running", containerStatuses: [terminated("Completed", 0), RUNNING] },
      "NotReady",
      null,
    ],
    [
      "one finished, one failed",
      { phase: "Failed", containerStatuses: [terminated("Completed", 0), terminated("Error", 1)] },
      "Error",
      null,
    ],
    [
      "evicted",
      {
        phase: "Failed",
        reason: "Evicted",
        message: "The node was low on resource: memory.",
        containerStatuses: [terminated("ContainerStatusUnknown", 137)],
      },
      "Evicted",
      "The node was low on resource: memory.",
    ],
    ["evicted before it started", { phase: "Failed", reason: "Evicted", message: "disk" }, "Evicted", "disk"],
    [
      "refused by the node",
      { phase: "Failed", reason: "UnexpectedAdmissionError", message: "gone" },
      "UnexpectedAdmissionError",
      "gone",
    ],
  ])("%s", (_title, status, reason, message) => {
    expect(explain(parts(status))).toMatchObject({ reason, message });
  });

  const initial = { spec: { initContainers: [{ name: "fetch" }, { name: "proxy", restartPolicy: "Always" }] } };
  test.each<[string, RawRecord[], string | null]>([
    ["the first one runs", [{ name: "fetch", state: { running: {} } }], "Init:0/2"],
    [
      "the first one cannot be pulled",
      [{ name: "fetch", state: { waiting: { reason: "ErrImagePull" } } }],
      "Init:ErrImagePull",
    ],
    [
      "the first one failed",
      [{ name: "fetch", state: { terminated: { exitCode: 1, reason: "Error" } } }],
      "Init:Error",
    ],
    ["it failed by code", [{ name: "fetch", state: { terminated: { exitCode: 4 } } }], "Init:ExitCode:4"],
    ["it failed by signal", [{ name: "fetch", state: { terminated: { exitCode: 137, signal: 9 } } }], "Init:Signal:9"],
    [
      "the sidecar starts",
      [
        { name: "fetch", state: { terminated: { exitCode: 0 } } },
        { name: "proxy", state: { waiting: { reason: "PodInitializing" } } },
      ],
      "Init:1/2",
    ],
    [
      "all of them are through",
      [
        { name: "fetch", state: { terminated: { exitCode: 0 } } },
        { name: "proxy", started: true, state: { running: {} } },
      ],
      null,
    ],
  ])("init containers: %s", (_title, initContainerStatuses, reason) => {
    expect(explain(parts({ phase: "Pending", initContainerStatuses }, initial)).reason).toBe(reason);
  });
});

test("restarts are those of containers and sidecars once the pod is initialised, of all init containers before", () => {
  const spec = { initContainers: [{ name: "fetch" }, { name: "proxy", restartPolicy: "Always" }] };
  const through = [
    { name: "fetch", restartCount: 5, state: { terminated: { exitCode: 0 } } },
    { name: "proxy", restartCount: 2, started: true, state: { running: {} } },
  ];
  const main = [{ name: "main", restartCount: 1, state: { running: {} } }];
  expect(restartsOf(parts({ initContainerStatuses: through, containerStatuses: main }, { spec }))).toBe(3);
  const failing = [{ name: "fetch", restartCount: 5, state: { terminated: { exitCode: 1 } } }];
  expect(restartsOf(parts({ initContainerStatuses: failing }, { spec }))).toBe(5);
});

describe("resizeOf", () => {
  const pending = (reason: string) => ({ type: "PodResizePending", status: "True", reason, message: "why" });
  test.each([
    [[], "NONE", null],
    [[pending("Deferred")], "DEFERRED", "why"],
    [[pending("Infeasible")], "INFEASIBLE", "why"],
    [[{ type: "PodResizeInProgress", status: "True" }], "IN_PROGRESS", null],
    [[{ type: "PodResizeInProgress", status: "True" }, pending("Deferred")], "DEFERRED", "why"],
    [[{ ...pending("Deferred"), status: "False" }], "NONE", null],
  ])("%j is %s", (conditions, state, message) => {
    expect(resizeOf({ conditions })).toEqual({ state, message });
  });
});

test("unschedulableSince is when the scheduler gave up, and null once the pod has a server", () => {
  const since = "2026-01-01T11:00:00Z";
  const status = {
    conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", lastTransitionTime: since }],
  };
  expect(unschedulableSince(parts(status))).toEqual(new Date(since));
  expect(unschedulableSince(parts(status, { spec: { nodeName: "gpu-1" } }))).toBeNull();
});

test("trueSince wants the condition to be true", () => {
  const at = "2026-01-01T11:00:00Z";
  expect(trueSince({ conditions: [{ type: "Ready", status: "True", lastTransitionTime: at }] }, "Ready")).toEqual(
    new Date(at),
  );
  expect(trueSince({ conditions: [{ type: "Ready", status: "False", lastTransitionTime: at }] }, "Ready")).toBeNull();
  expect(trueSince({}, "Ready")).toBeNull();
});

test("startedAt is the first start of the containers that run or ended", () => {
  const [early, late] = ["2026-01-01T11:00:00Z", "2026-01-01T11:05:00Z"];
  const containerStatuses = [
    { state: { running: { startedAt: late } } },
    { state: { terminated: { startedAt: early } } },
    { state: { waiting: {} } },
  ];
  expect(startedAt({ containerStatuses })).toEqual(new Date(early));
  expect(startedAt({ containerStatuses: [{ state: { waiting: {} } }] })).toBeNull();
});
