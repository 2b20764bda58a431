import { describe, expect, test } from "vitest";
import type { Node, NodeSpec } from "../../objects/node.ts";
import type { Pod, PodSpec } from "../../objects/pod.ts";
import { misfit } from "./filters.ts";
import { pinnedNodeNames } from "./node-affinity.ts";
import type { NodeInfo } from "./node-info.ts";
import { unschedulableMessage } from "./unschedulable-message.ts";

function pod(spec: Partial<PodSpec> = {}): Pod {
  const metadata = { name: "p", namespace: "default", uid: "u", resourceVersion: "1", creationTimestamp: "" };
  return { metadata, spec: { containers: [{ name: "c" }], ...spec }, status: {} };
}

function info(
  spec: NodeSpec = {},
  requested: Record<string, number> = {},
  labels: Record<string, string> = {},
): NodeInfo {
  const metadata = { name: "n1", uid: "n", resourceVersion: "1", creationTimestamp: "", labels };
  const node: Node = { metadata, spec, status: {} };
  const allocatable = { cpu: 4000, memory: 8, "nvidia.com/gpu": 2, pods: 3 };
  return { node, allocatable, requested, pods: new Map(), hostPorts: new Map() };
}

const reasons = (
  candidate: Pod,
  node: NodeInfo,
  requests: Record<string, number> = {},
): readonly string[] | undefined => misfit({ pod: candidate, requests, hostPorts: [] }, node)?.reasons;

describe("a node is refused", () => {
  test("for everything that it lacks, all at once", () => {
    const full = info({}, { cpu: 3500, "nvidia.com/gpu": 2 });
    expect(reasons(pod(), full, { cpu: 1000, memory: 1, "nvidia.com/gpu": 1 })).toEqual([
      "Insufficient cpu",
      "Insufficient nvidia.com/gpu",
    ]);
    expect(reasons(pod(), full, { cpu: 500 })).toBeUndefined();
  });

  test("when it has as many pods as it may", () => {
    const node = info();
    for (const name of ["a", "b", "c"]) node.pods.set(name, {});
    expect(reasons(pod(), node)).toEqual(["Too many pods"]);
  });

  test("while it is cordoned, unless that is tolerated", () => {
    expect(reasons(pod(), info({ unschedulable: true }))).toEqual(["node(s) were unschedulable"]);
    const tolerations = [{ key: "node.kubernetes.io/unschedulable", operator: "Exists" }];
    expect(reasons(pod({ tolerations }), info({ unschedulable: true }))).toBeUndefined();
  });

  test("for a taint that is not tolerated, but not for PreferNoSchedule", () => {
    const tainted = (effect: string): NodeInfo => info({ taints: [{ key: "a", value: "b", effect }] });
    expect(reasons(pod(), tainted("NoSchedule"))).toEqual(["node(s) had untolerated taint(s)"]);
    expect(reasons(pod({ tolerations: [{ key: "a", value: "b" }] }), tainted("NoSchedule"))).toBeUndefined();
    expect(reasons(pod({ tolerations: [{ key: "a", value: "c" }] }), tainted("NoExecute"))).toHaveLength(1);
    expect(reasons(pod(), tainted("PreferNoSchedule"))).toBeUndefined();
  });

  test("by nodeSelector and required affinity", () => {
    const node = info({}, {}, { zone: "a", count: "5" });
    const wanting = (expression: { key: string; operator: string; values?: string[] }): Pod =>
      pod({
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [expression] }] },
          },
        },
      });
    expect(reasons(pod({ nodeSelector: { zone: "b" } }), node)).toHaveLength(1);
    expect(reasons(wanting({ key: "zone", operator: "In", values: ["a", "b"] }), node)).toBeUndefined();
    expect(reasons(wanting({ key: "zone", operator: "NotIn", values: ["a"] }), node)).toHaveLength(1);
    expect(reasons(wanting({ key: "count", operator: "Gt", values: ["4"] }), node)).toBeUndefined();
    expect(reasons(wanting({ key: "none", operator: "DoesNotExist" }), node)).toBeUndefined();
  });
});

test("a pod is pinned only if each of its terms names nodes", () => {
  const field = (...values: string[]) => ({ matchFields: [{ key: "metadata.name", operator: "In", values }] });
  const withTerms = (...nodeSelectorTerms: object[]): Pod =>
    pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } });
  expect(pinnedNodeNames(withTerms(field("a"), field("b")))).toEqual(new Set(["a", "b"]));
  expect(pinnedNodeNames(withTerms(field("a"), { matchExpressions: [] }))).toBeUndefined();
  expect(pinnedNodeNames(pod())).toBeUndefined();
});

describe("the message of a pod that fits nowhere", () => {
  const unresolvable = { reasons: ["node(s) were unschedulable"], resolvable: false };
  const full = { reasons: ["Insufficient cpu", "Insufficient nvidia.com/gpu"], resolvable: true };

  test("counts reasons and says why preemption does not help", () => {
    const diagnosis = { nodes: 3, misfits: [full, full, unresolvable], pinned: false };
    expect(unschedulableMessage(pod(), diagnosis)).toBe(
      "0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu, 2 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.",
    );
  });

  test("counts the nodes that a pinned pod does not want", () => {
    const pinned = pod({ preemptionPolicy: "Never" });
    expect(unschedulableMessage(pinned, { nodes: 8, misfits: [full], pinned: true })).toBe(
      "0/8 nodes are available: 1 Insufficient cpu, 1 Insufficient nvidia.com/gpu, 7 node(s) didn't satisfy plugin(s) [NodeAffinity]. preemption: not eligible due to preemptionPolicy=Never.",
    );
  });

  test("says so where there are no nodes", () => {
    expect(unschedulableMessage(pod(), { nodes: 0, misfits: [], pinned: false })).toBe(
      "no nodes available to schedule pods",
    );
  });
});
