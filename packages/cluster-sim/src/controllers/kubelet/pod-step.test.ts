import { expect, test } from "vitest";
import type { Pod, PodSpec } from "../../objects/pod.ts";
import { defaultTimings } from "../../timings.ts";
import { BEHAVIOUR_ANNOTATION, DELAY_ANNOTATION } from "./behaviour.ts";
import { nextStep } from "./pod-step.ts";
import type { KubeletContext } from "./step.ts";

const context: KubeletContext = {
  timings: defaultTimings,
  nodeName: "n1",
  hostIp: "172.16.0.1",
  podIp: "10.128.0.1",
  pullImage: () => "present",
  resizeFit: () => ({ kind: "fits" }),
};

function pod(behaviour?: string, spec: Partial<PodSpec> = {}): Pod {
  return {
    metadata: {
      name: "p",
      namespace: "default",
      uid: "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-01-01T00:00:00Z",
      ...(behaviour === undefined ? {} : { annotations: { [BEHAVIOUR_ANNOTATION]: behaviour } }),
    },
    spec: { nodeName: "n1", restartPolicy: "Always", containers: [{ name: "main", image: "app:1" }], ...spec },
    status: { phase: "Pending", qosClass: "BestEffort" },
  };
}

/** Takes steps until there is none, at most `most`, and returns the pod's state after each. */
function live(start: Pod, most = 6): string[] {
  const states: string[] = [];
  let current = start;
  for (let i = 0; i < most; i++) {
    const step = nextStep(current, context);
    if (step === undefined) return [...states, "rests"];
    const { status, remove } = step.run(current, `2026-01-01T00:00:0${i}Z`);
    if (remove === true) return [...states, "removed"];
    current = { ...current, status: status ?? current.status };
    states.push(stateOf(current));
  }
  return states;
}

function stateOf({ status }: Pod): string {
  const container = status.containerStatuses?.[0];
  const { waiting, running, terminated } = container?.state ?? {};
  const state = waiting?.reason ?? (running === undefined ? (terminated?.reason ?? "?") : "running");
  return `${status.phase} ${state} ${container?.restartCount}`;
}

const CREATING = "Pending ContainerCreating 0";
const RUNNING = "Running running 0";

test.each<[string, Pod, string[]]>([
  ["runs", pod(), [CREATING, RUNNING, "rests"]],
  ["succeeds", pod("succeed", { restartPolicy: "Never" }), [CREATING, RUNNING, "Succeeded Completed 0", "rests"]],
  ["fails", pod("fail", { restartPolicy: "Never" }), [CREATING, RUNNING, "Failed Error 0", "rests"]],
  [
    "is restarted and crashes again",
    pod("crash-loop"),
    [
      CREATING,
      RUNNING,
      "Running CrashLoopBackOff 0",
      "Running running 1",
      "Running CrashLoopBackOff 1",
      "Running running 2",
    ],
  ],
  [
    "succeeds under OnFailure",
    pod("succeed", { restartPolicy: "OnFailure" }),
    [CREATING, RUNNING, "Succeeded Completed 0", "rests"],
  ],
  ["is killed for memory", pod("oom", { restartPolicy: "Never" }), [CREATING, RUNNING, "Failed OOMKilled 0", "rests"]],
  ["is evicted whatever its policy", pod("evicted"), [CREATING, RUNNING, "Failed Error 0", "rests"]],
  [
    "has no image",
    pod("image-pull-back-off"),
    [CREATING, "Pending ErrImagePull 0", "Pending ImagePullBackOff 0", "rests"],
  ],
  [
    "has an image that is called absent",
    pod(undefined, { containers: [{ name: "main", image: "registry.local/absent:1" }] }),
    [CREATING, "Pending ErrImagePull 0", "Pending ImagePullBackOff 0", "rests"],
  ],
  [
    "ends by its command",
    pod(undefined, { restartPolicy: "Never", containers: [{ name: "main", image: "app:1", command: ["false"] }] }),
    [CREATING, RUNNING, "Failed Error 0", "rests"],
  ],
])("a pod that %s", (_name, start, states) => {
  expect(live(start)).toEqual(states);
});

test("a delay in the annotation is the time that the behaviour takes", () => {
  const slow = pod("slow-start");
  slow.metadata.annotations = { ...slow.metadata.annotations, [DELAY_ANNOTATION]: "700ms" };
  const creating = { ...slow, status: nextStep(slow, context)?.run(slow, "2026-01-01T00:00:00Z").status ?? {} };
  expect(nextStep(creating, context)?.afterMs).toBe(700);
  creating.metadata.annotations = { [BEHAVIOUR_ANNOTATION]: "slow-start", [DELAY_ANNOTATION]: "soon" };
  expect(nextStep(creating, context)?.afterMs).toBe(defaultTimings.slowMs);
});

test("a deleted pod stops and is removed, unless it is stuck", () => {
  const running = (behaviour?: string): Pod => {
    const start = pod(behaviour);
    const created = { ...start, status: nextStep(start, context)?.run(start, "2026-01-01T00:00:00Z").status ?? {} };
    const started = {
      ...created,
      status: nextStep(created, context)?.run(created, "2026-01-01T00:00:01Z").status ?? {},
    };
    const deletion = { deletionTimestamp: "2026-01-01T00:00:30Z", deletionGracePeriodSeconds: 30 };
    return { ...started, metadata: { ...started.metadata, ...deletion } };
  };
  expect(live(running())).toEqual(["Succeeded Completed 0", "removed"]);
  expect(live(running("stuck-stop"))).toEqual(["rests"]);
  expect(nextStep(running("slow-stop"), context)?.afterMs).toBe(defaultTimings.slowMs);
});

test("a resize is allocated, then applied; one that does not fit waits and says so", () => {
  const resources = (cpu: string) => ({ requests: { cpu }, limits: { cpu } });
  const start = pod(undefined, { containers: [{ name: "main", image: "app:1", resources: resources("1") }] });
  const created = { ...start, status: nextStep(start, context)?.run(start, "2026-01-01T00:00:00Z").status ?? {} };
  const started = { ...created, status: nextStep(created, context)?.run(created, "2026-01-01T00:00:01Z").status ?? {} };
  const wanted: Pod = {
    ...started,
    metadata: { ...started.metadata, generation: 2 },
    spec: { ...started.spec, containers: [{ name: "main", image: "app:1", resources: resources("2") }] },
  };
  const allocated = { ...wanted, status: nextStep(wanted, context)?.run(wanted, "2026-01-01T00:00:02Z").status ?? {} };
  expect(allocated.status.containerStatuses?.[0]).toMatchObject({
    allocatedResources: { cpu: "2" },
    resources: resources("1"),
  });
  expect(allocated.status.conditions?.some((one) => one.type === "PodResizeInProgress")).toBe(true);
  const applied = {
    ...allocated,
    status: nextStep(allocated, context)?.run(allocated, "2026-01-01T00:00:03Z").status ?? {},
  };
  expect(applied.status.containerStatuses?.[0]?.resources).toEqual(resources("2"));
  expect(applied.status.conditions?.some((one) => one.type === "PodResizeInProgress")).toBe(false);
  expect(nextStep(applied, context)).toBeUndefined();

  const tight: KubeletContext = { ...context, resizeFit: () => ({ kind: "deferred", message: "no room" }) };
  const deferred = { ...wanted, status: nextStep(wanted, tight)?.run(wanted, "2026-01-01T00:00:02Z").status ?? {} };
  expect(deferred.status.conditions?.find((one) => one.type === "PodResizePending")).toMatchObject({
    reason: "Deferred",
  });
  expect(nextStep(deferred, tight)).toBeUndefined();
  expect(nextStep(deferred, context)).toBeDefined();
});
