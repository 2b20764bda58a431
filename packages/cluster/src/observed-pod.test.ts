import { V1Pod } from "@kubernetes/client-node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rawPod } from "../tests/support/objects.ts";
import { projectPod } from "./observed-pod.ts";

const GPU = "nvidia.com/gpu";
const LABELS = {
  "app.kubernetes.io/managed-by": "resource-manager",
  "resource-manager.dev/installation": "installation-1",
  "resource-manager.dev/pod-id": "pod-1",
  "resource-manager.dev/allocation-id": "allocation-1",
  "resource-manager.dev/team": "dev-team",
};
const ANNOTATIONS = { "resource-manager.dev/owner": "ann@example.com" };

describe("projectPod", () => {
  test("projects a running pod of ours", () => {
    const raw = rawPod({
      metadata: { labels: LABELS, annotations: ANNOTATIONS },
      spec: {
        containers: [
          { name: "helper", image: "registry.example/helper:1", resources: { requests: { cpu: "100m" } } },
          {
            name: "main",
            image: "registry.example/train:1",
            command: ["train"],
            env: [{ name: "EPOCHS", value: "3" }],
            ports: [{ containerPort: 8080, protocol: "TCP" }],
            resources: { requests: { cpu: "2", [GPU]: "4" } },
          },
        ],
      },
      status: {
        conditions: [
          { type: "PodScheduled", status: "True", lastTransitionTime: "2026-01-01T10:00:01Z" },
          { type: "Ready", status: "True", lastTransitionTime: "2026-01-01T10:00:04Z" },
        ],
        containerStatuses: [
          {
            name: "main",
            image: "registry.example/train@sha256:1",
            ready: true,
            restartCount: 2,
            state: { running: { startedAt: "2026-01-01T10:00:03Z" } },
          },
        ],
      },
    });
    const need = { gpus: 4, cpuMillis: 2_100, ramBytes: 0, storageBytes: 0, podSlots: 1 };
    expect(projectPod(raw, GPU)).toEqual({
      namespace: "dev-team",
      name: "training",
      uid: "uid-of-training",
      resourceVersion: "1000",
      mark: {
        installationId: "installation-1",
        podId: "pod-1",
        allocationId: "allocation-1",
        team: "dev-team",
        owner: "ann@example.com",
      },
      brokenMark: null,
      server: "gpu-1",
      image: "registry.example/train:1",
      runningImage: "registry.example/train@sha256:1",
      container: { command: ["train"], env: [{ name: "EPOCHS", value: "3" }], ports: [8080] },
      status: "RUNNING",
      reason: null,
      message: null,
      restarts: 2,
      effective: need,
      held: need,
      resize: "NONE",
      resizeMessage: null,
      terminal: false,
      unschedulableSince: null,
      deletionRequestedAt: null,
      createdAt: new Date("2026-01-01T10:00:00Z"),
      scheduledAt: new Date("2026-01-01T10:00:01Z"),
      startedAt: new Date("2026-01-01T10:00:03Z"),
      readyAt: new Date("2026-01-01T10:00:04Z"),
    });
  });

  test("a typed answer of client-node, with Dates, gives the same as the watch's JSON", () => {
    const raw = rawPod({ metadata: { deletionTimestamp: "2026-01-01T11:00:00Z" } });
    const typed: V1Pod = Object.assign(new V1Pod(), raw, {
      metadata: {
        ...raw.metadata,
        creationTimestamp: new Date("2026-01-01T10:00:00Z"),
        deletionTimestamp: new Date("2026-01-01T11:00:00Z"),
      },
    });
    expect(projectPod(typed, GPU)).toEqual(projectPod(raw, GPU));
  });

  test.each([
    ["no managed-by label", { ...LABELS, "app.kubernetes.io/managed-by": undefined }],
    ["somebody else's managed-by label", { ...LABELS, "app.kubernetes.io/managed-by": "Helm" }],
    ["no installation", { ...LABELS, "resource-manager.dev/installation": "" }],
    ["no pod id", { ...LABELS, "resource-manager.dev/pod-id": undefined }],
    ["no allocation id", { ...LABELS, "resource-manager.dev/allocation-id": undefined }],
    ["labels that are no object", "managed-by"],
  ])("is foreign with %s", (_title, labels) => {
    expect(projectPod(rawPod({ metadata: { labels } }), GPU)?.mark).toBeNull();
  });

  test("holds more than it asks while a resize shrinks it", () => {
    const raw = rawPod({
      status: {
        conditions: [{ type: "PodResizeInProgress", status: "True" }],
        containerStatuses: [{ name: "main", allocatedResources: { cpu: "2", memory: "8Gi" } }],
      },
    });
    const pod = projectPod(raw, GPU);
    expect(pod?.resize).toBe("IN_PROGRESS");
    expect(pod?.effective.ramBytes).toBe(4 * 2 ** 30);
    expect(pod?.held.ramBytes).toBe(8 * 2 ** 30);
  });

  test.each([
    ["what is asked", { cpu: "2100m", memory: "4Gi" }, "NONE"],
    ["the same in other words", { cpu: "2.1", memory: "4096Mi" }, "NONE"],
    ["less: its kubelet has not looked yet", { cpu: "1", memory: "4Gi" }, "IN_PROGRESS"],
    ["more: its kubelet has not looked yet", { cpu: "2100m", memory: "8Gi" }, "IN_PROGRESS"],
    ["nothing that it tells", undefined, "NONE"],
  ])("a container that runs with %s", (_title, requests, resize) => {
    const raw = rawPod({
      spec: { containers: [{ name: "main", resources: { requests: { cpu: "2100m", memory: "4Gi" } } }] },
      status: { containerStatuses: [{ name: "main", resources: { requests } }] },
    });
    expect(projectPod(raw, GPU)?.resize).toBe(resize);
  });

  test.each([
    [null],
    [undefined],
    ["a pod"],
    [[]],
    [{}],
    [{ metadata: null }],
    [rawPod({ metadata: { uid: undefined } })],
    [rawPod({ metadata: { name: 7 } })],
    [rawPod({ metadata: { namespace: "" } })],
    [rawPod({ metadata: { creationTimestamp: "yesterday" } })],
  ])("is nothing: %j", (raw) => {
    expect(projectPod(raw, GPU)).toBeNull();
  });

  test("no object makes it throw", () => {
    const anything = fc.object({ maxDepth: 4 });
    const nearlyPods = fc.record({ metadata: anything, spec: anything, status: anything }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), nearlyPods), (raw) => {
        projectPod(raw, GPU);
      }),
    );
  });

  test("no damage inside a pod makes it throw, and what is left is still a pod", () => {
    const full = rawPod({
      metadata: { labels: LABELS, annotations: ANNOTATIONS },
      spec: {
        initContainers: [{ name: "i", restartPolicy: "Always", resources: { requests: { cpu: "1" } } }],
        overhead: { cpu: "1" },
      },
      status: {
        conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2026-01-01T10:00:04Z" }],
        initContainerStatuses: [{ name: "i", started: true, state: { running: {} } }],
        containerStatuses: [
          { name: "main", resources: { requests: { cpu: "2" } }, state: { terminated: { exitCode: 1 } } },
        ],
      },
    });
    const places = paths({ spec: full.spec, status: full.status });
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.anything(), (path, damage) => {
        const pod = projectPod(replaced(full, path, damage), GPU);
        return pod !== null && pod.name === "training" && Number.isSafeInteger(pod.held.cpuMillis);
      }),
      { numRuns: 500 },
    );
  });
});

function paths(value: unknown, prefix: readonly string[] = []): (readonly string[])[] {
  const inner =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, child]) => paths(child, [...prefix, key]))
      : [];
  return prefix.length === 0 ? inner : [prefix, ...inner];
}

function replaced(target: object, path: readonly string[], value: unknown): unknown {
  const copy: unknown = structuredClone(target);
  let place = copy as Record<string, unknown>;
  for (const key of path.slice(0, -1)) {
    place = place[key] as Record<string, unknown>;
  }
  place[path.at(-1) ?? ""] = value;
  return copy;
}
