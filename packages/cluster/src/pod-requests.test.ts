import { describe, expect, test } from "vitest";
import { effectiveNeed, heldNeed } from "./pod-requests.ts";

const GPU = "nvidia.com/gpu";
const GIB = 2 ** 30;

/** A container that requests this many cores, and GiB where given. */
function container(name: string, cpu: string, memory = "0", more: object = {}) {
  return { name, resources: { requests: { cpu, memory } }, ...more };
}

function sidecar(name: string, cpu: string, memory = "0") {
  return container(name, cpu, memory, { restartPolicy: "Always" });
}

describe("what the scheduler counts", () => {
  // Expected values follow the tables of k8s.io/component-helpers/resource/helpers_test.go.
  test.each([
    ["nothing asked", { containers: [{ name: "a" }] }, 0, 0],
    ["one container", { containers: [container("a", "1", "1Gi")] }, 1_000, 1],
    ["the sum of containers", { containers: [container("a", "1", "1Gi"), container("b", "500m", "2Gi")] }, 1_500, 3],
    [
      "an init container that needs more than the containers",
      { containers: [container("a", "1")], initContainers: [container("i", "3")] },
      3_000,
      0,
    ],
    [
      "the largest init container, not their sum",
      { containers: [container("a", "1")], initContainers: [container("i", "3"), container("j", "2")] },
      3_000,
      0,
    ],
    [
      "per resource: CPU of the init container, memory of the container",
      { containers: [container("a", "1", "4Gi")], initContainers: [container("i", "3", "1Gi")] },
      3_000,
      4,
    ],
    [
      "a sidecar is added to the containers",
      { containers: [container("a", "1")], initContainers: [sidecar("s", "2")] },
      3_000,
      0,
    ],
    [
      "a sidecar before an init container is added to it",
      { containers: [container("a", "1")], initContainers: [sidecar("s", "2"), container("i", "5")] },
      7_000,
      0,
    ],
    [
      "a sidecar after an init container is not",
      { containers: [container("a", "1")], initContainers: [container("i", "5"), sidecar("s", "2")] },
      5_000,
      0,
    ],
    ["overhead", { containers: [container("a", "1", "1Gi")], overhead: { cpu: "250m", memory: "1Gi" } }, 1_250, 2],
    [
      "pod-level requests stand for the containers' sum",
      { containers: [container("a", "1", "1Gi")], resources: { requests: { cpu: "4" } } },
      4_000,
      1,
    ],
    [
      "overhead comes on top of pod-level requests",
      { containers: [], resources: { requests: { cpu: "4" } }, overhead: { cpu: "1" } },
      5_000,
      0,
    ],
  ])("%s", (_title, spec, cpuMillis, gib) => {
    expect(effectiveNeed(spec, GPU)).toEqual({ gpus: 0, cpuMillis, ramBytes: gib * GIB, storageBytes: 0, podSlots: 1 });
  });

  test("GPUs by the configured name only, and storage", () => {
    const requests = { [GPU]: "2", "amd.com/gpu": "3", "ephemeral-storage": "10Gi" };
    const spec = { containers: [{ name: "a", resources: { requests } }] };
    expect(effectiveNeed(spec, GPU)).toMatchObject({ gpus: 2, storageBytes: 10 * GIB });
    expect(effectiveNeed(spec, "amd.com/gpu")).toMatchObject({ gpus: 3 });
  });

  test.each([
    [{}],
    [{ containers: "many", initContainers: 7, overhead: [], resources: null }],
    [{ containers: [{ resources: { requests: { cpu: { toString: 1 }, memory: ["1Gi"] } } }] }],
    [{ containers: [null, 3, { resources: { requests: { cpu: "lots", memory: -1 } } }] }],
  ])("garbage counts as nothing: %j", (spec) => {
    expect(effectiveNeed(spec, GPU)).toEqual({ gpus: 0, cpuMillis: 0, ramBytes: 0, storageBytes: 0, podSlots: 1 });
  });
});

describe("what is held during a resize", () => {
  const asked = { containers: [container("a", "4")] };
  const reported = (allocated: string, actual: string) => ({
    containerStatuses: [
      { name: "a", allocatedResources: { cpu: allocated }, resources: { requests: { cpu: actual } } },
    ],
  });

  test.each([
    ["growing, not yet allocated", reported("2", "2"), false, 4_000],
    ["growing, allocated, not yet in force", reported("4", "2"), false, 4_000],
    ["shrinking, still in force", reported("4", "6"), false, 6_000],
    ["shrinking, still allocated", reported("6", "4"), false, 6_000],
    ["infeasible: the wish does not count", reported("2", "2"), true, 2_000],
    ["infeasible without any report", {}, true, 0],
    ["nothing reported yet", {}, false, 4_000],
    [
      "only in force is reported",
      { containerStatuses: [{ name: "a", resources: { requests: { cpu: "9" } } }] },
      false,
      9_000,
    ],
    [
      "another container's report",
      { containerStatuses: [{ name: "b", resources: { requests: { cpu: "9" } } }] },
      false,
      4_000,
    ],
  ])("%s", (_title, status, infeasible, cpuMillis) => {
    expect(heldNeed(asked, status, infeasible, GPU).cpuMillis).toBe(cpuMillis);
  });

  test.each([
    ["4", "6", 6_000],
    ["6", "4", 6_000],
    ["4", "4", 4_000],
  ])("a plain pod that asks for 4 cores, allocated %s, in force %s", (allocated, actual, cpuMillis) => {
    const spec = { containers: [{ name: "a", resources: { requests: { cpu: "4" } } }] };
    expect(heldNeed(spec, reported(allocated, actual), false, GPU).cpuMillis).toBe(cpuMillis);
  });

  test("a sidecar's report is among the init containers'", () => {
    const spec = { containers: [container("a", "1")], initContainers: [sidecar("s", "1")] };
    const status = { initContainerStatuses: [{ name: "s", allocatedResources: { cpu: "3" } }] };
    expect(heldNeed(spec, status, false, GPU).cpuMillis).toBe(4_000);
  });

  test("the pod-level report stands for the containers'", () => {
    const status = {
      ...reported("1", "1"),
      allocatedResources: { cpu: "5" },
      resources: { requests: { cpu: "6" } },
    };
    expect(heldNeed(asked, status, false, GPU).cpuMillis).toBe(6_000);
  });

  test("pod-level requests: the largest of asked, allocated and in force", () => {
    const spec = { containers: [], resources: { requests: { cpu: "4" } } };
    const status = { allocatedResources: { cpu: "5" }, resources: { requests: { cpu: "3" } } };
    expect(heldNeed(spec, status, false, GPU).cpuMillis).toBe(5_000);
    expect(heldNeed(spec, { ...status, allocatedResources: { cpu: "2" } }, true, GPU).cpuMillis).toBe(3_000);
  });

  test("what a report leaves out (GPUs) is not lost while the wish counts", () => {
    const spec = { containers: [{ name: "a", resources: { requests: { cpu: "4", [GPU]: "2" } } }] };
    expect(heldNeed(spec, reported("2", "2"), false, GPU)).toMatchObject({ gpus: 2, cpuMillis: 4_000 });
  });
});
