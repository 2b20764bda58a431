import { behaviourAnnotation } from "@resource-manager/laboratory/conventions";
import type { ApiResponse, Query } from "../api.ts";
import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type JsonObject } from "../json.ts";
import { coreObject, guaranteed, parkedPod, pinnedPod, podPath, podsPath } from "../manifests.ts";
import { seen, seenWithHeaders, seenWithoutMessage } from "../observe.ts";
import { isReady, seenConditions, seenPodStatus } from "../pod-status.ts";

const small = guaranteed({ cpu: "500m", memory: "256Mi" });
const large = guaranteed({ cpu: "1", memory: "512Mi" });
const resizePaths = ["spec.containers.0.resources", "metadata.generation"];

export const subresourceCases = casesOf("subresources", [
  {
    id: "resize",
    name: "a resize of CPU and memory changes the spec at once, and the status follows, without a restart",
    async run(context) {
      const path = await runningPod(context, small);
      const resized = await resize(context, path, large);
      const followed = await context.untilObject(
        path,
        "the new resources",
        (pod) =>
          at(pod, "status.containerStatuses.0.resources.limits.cpu") === "1" &&
          !("PodResizeInProgress" in seenConditions(pod)),
      );
      return {
        answer: seen(resized, resizePaths),
        status: seenPodStatus(followed),
        upToDate: at(followed.json, "status.observedGeneration") === at(followed.json, "metadata.generation"),
      };
    },
  },
  {
    id: "resize-of-other-fields",
    name: "the resize subresource takes resources from a patch and leaves its other fields alone",
    async run(context) {
      const path = await runningPod(context, small);
      const response = await context.api.patch(`${path}/resize`, "strategic", {
        metadata: { labels: { a: "1" } },
        spec: {
          activeDeadlineSeconds: 900,
          containers: [{ name: "main", image: "registry.example/other:2", resources: large }],
        },
      });
      const paths = [...resizePaths, "spec.containers.0.image", "spec.activeDeadlineSeconds", "metadata.labels"];
      return { answer: seen(response, paths) };
    },
  },
  {
    id: "resize-extended-resource",
    name: "a resize of GPUs is refused: 422",
    async run(context) {
      const path = await runningPod(context, guaranteed({ cpu: "500m", memory: "256Mi", "nvidia.com/gpu": "1" }));
      const response = await resize(context, path, guaranteed({ cpu: "500m", memory: "256Mi", "nvidia.com/gpu": "2" }));
      return { answer: seen(response), after: seen(await context.api.get(path), resizePaths) };
    },
  },
  {
    id: "resize-changes-qos",
    name: "a resize that would change the QoS class is refused: 422",
    async run(context) {
      const path = await runningPod(context, small);
      const response = await resize(context, path, { requests: { cpu: "250m" }, limits: { cpu: "1" } });
      return { answer: seen(response) };
    },
  },
  {
    id: "resize-invalid",
    name: "a resize to limits below requests or to a negative amount is 422 with its causes",
    async run(context) {
      const path = await runningPod(context, { requests: { cpu: "100m", memory: "64Mi" } });
      return {
        limitsBelow: seen(await resize(context, path, { requests: { cpu: "2" }, limits: { cpu: "1" } })),
        negative: seen(await resize(context, path, { requests: { cpu: "-1" } })),
      };
    },
  },
  {
    id: "resize-dry-run",
    name: "a dry-run resize answers with the result and changes nothing",
    async run(context) {
      const path = await runningPod(context, small);
      const answer = await resize(context, path, large, { dryRun: "All" });
      return { answer: seen(answer, resizePaths), after: seen(await context.api.get(path), resizePaths) };
    },
  },
  {
    id: "resize-missing-pod",
    name: "a resize of a pod that is not there is 404",
    async run(context) {
      const namespace = await context.namespace();
      return { answer: seen(await resize(context, podPath(namespace, "ghost"), large)) };
    },
  },
  {
    id: "resize-unbound-pod",
    name: "a resize of a pod that no node runs yet is accepted",
    async run(context) {
      const namespace = await context.namespace();
      await context.create(podsPath(namespace), parkedPod("web", { container: { resources: small } }));
      return { answer: seen(await resize(context, podPath(namespace, "web"), large), resizePaths) };
    },
  },
  {
    id: "resize-beyond-node",
    name: "a resize beyond the node's allocatable is 403 with the cause NodeCapacity, the need and what there is",
    async run(context) {
      const path = await runningPod(context, small);
      const response = await resize(context, path, guaranteed({ cpu: "100", memory: "256Mi" }));
      return { answer: seen(response), after: seen(await context.api.get(path), resizePaths) };
    },
  },
  {
    id: "resize-deferred",
    name: "a resize that the node defers shows PodResizePending with the reason Deferred; the old resources stay allocated",
    async run(context) {
      const path = await runningPod(context, small, { [behaviourAnnotation]: "resize-deferred" });
      await resize(context, path, large);
      const pending = await context.untilObject(
        path,
        "PodResizePending",
        (pod) => "PodResizePending" in seenConditions(pod),
      );
      return { spec: seen(pending, resizePaths), status: seenPodStatus(pending) };
    },
  },
  {
    id: "resize-infeasible",
    name: "a resize that the node can never do shows PodResizePending with the reason Infeasible; put back, it goes",
    async run(context) {
      const path = await runningPod(context, small, { [behaviourAnnotation]: "resize-infeasible" });
      await resize(context, path, large);
      const pending = await context.untilObject(
        path,
        "PodResizePending",
        (pod) => "PodResizePending" in seenConditions(pod),
      );
      await resize(context, path, small);
      const back = await context.untilObject(
        path,
        "no PodResizePending",
        (pod) => !("PodResizePending" in seenConditions(pod)),
      );
      return { pending: seenPodStatus(pending), back: seenPodStatus(back) };
    },
  },
  {
    id: "status-put",
    name: "PUT of the status subresource replaces the status and nothing else",
    async run(context) {
      const namespace = await context.namespace();
      const created = await context.create(podsPath(namespace), parkedPod("web"));
      const pod = created.json as JsonObject;
      const changed = {
        ...pod,
        metadata: { ...(pod.metadata as JsonObject), labels: { a: "1" } },
        status: { phase: "Running", reason: "ByHand" },
      };
      const response = await context.api.put(`${podPath(namespace, "web")}/status`, changed);
      return { answer: seen(response, ["metadata.labels", "status"]) };
    },
  },
  {
    id: "status-get",
    name: "GET of the status subresource gives the whole object",
    async run(context) {
      const namespace = await context.namespace();
      await context.create(podsPath(namespace), parkedPod("web"));
      const path = podPath(namespace, "web");
      return {
        status: seen(await context.api.get(`${path}/status`), [
          "kind",
          "metadata.name",
          "spec.containers.0.name",
          "status.phase",
        ]),
        node: seen(await context.api.get("/api/v1/nodes/no-such-node/status")),
      };
    },
  },
  {
    id: "eviction",
    name: "an eviction is 201 and deletes the pod gracefully, with the condition DisruptionTarget",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      await context.create(podsPath(namespace), parkedPod("web", { spec: { nodeName: context.unique("node") } }));
      const evicted = await context.api.post(`${path}/eviction`, eviction("web"));
      const after = await context.api.get(path);
      return {
        answer: seen(evicted),
        after: seen(after, ["metadata.deletionGracePeriodSeconds", "metadata.deletionTimestamp"]),
        conditions: seenConditions(after.json),
      };
    },
  },
  {
    id: "eviction-of-pending-pod",
    name: "an eviction of a pod that no node runs removes it at once; of a pod that is not there it is 404",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      await context.create(podsPath(namespace), parkedPod("web"));
      return {
        evicted: seen(await context.api.post(`${path}/eviction`, eviction("web"))),
        after: seen(await context.api.get(path)),
        again: seen(await context.api.post(`${path}/eviction`, eviction("web"))),
        otherName: seen(await context.api.post(`${path}/eviction`, eviction("other"))),
      };
    },
  },
  {
    id: "eviction-refusals",
    name: "an eviction of another uid or name is refused and evicts nothing; one of a pod that has ended deletes it",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      await context.create(podsPath(namespace), parkedPod("web"));
      const eviction = (name: string, deleteOptions: JsonObject = {}) =>
        context.api.post(`${path}/eviction`, {
          apiVersion: "policy/v1",
          kind: "Eviction",
          metadata: { name },
          deleteOptions,
        });
      const preconditions = { uid: "11111111-2222-3333-4444-555555555555" };
      const wrongUid = await eviction("web", { preconditions });
      const wrongName = await eviction("other");
      const wrongKind = await context.api.post(`${path}/eviction`, parkedPod("web"));
      const stillThere = (await context.api.get(path)).status;
      await context.api.patch(`${path}/status`, "merge", { status: { phase: "Succeeded" } });
      return {
        wrongUid: seen(wrongUid),
        wrongName: seen(wrongName),
        wrongKind: seenWithoutMessage(wrongKind),
        stillThere,
        ended: seen(await eviction("web")),
        after: (await context.api.get(path)).status,
      };
    },
  },
  {
    id: "binding-refusals",
    name: "a binding to nothing, to what is no node, or of another pod is refused and binds nothing",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      await context.create(podsPath(namespace), parkedPod("web"));
      const bind = async (target: JsonObject, name = "web") =>
        seen(await context.api.post(`${path}/binding`, { ...coreObject("Binding", name), target }));
      return {
        noTarget: await bind({}),
        otherKind: await bind({ kind: "Pod", name: "x" }),
        badName: await bind({ kind: "Node", name: "No_Node" }),
        otherPod: await bind({ kind: "Node", name: "x" }, "other"),
        nodeName: at((await context.api.get(path)).json, "spec.nodeName") ?? null,
      };
    },
  },
  {
    id: "eviction-blocked",
    name: "an eviction that a PodDisruptionBudget forbids is 429 with the cause DisruptionBudget, and evicts nothing",
    onSimulator: {
      reason: "budgets are not served, so nothing forbids an eviction",
      at: {
        "/answer/status": 201,
        "/answer/outcome": "Success",
        "/answer/reason": null,
        "/answer/message": null,
        "/answer/details": null,
        "/stillThere": 404,
      },
    },
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      await context.create(podsPath(namespace), parkedPod("web", { metadata: { labels: { app: "web" } } }));
      const conditions = [{ type: "Ready", status: "True" }];
      await context.api.patch(`${path}/status`, "merge", { status: { phase: "Running", conditions } });
      const budgets = `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`;
      const budget = {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { name: "web" },
        spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
      };
      const made = await context.api.post(budgets, budget);
      if (made.status === 201) {
        await context.untilObject(
          `${budgets}/web`,
          "the budget counted",
          (object) => at(object, "status.currentHealthy") === 1,
        );
      }
      const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "web" } };
      const answer = await context.api.post(`${path}/eviction`, eviction);
      return {
        answer: seenWithHeaders(answer, ["retry-after"]),
        stillThere: (await context.api.get(path)).status,
      };
    },
  },
  {
    id: "binding",
    name: "a binding sets nodeName and PodScheduled; a second one is 409, one of a missing pod 404",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      const node = context.unique("node");
      await context.create(podsPath(namespace), parkedPod("web"));
      const bound = await context.api.post(`${path}/binding`, binding("web", node));
      const after = await context.api.get(path);
      return {
        bound: seen(bound),
        after: seen(after, ["spec.nodeName", "status.phase"]),
        conditions: seenConditions(after.json),
        again: seen(await context.api.post(`${path}/binding`, binding("web", node))),
        missing: seen(await context.api.post(`${podPath(namespace, "ghost")}/binding`, binding("ghost", node))),
        noTarget: seen(
          await context.api.post(`${path}/binding`, { ...binding("web", node), target: { kind: "Node" } }),
        ),
      };
    },
  },
  {
    id: "log",
    name: "the log of a running pod is 200 plain text: all lines, the last ones, the first bytes, or each with its time",
    async run(context) {
      const path = await runningPod(context, small);
      const read = (query: Query = {}) => context.api.get(`${path}/log`, query);
      const before = await context.until("a log of two lines", async () => {
        const log = await read();
        return linesOf(log).length >= 2 ? log : undefined;
      });
      const tail = await read({ tailLines: 1 });
      const bytes = await read({ limitBytes: 5 });
      const timed = await read({ timestamps: true });
      const named = await read({ container: "main" });
      // A log may grow while it is read.
      const after = await read();
      return {
        whole: seenText(before),
        tailOfOne: {
          ...seenText(tail),
          lines: linesOf(tail).length,
          isTheLast: [before, after].some(({ text }) => text.endsWith(`\n${tail.text}`)),
        },
        tailOfTwo: { lines: linesOf(await read({ tailLines: 2 })).length },
        tailOfNone: seenText(await read({ tailLines: 0 })),
        firstBytes: { ...seenText(bytes), areTheFirst: bytes.text === before.text.slice(0, 5) },
        timestamps: { ...seenText(timed), onEachLine: linesOf(timed).every((line) => timedLine.test(line)) },
        byContainer: { ...seenText(named), isTheSame: named.text.startsWith(before.text) },
      };
    },
  },
  {
    id: "log-refusals",
    name: "the log of a container that a running pod does not have is 400; a negative tail is 422",
    async run(context) {
      const path = await runningPod(context, small);
      return {
        otherContainer: seen(await context.api.get(`${path}/log`, { container: "other" })),
        negativeTail: seen(await context.api.get(`${path}/log`, { tailLines: -1 })),
      };
    },
  },
  {
    id: "log-of-pending-pod",
    name: "the log of a pod that no node runs is 204 without a body",
    async run(context) {
      const namespace = await context.namespace();
      await context.create(podsPath(namespace), parkedPod("web"));
      return { answer: seenWithHeaders(await context.api.get(`${podPath(namespace, "web")}/log`), ["content-type"]) };
    },
  },
]);

async function runningPod(context: CaseContext, resources: JsonObject, annotations: JsonObject = {}): Promise<string> {
  const node = await context.server({ gpus: 4 });
  const namespace = await context.namespace();
  await context.create(
    podsPath(namespace),
    pinnedPod("web", node, { metadata: { annotations }, container: { resources } }),
  );
  const path = podPath(namespace, "web");
  await context.untilObject(path, "Running", isReady);
  return path;
}

function resize(context: CaseContext, path: string, resources: JsonObject, query: Record<string, string> = {}) {
  const patch = { spec: { containers: [{ name: "main", resources }] } };
  return context.api.patch(`${path}/resize`, "strategic", patch, { query });
}

/** A text without its words, which differ by cluster. */
function seenText({ status, headers, text }: ApiResponse): JsonObject {
  return { status, contentType: headers["content-type"], empty: text === "", endsWithLine: text.endsWith("\n") };
}

function linesOf({ status, text }: ApiResponse): string[] {
  return status === 200 ? text.split("\n").slice(0, -1) : [];
}

const timedLine = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}) \S/;

function eviction(name: string): JsonObject {
  return { apiVersion: "policy/v1", kind: "Eviction", metadata: { name } };
}

function binding(name: string, node: string): JsonObject {
  return {
    apiVersion: "v1",
    kind: "Binding",
    metadata: { name },
    target: { apiVersion: "v1", kind: "Node", name: node },
  };
}
