import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type Json, type JsonObject, listAt, pick } from "../json.ts";
import { parkedPod, pinnedPod, podPath, podsPath } from "../manifests.ts";
import { namesOf, seen } from "../observe.ts";
import { conditionOf, isReady, seenConditions } from "../pod-status.ts";

const nodePath = (name: string) => `/api/v1/nodes/${name}`;

export const nodeCases = casesOf("nodes", [
  {
    id: "node-removed-with-pods",
    name: "the pods of a deleted node are removed by the garbage collector",
    async run(context) {
      const { node, path } = await runningPod(context);
      const deleted = await context.api.delete(nodePath(node));
      await context.untilGone(path, 100_000);
      return { deleted: seen(deleted), after: seen(await context.api.get(path)) };
    },
  },
  {
    id: "node-life",
    name: "a node is created with the capacity that it says, becomes Ready, is listed, and is deleted at once",
    async run(context) {
      const { api } = context;
      const name = context.unique("node");
      const label = context.unique("label");
      const amounts = { cpu: "64", memory: "512Gi", pods: "110", "nvidia.com/gpu": "8" };
      const body = {
        apiVersion: "v1",
        kind: "Node",
        metadata: { name, labels: { case: label, "nvidia.com/gpu.product": "A100" } },
        status: { capacity: amounts, allocatable: amounts },
      };
      const created = await api.post("/api/v1/nodes", body);
      context.defer(() => api.delete(nodePath(name)));
      const again = await api.post("/api/v1/nodes", body);
      const ready = await context.untilObject(nodePath(name), "Ready and no taints", isOpen);
      const listed = await api.get("/api/v1/nodes", { labelSelector: `case=${label}` });
      const deleted = await api.delete(nodePath(name));
      return {
        created: seen(created, ["kind", "metadata.name", "spec", "status.capacity", "status.allocatable"]),
        again: seen(again),
        ready: seen(ready, ["spec", "status.capacity", "status.allocatable"]),
        conditions: seenConditions(ready.json),
        listed: namesOf(listed.json),
        deleted: seen(deleted),
        after: seen(await api.get(nodePath(name))),
      };
    },
  },
  {
    id: "node-without-status",
    name: "a node that says no capacity has none",
    async run(context) {
      const name = context.unique("node");
      const created = await context.api.post("/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name } });
      context.defer(() => context.api.delete(nodePath(name)));
      return { created: seen(created, ["kind", "metadata.name", "status.capacity", "status.allocatable"]) };
    },
  },
  {
    id: "cordon",
    name: "a cordon is spec.unschedulable and, soon, the taint node.kubernetes.io/unschedulable; both go with it",
    async run(context) {
      const node = await context.server();
      const patched = await context.api.patch(nodePath(node), "strategic", { spec: { unschedulable: true } });
      const cordoned = await context.untilObject(nodePath(node), "the taint", (object) =>
        hasTaint(object, "node.kubernetes.io/unschedulable"),
      );
      const lifted = await context.api.patch(nodePath(node), "strategic", { spec: { unschedulable: null } });
      const open = await context.untilObject(nodePath(node), "no taint", isOpen);
      return {
        patched: seen(patched, ["spec.unschedulable"]),
        cordoned: seen(cordoned, ["spec.unschedulable"]),
        taints: taintsOf(cordoned.json),
        lifted: seen(lifted, ["spec.unschedulable"]),
        open: seen(open, ["spec"]),
      };
    },
  },
  {
    id: "allocatable-shrinks",
    name: "a patch of nodes/status changes allocatable and the kubelet leaves it so; a capacity is not touched",
    async run(context) {
      const node = await context.server({ gpus: 8 });
      const patched = await context.api.patch(`${nodePath(node)}/status`, "merge", {
        status: { allocatable: { "nvidia.com/gpu": "6" } },
      });
      const byMain = await context.api.patch(nodePath(node), "merge", {
        status: { allocatable: { "nvidia.com/gpu": "1" } },
      });
      const paths = ["status.capacity", "status.allocatable"];
      return { patched: seen(patched, paths), byMainPatch: seen(byMain, paths) };
    },
  },
  {
    id: "not-ready",
    name: "a node whose kubelet is silent is Unknown in every condition, tainted unreachable, and its pods are not Ready",
    async run(context) {
      const { node, path } = await runningPod(context);
      await context.cluster.laboratory.setNotReady(node);
      const silent = await context.untilObject(nodePath(node), "both taints", (object) => taintsOf(object).length >= 2);
      const pod = await context.untilObject(path, "not Ready", (object) => !isReady(object));
      return {
        conditions: seenConditions(silent.json),
        message: at(conditionOf(silent.json, "Ready"), "message"),
        taints: taintsOf(silent.json),
        podPhase: at(pod.json, "status.phase"),
        podReady: pick(conditionOf(pod.json, "Ready"), ["status"]),
        podIsBeingDeleted: at(pod.json, "metadata.deletionTimestamp") !== undefined,
      };
    },
  },
  {
    id: "ready-again",
    name: "a node whose kubelet is back is Ready without taints, and its pods are Ready again",
    async run(context) {
      const { node, path } = await runningPod(context);
      const { laboratory } = context.cluster;
      await laboratory.setNotReady(node);
      await laboratory.setReady(node);
      const back = await context.untilObject(nodePath(node), "Ready and open", isOpen);
      const pod = await context.untilObject(path, "Ready", isReady);
      return { conditions: seenConditions(back.json), taints: taintsOf(back.json), pod: seen(pod, ["status.phase"]) };
    },
  },
  {
    id: "deletion-on-silent-node",
    name: "a pod deleted on a silent node stays Terminating until the node is back; forced, it is gone at once",
    async run(context) {
      const { node, path, namespace } = await runningPod(context);
      const forced = podPath(namespace, "forced");
      await context.create(podsPath(namespace), pinnedPod("forced", node));
      await context.untilObject(forced, "Running", isReady);
      await context.cluster.laboratory.setNotReady(node);
      const deleted = await context.api.delete(path, { gracePeriodSeconds: 1 });
      await context.api.delete(forced, { gracePeriodSeconds: 0 });
      const forcedAfter = await context.api.get(forced);
      const paths = ["status.phase", "metadata.deletionTimestamp", "metadata.deletionGracePeriodSeconds"];
      const pastItsGrace = Date.now() + 2500;
      const still = await context.untilObject(path, "2.5 s later", () => Date.now() > pastItsGrace);
      await context.cluster.laboratory.setReady(node);
      await context.untilGone(path);
      return {
        deleted: seen(deleted, paths),
        still: seen(still, paths),
        forced: seen(forcedAfter),
        afterItsReturn: seen(await context.api.get(path)),
      };
    },
  },
  {
    id: "no-execute-taint",
    name: "a NoExecute taint evicts the pods that do not tolerate it and leaves those that do",
    async run(context) {
      const { node, path, namespace } = await runningPod(context);
      const tolerant = podPath(namespace, "tolerant");
      const tolerations = [{ key: "contract.example/broken", operator: "Exists", effect: "NoExecute" }];
      await context.create(podsPath(namespace), pinnedPod("tolerant", node, { spec: { tolerations } }));
      await context.untilObject(tolerant, "Running", isReady);
      const taints = [{ key: "contract.example/broken", effect: "NoExecute" }];
      await context.api.patch(nodePath(node), "merge", { spec: { taints } });
      await context.untilGone(path);
      return {
        evicted: seen(await context.api.get(path)),
        tolerant: seen(await context.api.get(tolerant), ["status.phase", "metadata.deletionTimestamp"]),
      };
    },
  },
  {
    id: "bound-to-missing-node",
    name: "a pod may be created for a node that is not there; it stays Pending",
    async run(context) {
      const namespace = await context.namespace();
      const node = context.unique("node");
      const created = await context.api.post(podsPath(namespace), parkedPod("web", { spec: { nodeName: node } }));
      return { created: seen(created, ["spec.nodeName", "status.phase"]) };
    },
  },
]);

async function runningPod(context: CaseContext): Promise<{ node: string; namespace: string; path: string }> {
  const node = await context.server();
  const namespace = await context.namespace();
  const path = podPath(namespace, "web");
  await context.create(podsPath(namespace), pinnedPod("web", node));
  await context.untilObject(path, "Running", isReady);
  return { node, namespace, path };
}

function hasTaint(node: Json, key: string): boolean {
  return listAt(node, "spec.taints").some((taint) => at(taint, "key") === key);
}

function taintsOf(node: Json | undefined): JsonObject[] {
  return listAt(node, "spec.taints")
    .map((taint) => pick(taint, ["key", "value", "effect"]))
    .sort((a, b) => `${a.key}${a.effect}`.localeCompare(`${b.key}${b.effect}`));
}

function isOpen(node: Json): boolean {
  return at(conditionOf(node, "Ready"), "status") === "True" && listAt(node, "spec.taints").length === 0;
}
