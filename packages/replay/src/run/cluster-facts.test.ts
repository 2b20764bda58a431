import { expect, test } from "vitest";
import { nodeFactsOf, podFactsOf } from "./cluster-facts.ts";
import { millisOf, thousandthsOf, unitsOf } from "./quantity.ts";

test.each([
  ["500m", 500n],
  ["4", 4_000n],
  ["0.5", 500n],
  ["1.0001", 1_001n],
  ["1Ki", 1_024_000n],
  ["1.5Gi", 1_610_612_736_000n],
  ["1G", 1_000_000_000_000n],
  ["1e3", 1_000_000n],
  ["128974848", 128_974_848_000n],
])("reads the quantity %s", (text, thousandths) => {
  expect(thousandthsOf(text)).toBe(thousandths);
});

test("rounds up, and takes what is absent as nothing", () => {
  expect(unitsOf("1500m")).toBe(2);
  expect(millisOf("0.0001")).toBe(1);
  expect(unitsOf(undefined)).toBe(0);
  expect(() => unitsOf("-1")).toThrow('"-1" is no quantity');
  expect(() => unitsOf("1Xi")).toThrow();
});

test("a pod requests the larger of what starts it and what runs in it, plus overhead", () => {
  const container = (cpu: string, memory: string, gpus?: string) => ({
    image: "i",
    resources: { requests: { cpu, memory, ...(gpus === undefined ? {} : { "nvidia.com/gpu": gpus }) } },
  });
  const facts = podFactsOf(
    {
      metadata: {
        name: "p",
        namespace: "ns",
        uid: "u",
        labels: { "resource-manager.dev/installation": "me", "resource-manager.dev/allocation-id": "a" },
      },
      spec: {
        nodeName: "n",
        containers: [container("1", "1Gi", "2"), container("500m", "1Gi")],
        initContainers: [{ ...container("250m", "512Mi"), restartPolicy: "Always" }, container("3", "1Gi")],
        overhead: { cpu: "10m" },
      },
      status: { phase: "Running" },
    },
    "me",
  );
  expect(facts.requests).toEqual({ gpus: 2, cpuMillis: 3260, ramBytes: 2.5 * 2 ** 30, storageBytes: 0, podSlots: 1 });
  expect(facts).toMatchObject({ node: "n", phase: "Running", allocationId: "a" });
});

test("a pod of another installation is none of ours", () => {
  const labels = { "resource-manager.dev/installation": "they", "resource-manager.dev/allocation-id": "a" };
  const pod = { metadata: { name: "p", namespace: "ns", uid: "u", labels }, spec: { containers: [] } };
  expect(podFactsOf(pod, "me")).toMatchObject({ allocationId: null, phase: "Pending", node: null });
});

test("a server takes pods when it is Ready, open and without taints that we do not tolerate", () => {
  const ready = [{ type: "Ready", status: "True" }];
  const takes = (spec: object, conditions: { type: string; status: string }[] = ready, labels = {}) =>
    nodeFactsOf({ metadata: { name: "n", labels }, spec, status: { conditions } }).takesPods;
  expect(takes({})).toBe(true);
  expect(takes({ taints: [{ key: "nvidia.com/gpu", effect: "NoSchedule" }] })).toBe(true);
  expect(takes({ taints: [{ key: "x", effect: "PreferNoSchedule" }] })).toBe(true);
  expect(takes({ taints: [{ key: "x", effect: "NoSchedule" }] })).toBe(false);
  expect(takes({ unschedulable: true })).toBe(false);
  expect(takes({}, [{ type: "Ready", status: "Unknown" }])).toBe(false);
  expect(takes({}, [])).toBe(false);
  expect(takes({}, ready, { "node-role.kubernetes.io/control-plane": "" })).toBe(false);
});
