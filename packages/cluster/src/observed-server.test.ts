import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rawNode } from "../tests/support/objects.ts";
import { projectServer } from "./observed-server.ts";

const OPTIONS = { gpuResourceName: "nvidia.com/gpu", gpuModelLabel: "nvidia.com/gpu.product" };

describe("projectServer", () => {
  test("projects a GPU server", () => {
    expect(projectServer(rawNode("gpu-1"), OPTIONS)).toEqual({
      uid: "uid-of-gpu-1",
      name: "gpu-1",
      resourceVersion: "1000",
      gpuModel: "NVIDIA-H100",
      labels: { "nvidia.com/gpu.product": "NVIDIA-H100" },
      taints: [],
      conditions: [
        { type: "Ready", status: "True", reason: null, message: null, since: new Date("2026-01-01T09:00:10Z") },
      ],
      ready: "READY",
      cordoned: false,
      capacity: { gpus: 8, cpuMillis: 96_000, ramBytes: 2 ** 40, storageBytes: 10 * 2 ** 40, podSlots: 110 },
      allocatable: { gpus: 8, cpuMillis: 95_500, ramBytes: 2 ** 40, storageBytes: 9 * 2 ** 40, podSlots: 110 },
      kubeletVersion: null,
      createdAt: new Date("2026-01-01T09:00:00Z"),
    });
  });

  test.each([
    [[{ type: "Ready", status: "True" }], "READY"],
    [[{ type: "Ready", status: "False" }], "NOT_READY"],
    [[{ type: "Ready", status: "Unknown" }], "NOT_READY"],
    [[{ type: "MemoryPressure", status: "False" }], "UNKNOWN"],
    [[], "UNKNOWN"],
    [undefined, "UNKNOWN"],
  ])("conditions %j mean %s", (conditions, ready) => {
    expect(projectServer(rawNode("n", "1", { status: { conditions } }), OPTIONS)?.ready).toBe(ready);
  });

  test("reads cordon, taints and the kubelet's version", () => {
    const raw = rawNode("n", "1", {
      spec: {
        unschedulable: true,
        taints: [
          { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" },
          { key: "dedicated", effect: "NoExecute" },
          { key: "odd", effect: "Sometimes" },
          { effect: "NoSchedule" },
        ],
      },
      status: { nodeInfo: { kubeletVersion: "v1.37.2" } },
    });
    expect(projectServer(raw, OPTIONS)).toMatchObject({
      cordoned: true,
      kubeletVersion: "v1.37.2",
      taints: [
        { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" },
        { key: "dedicated", value: "", effect: "NoExecute" },
      ],
    });
  });

  test("a node that reports nothing yet has nothing", () => {
    const server = projectServer(rawNode("n", "1", { status: {} }), OPTIONS);
    expect(server?.allocatable).toEqual({ gpus: 0, cpuMillis: 0, ramBytes: 0, storageBytes: 0, podSlots: 0 });
  });

  test("without its label the model is unknown", () => {
    expect(projectServer(rawNode("n"), { ...OPTIONS, gpuModelLabel: "other" })?.gpuModel).toBeNull();
  });

  test("no object makes it throw", () => {
    const anything = fc.object({ maxDepth: 4 });
    const nearlyNodes = fc.record({ metadata: anything, spec: anything, status: anything }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), nearlyNodes), (raw) => {
        projectServer(raw, OPTIONS);
      }),
    );
    expect(projectServer({ metadata: { name: "n" } }, OPTIONS)).toBeNull();
  });
});
