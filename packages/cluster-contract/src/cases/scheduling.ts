import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type Json, type JsonObject, listAt, pick } from "../json.ts";
import { coreObject, guaranteed, image, parkedPod, pinnedPod, pinnedTo, podPath, podsPath } from "../manifests.ts";
import { seen } from "../observe.ts";
import { conditionOf, isReady } from "../pod-status.ts";

const byScheduler = { schedulerName: "default-scheduler" };
const scheduledPaths = ["spec.nodeName", "status.phase"];

export const schedulingCases = casesOf("scheduling", [
  {
    id: "fits",
    name: "a pod that fits is bound to the server that it is pinned to: nodeName and PodScheduled",
    async run(context) {
      const node = await context.server({ gpus: 2 });
      const namespace = await context.namespace();
      const resources = guaranteed({ cpu: "1", memory: "1Gi", "nvidia.com/gpu": "2" });
      await context.create(podsPath(namespace), pinnedPod("web", node, { container: { resources } }));
      const bound = await untilBound(context, podPath(namespace, "web"));
      return { bound: seen(bound, ["spec.nodeName"]), condition: scheduledCondition(bound.json) };
    },
  },
  {
    id: "waits-for-capacity",
    name: "a pod that does not fit is bound once another is deleted",
    async run(context) {
      const node = await context.server({ gpus: 1 });
      const namespace = await context.namespace();
      const gpu = { container: { resources: guaranteed({ "nvidia.com/gpu": "1" }) }, spec: { priority: 0 } };
      await context.create(podsPath(namespace), pinnedPod("first", node, gpu));
      await untilBound(context, podPath(namespace, "first"));
      await context.create(podsPath(namespace), pinnedPod("second", node, gpu));
      const waiting = await untilUnschedulable(context, podPath(namespace, "second"));
      await context.api.delete(podPath(namespace, "first"));
      const bound = await untilBound(context, podPath(namespace, "second"));
      return {
        waiting: seen(waiting, scheduledPaths),
        reason: pick(scheduledConditionOf(waiting.json), ["status", "reason"]),
        bound: seen(bound, ["spec.nodeName"]),
      };
    },
  },
  {
    id: "finished-pods-free-capacity",
    name: "a pod that has finished holds nothing any more",
    async run(context) {
      const node = await context.server({ gpus: 1 });
      const namespace = await context.namespace();
      const gpu = { resources: guaranteed({ "nvidia.com/gpu": "1" }) };
      const spec = { restartPolicy: "Never" };
      await context.create(
        podsPath(namespace),
        pinnedPod("first", node, { spec, container: { ...gpu, command: ["true"] } }),
      );
      await context.untilObject(
        podPath(namespace, "first"),
        "Succeeded",
        (pod) => at(pod, "status.phase") === "Succeeded",
      );
      await context.create(podsPath(namespace), pinnedPod("second", node, { container: gpu }));
      const bound = await untilBound(context, podPath(namespace, "second"));
      return { bound: seen(bound, ["spec.nodeName"]) };
    },
  },
  {
    id: "tolerated-taint",
    name: "a tolerated taint does not keep a pod away",
    async run(context) {
      const node = await context.server({ taints: [{ key: "gpu", value: "yes", effect: "NoSchedule" }] });
      const namespace = await context.namespace();
      const tolerations = [{ key: "gpu", operator: "Exists" }];
      await context.create(podsPath(namespace), pinnedPod("web", node, { spec: { tolerations } }));
      return { bound: seen(await untilBound(context, podPath(namespace, "web")), ["spec.nodeName"]) };
    },
  },
  {
    id: "prefers-no-schedule-taint-away",
    name: "between two servers that fit, the one with a PreferNoSchedule taint is avoided",
    async run(context) {
      const avoided = await context.server({ taints: [{ key: "old", effect: "PreferNoSchedule" }] }, "avoided");
      const chosen = await context.server({}, "chosen");
      const namespace = await context.namespace();
      const affinity = hostAffinity([avoided, chosen]);
      await context.create(podsPath(namespace), parkedPod("web", { spec: { ...byScheduler, affinity } }));
      return { bound: seen(await untilBound(context, podPath(namespace, "web")), ["spec.nodeName"]) };
    },
  },
  {
    id: "uncordoned",
    name: "a pod that waits for a cordoned server is bound once the cordon is lifted",
    async run(context) {
      const node = await context.server();
      await context.cluster.laboratory.cordon(node);
      const namespace = await context.namespace();
      await context.create(podsPath(namespace), pinnedPod("web", node));
      await untilUnschedulable(context, podPath(namespace, "web"));
      await context.cluster.laboratory.uncordon(node);
      return { bound: seen(await untilBound(context, podPath(namespace, "web")), ["spec.nodeName"]) };
    },
  },
  {
    id: "server-comes-later",
    name: "a pod pinned to a server that is not there is bound once it comes",
    async run(context) {
      const name = context.unique("node");
      const namespace = await context.namespace();
      await context.create(podsPath(namespace), pinnedPod("web", name));
      await untilUnschedulable(context, podPath(namespace, "web"));
      await context.server();
      return { bound: seen(await untilBound(context, podPath(namespace, "web")), ["spec.nodeName"]) };
    },
  },
  {
    id: "init-containers-count",
    name: "the largest init container counts, beside the sum of containers and sidecars",
    async run(context) {
      const node = await context.server({ cpu: "4" });
      const namespace = await context.namespace();
      const cpu = (amount: string) => ({ requests: { cpu: amount } });
      const pod = (name: string, spec: JsonObject) =>
        context.create(podsPath(namespace), pinnedPod(name, node, { spec }));
      await pod("large-init", { initContainers: [{ name: "init", image, resources: cpu("5") }] });
      await pod("sidecar", {
        initContainers: [{ name: "side", image, restartPolicy: "Always", resources: cpu("2") }],
        containers: [{ name: "main", image, resources: cpu("2500m") }],
      });
      await pod("fits", {
        initContainers: [
          { name: "init-one", image, resources: cpu("4") },
          { name: "init-two", image, resources: cpu("4") },
        ],
      });
      return {
        largeInit: seen(await untilUnschedulable(context, podPath(namespace, "large-init")), scheduledPaths),
        sidecar: seen(await untilUnschedulable(context, podPath(namespace, "sidecar")), scheduledPaths),
        fits: seen(await untilBound(context, podPath(namespace, "fits")), ["spec.nodeName"]),
      };
    },
  },
  {
    id: "label-affinity",
    name: "required node affinity by label: In, NotIn, Exists, DoesNotExist, Gt, Lt",
    async run(context) {
      const pool = context.unique("pool");
      const node = await context.server({ labels: { pool, "gpu-memory": "80" } });
      const namespace = await context.namespace();
      const expressions: Record<string, JsonObject> = {
        in: { key: "gpu-memory", operator: "In", values: ["40", "80"] },
        "not-in": { key: "gpu-memory", operator: "NotIn", values: ["80"] },
        exists: { key: "gpu-memory", operator: "Exists" },
        "does-not-exist": { key: "gpu-memory", operator: "DoesNotExist" },
        gt: { key: "gpu-memory", operator: "Gt", values: ["40"] },
        lt: { key: "gpu-memory", operator: "Lt", values: ["80"] },
      };
      for (const [name, expression] of Object.entries(expressions)) {
        const matchExpressions = [{ key: "pool", operator: "In", values: [pool] }, expression];
        await context.create(
          podsPath(namespace),
          parkedPod(name, { spec: { ...byScheduler, affinity: required({ matchExpressions }) } }),
        );
      }
      const outcome: JsonObject = {};
      for (const name of Object.keys(expressions)) {
        const decided = await context.untilObject(
          podPath(namespace, name),
          "a decision",
          (pod) => scheduledConditionOf(pod) !== undefined,
        );
        outcome[name] = at(decided.json, "spec.nodeName") === node ? "bound" : "unschedulable";
      }
      return { outcome };
    },
  },
  {
    id: "other-scheduler",
    name: "a pod of another scheduler is left alone",
    async run(context) {
      const node = await context.server();
      const namespace = await context.namespace();
      await context.create(podsPath(namespace), parkedPod("left", { spec: { affinity: pinnedTo(node) } }));
      await context.create(podsPath(namespace), pinnedPod("taken", node));
      await untilBound(context, podPath(namespace, "taken"));
      const left = await context.api.get(podPath(namespace, "left"));
      return { left: seen(left, ["spec.nodeName", "status.phase", "status.conditions"]) };
    },
  },
  {
    id: "scheduling-gate",
    name: "a pod with a scheduling gate waits with the reason SchedulingGated until the gate is taken away",
    async run(context) {
      const node = await context.server();
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      const schedulingGates = [{ name: "contract.example/wait" }];
      await context.create(podsPath(namespace), pinnedPod("web", node, { spec: { schedulingGates } }));
      const gated = await context.untilObject(
        path,
        "SchedulingGated",
        (pod) => scheduledConditionOf(pod) !== undefined,
      );
      await context.api.patch(path, "merge", { spec: { schedulingGates: [] } });
      const bound = await untilBound(context, path);
      return {
        gated: pick(scheduledConditionOf(gated.json), ["status", "reason", "message"]),
        bound: seen(bound, ["spec.nodeName"]),
      };
    },
  },
  {
    id: "scheduling-events",
    name: "the scheduler writes the events FailedScheduling and Scheduled about the pod",
    async run(context) {
      const node = await context.server({ gpus: 1 });
      const namespace = await context.namespace();
      const resources = guaranteed({ "nvidia.com/gpu": "2" });
      await context.create(podsPath(namespace), pinnedPod("good", node));
      await context.create(podsPath(namespace), pinnedPod("bad", node, { container: { resources } }));
      const eventOf = async (pod: string, reason: string) => {
        const found = await context.until(`event ${reason}`, async () => {
          const fieldSelector = `involvedObject.name=${pod},reason=${reason}`;
          const events = await context.api.get(`/api/v1/namespaces/${namespace}/events`, { fieldSelector });
          return listAt(events.json, "items")[0];
        });
        return pick(found, [
          "type",
          "reason",
          "involvedObject.kind",
          "involvedObject.name",
          "involvedObject.namespace",
        ]);
      };
      return { good: await eventOf("good", "Scheduled"), bad: await eventOf("bad", "FailedScheduling") };
    },
  },
  {
    id: "shrunk-server",
    name: "a server that shrank below what runs on it keeps its pods and takes no more",
    async run(context) {
      const node = await context.server({ gpus: 2 });
      const namespace = await context.namespace();
      const gpu = { container: { resources: guaranteed({ "nvidia.com/gpu": "1" }) } };
      for (const name of ["a", "b"]) {
        await context.create(podsPath(namespace), pinnedPod(name, node, gpu));
        await context.untilObject(podPath(namespace, name), "Running", isReady);
      }
      await context.cluster.laboratory.shrinkServer(node, { gpus: 1 });
      await context.create(podsPath(namespace), pinnedPod("c", node, gpu));
      const waiting = await untilUnschedulable(context, podPath(namespace, "c"));
      return {
        waiting: pick(scheduledConditionOf(waiting.json), ["status", "reason"]),
        a: seen(await context.api.get(podPath(namespace, "a")), scheduledPaths),
        b: seen(await context.api.get(podPath(namespace, "b")), scheduledPaths),
      };
    },
  },
  refusal("no-servers", "where there is no server at all, the message says so", {
    servers: [],
    pod: () => ({}),
  }),
  refusal("insufficient-cpu-and-memory", "too little CPU and memory are named, each with its number of servers", {
    servers: [
      { cpu: "4", ram: "8Gi" },
      { cpu: "4", ram: "64Gi" },
    ],
    pod: () => ({ container: { resources: guaranteed({ cpu: "5", memory: "16Gi" }) } }),
  }),
  refusal("insufficient-gpus", "too few GPUs are named by the extended resource", {
    servers: [{ gpus: 1 }, { gpus: 2 }],
    pod: () => ({ container: { resources: guaranteed({ "nvidia.com/gpu": "4" }) } }),
  }),
  refusal("untolerated-taint", "a taint that the pod does not tolerate is counted", {
    servers: [
      { taints: [{ key: "gpu", effect: "NoSchedule" }] },
      { taints: [{ key: "team", value: "a", effect: "NoExecute" }] },
    ],
    pod: () => ({}),
  }),
  refusal("cordoned", "a cordoned server is counted as unschedulable", {
    servers: [{}],
    cordoned: true,
    pod: () => ({}),
  }),
  refusal("pinned-server-missing", "a pod pinned to a server that is not there matches none", {
    servers: [{}, {}],
    pod: () => ({ spec: { affinity: pinnedTo("no-such-server") } }),
  }),
  refusal("pinned-server-full", "a pod pinned to a server that is full names what is missing there", {
    servers: [{ gpus: 1 }, { gpus: 8 }, { gpus: 8 }],
    pod: ([first]) => ({
      spec: { affinity: pinnedTo(String(first)) },
      container: { resources: guaranteed({ "nvidia.com/gpu": "2" }) },
    }),
  }),
  refusal("node-selector", "a nodeSelector that no server has is counted as a mismatch", {
    servers: [{}],
    pod: () => ({ spec: { nodeSelector: { zone: "nowhere" } } }),
  }),
  refusal("too-many-pods", "a server whose pod slots are taken says Too many pods", {
    servers: [{ pods: 1 }],
    filler: true,
    pod: () => ({}),
  }),
  refusal("several-reasons", "servers with different faults are counted by fault", {
    servers: [{ gpus: 1 }, { gpus: 8, cpu: "1" }, { gpus: 8, taints: [{ key: "gpu", effect: "NoSchedule" }] }, {}],
    pod: () => ({ container: { resources: guaranteed({ cpu: "2", memory: "1Gi", "nvidia.com/gpu": "4" }) } }),
  }),
  refusal("never-preempts", "a pod of a class that never preempts says so", {
    servers: [{ gpus: 1 }],
    priorityClass: true,
    pod: () => ({ container: { resources: guaranteed({ "nvidia.com/gpu": "2" }) } }),
  }),
  refusal("unknown-extended-resource", "an extended resource that no server has is insufficient everywhere", {
    servers: [{}, {}],
    pod: () => ({ container: { resources: guaranteed({ "example.com/fpga": "1" }) } }),
  }),
]);

type Refusal = {
  readonly servers: readonly Parameters<CaseContext["server"]>[0][];
  readonly cordoned?: boolean;
  /** A pod that already runs on the first server. */
  readonly filler?: boolean;
  /** The pod is of a PriorityClass with preemptionPolicy Never. */
  readonly priorityClass?: boolean;
  readonly pod: (servers: readonly string[]) => { spec?: JsonObject; container?: JsonObject };
};

/** A pod that fits nowhere: its phase, and the condition with the scheduler's exact message over all servers. */
function refusal(id: string, name: string, parts: Refusal) {
  return {
    id,
    name,
    exclusive: true as const,
    async run(context: CaseContext) {
      const servers: string[] = [];
      for (const [index, server] of parts.servers.entries())
        servers.push(await context.server(server, `node-${index}`));
      if (parts.cordoned) await Promise.all(servers.map((server) => context.cluster.laboratory.cordon(server)));
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      if (parts.filler) {
        await context.create(podsPath(namespace), pinnedPod("filler", String(servers[0])));
        await context.untilObject(podPath(namespace, "filler"), "Running", isReady);
      }
      const { spec, container } = parts.pod(servers);
      const classed = parts.priorityClass ? { priorityClassName: await neverPreempting(context) } : {};
      await context.create(
        podsPath(namespace),
        parkedPod("web", { spec: { ...byScheduler, ...classed, ...spec }, container: container ?? {} }),
      );
      const start = servers.length === 0 ? "no nodes" : `0/${servers.length} nodes`;
      const refused = await context.untilObject(path, `a message about ${servers.length} servers`, (pod) =>
        String(at(scheduledConditionOf(pod), "message")).startsWith(start),
      );
      return {
        pod: seen(refused, ["spec.nodeName", "status.phase"]),
        condition: pick(scheduledConditionOf(refused.json), ["status", "reason", "message"]),
      };
    },
  };
}

async function neverPreempting(context: CaseContext): Promise<string> {
  const name = context.unique("class");
  const collection = "/apis/scheduling.k8s.io/v1/priorityclasses";
  const description = { value: 10, preemptionPolicy: "Never" };
  await context.create(collection, {
    ...coreObject("PriorityClass", name, description),
    apiVersion: "scheduling.k8s.io/v1",
  });
  context.defer(() => context.api.delete(`${collection}/${name}`));
  return name;
}

function untilBound(context: CaseContext, path: string) {
  return context.untilObject(path, "bound", (pod) => at(scheduledConditionOf(pod), "status") === "True");
}

function untilUnschedulable(context: CaseContext, path: string) {
  return context.untilObject(
    path,
    "Unschedulable",
    (pod) => at(scheduledConditionOf(pod), "reason") === "Unschedulable",
  );
}

function scheduledConditionOf(pod: Json | undefined): Json | undefined {
  return conditionOf(pod, "PodScheduled");
}

function scheduledCondition(pod: Json | undefined): JsonObject {
  return pick(scheduledConditionOf(pod), ["type", "status", "reason", "message"]);
}

function required(term: JsonObject): JsonObject {
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } };
}

function hostAffinity(hosts: readonly string[]): JsonObject {
  return required({ matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [...hosts] }] });
}
