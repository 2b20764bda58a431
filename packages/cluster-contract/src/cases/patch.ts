import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type JsonObject } from "../json.ts";
import { coreObject, image, parkedPod, podPath, podsPath } from "../manifests.ts";
import { seen, seenWithoutMessage } from "../observe.ts";

const metadataPaths = ["metadata.labels", "metadata.annotations", "metadata.generation"];

export const patchCases = casesOf("patch", [
  {
    id: "merge-patch",
    name: "a merge patch sets, replaces and by null removes",
    async run(context) {
      const path = await labelledPod(context);
      const response = await context.api.patch(path, "merge", {
        metadata: { labels: { a: null, b: "changed", c: "new" }, annotations: null },
      });
      return { answer: seen(response, metadataPaths) };
    },
  },
  {
    id: "json-patch",
    name: "a JSON patch adds, replaces, removes, moves, copies and tests, all or nothing",
    async run(context) {
      const path = await labelledPod(context);
      const good = await context.api.patch(path, "json", [
        { op: "test", path: "/metadata/labels/a", value: "1" },
        { op: "replace", path: "/metadata/labels/a", value: "one" },
        { op: "add", path: "/metadata/labels/c", value: "3" },
        { op: "copy", from: "/metadata/labels/c", path: "/metadata/labels/d" },
        { op: "move", from: "/metadata/labels/b", path: "/metadata/labels/e" },
        { op: "remove", path: "/metadata/annotations/note" },
        { op: "add", path: "/metadata/annotations/contract.example~1path", value: "x" },
      ]);
      const half = await context.api.patch(path, "json", [
        { op: "add", path: "/metadata/labels/f", value: "6" },
        { op: "remove", path: "/metadata/labels/none" },
      ]);
      return {
        good: seen(good, metadataPaths),
        half: seen(half),
        after: seen(await context.api.get(path), metadataPaths),
      };
    },
  },
  {
    id: "bad-json-patch",
    name: "a JSON patch that is none, or an operation that is none, is refused",
    async run(context) {
      const path = await labelledPod(context);
      return {
        notAList: seenWithoutMessage(await context.api.patch(path, "json", { op: "add" })),
        unknownOperation: seenWithoutMessage(
          await context.api.patch(path, "json", [{ op: "twist", path: "/metadata/labels" }]),
        ),
        missingPath: seenWithoutMessage(
          await context.api.patch(path, "json", [{ op: "replace", path: "/spec/none/such", value: 1 }]),
        ),
        emptyList: seen(await context.api.patch(path, "json", []), metadataPaths),
      };
    },
  },
  {
    id: "strategic-lists",
    name: "a strategic patch merges containers by name and env by name, and deletes by $patch",
    async run(context) {
      const namespace = await context.namespace();
      const containers = [
        { name: "main", image },
        { name: "side", image },
      ];
      await context.create(podsPath(namespace), parkedPod("web", { spec: { containers } }));
      const path = podPath(namespace, "web");
      const changed = await context.api.patch(path, "strategic", {
        spec: { containers: [{ name: "side", image: "registry.example/side:2" }] },
      });
      const merged = await context.api.patch(path, "merge", {
        spec: { containers: [{ name: "side", image: "registry.example/side:3" }] },
      });
      const images = [
        "spec.containers.0.name",
        "spec.containers.0.image",
        "spec.containers.1.name",
        "spec.containers.1.image",
      ];
      return { strategic: seen(changed, images), mergeReplacesTheList: seen(merged) };
    },
  },
  {
    id: "strategic-node-taints",
    name: "a strategic patch of a node merges conditions by type and replaces the labels that it names",
    async run(context) {
      const name = context.unique("node");
      const path = `/api/v1/nodes/${name}`;
      await context.create("/api/v1/nodes", { ...coreObject("Node", name), metadata: { name, labels: { keep: "1" } } });
      context.defer(() => context.api.delete(path));
      await context.api.patch(`${path}/status`, "strategic", {
        status: { conditions: [{ type: "ContractOne", status: "True", reason: "r", message: "m" }] },
      });
      const second = await context.api.patch(`${path}/status`, "strategic", {
        status: { conditions: [{ type: "ContractTwo", status: "False", reason: "r", message: "m" }] },
      });
      const types = (at(second.json, "status.conditions") as JsonObject[]).map((condition) => String(condition.type));
      const labelled = await context.api.patch(path, "strategic", { metadata: { labels: { added: "2" } } });
      const labels = at(labelled.json, "metadata.labels") as JsonObject;
      return {
        types: types.filter((type) => type.startsWith("Contract")).sort(),
        keep: labels.keep,
        added: labels.added,
      };
    },
  },
  {
    id: "strategic-finalizers",
    name: "a strategic patch adds to finalizers and deletes from them by $deleteFromPrimitiveList",
    async run(context) {
      const namespace = await context.namespace();
      const collection = `/api/v1/namespaces/${namespace}/secrets`;
      const path = `${collection}/keys`;
      await context.create(collection, {
        ...coreObject("Secret", "keys"),
        metadata: { name: "keys", finalizers: ["a.example/one"] },
      });
      const added = await context.api.patch(path, "strategic", { metadata: { finalizers: ["a.example/two"] } });
      const removed = await context.api.patch(path, "strategic", {
        metadata: { "$deleteFromPrimitiveList/finalizers": ["a.example/one"] },
      });
      await context.api.patch(path, "merge", { metadata: { finalizers: null } });
      return { added: seen(added, ["metadata.finalizers"]), removed: seen(removed, ["metadata.finalizers"]) };
    },
  },
  {
    id: "patch-is-validated",
    name: "a patch whose result is invalid is 422 and changes nothing",
    async run(context) {
      const path = await labelledPod(context);
      const response = await context.api.patch(path, "merge", { metadata: { labels: { "not a key": "x" } } });
      return { answer: seen(response), after: seen(await context.api.get(path), metadataPaths) };
    },
  },
  {
    id: "patch-of-identity",
    name: "name, namespace, uid and creationTimestamp cannot be patched away",
    async run(context) {
      const path = await labelledPod(context);
      return {
        name: seen(await context.api.patch(path, "merge", { metadata: { name: "other" } })),
        namespace: seen(await context.api.patch(path, "merge", { metadata: { namespace: "other" } })),
        removedUid: seen(await context.api.patch(path, "merge", { metadata: { uid: null } }), ["metadata.uid"]),
        creation: seen(await context.api.patch(path, "merge", { metadata: { creationTimestamp: null } }), [
          "metadata.creationTimestamp",
        ]),
      };
    },
  },
  {
    id: "unchanged-keeps-version",
    name: "a patch that changes nothing keeps the resourceVersion",
    async run(context) {
      const path = await labelledPod(context);
      const before = await context.api.get(path);
      const after = await context.api.patch(path, "merge", { metadata: { labels: { a: "1" } } });
      return {
        status: after.status,
        keeps: at(before.json, "metadata.resourceVersion") === at(after.json, "metadata.resourceVersion"),
      };
    },
  },
  {
    id: "status-not-by-main-patch",
    name: "a patch of the object leaves its status alone, one of the status leaves its spec alone",
    async run(context) {
      const path = await labelledPod(context);
      const paths = ["status.phase", "spec.containers.0.image", "metadata.labels"];
      const main = await context.api.patch(path, "merge", { status: { phase: "Running" } });
      const status = await context.api.patch(`${path}/status`, "merge", {
        metadata: { labels: { a: "by-status" } },
        spec: { activeDeadlineSeconds: 5 },
        status: { phase: "Running", message: "by hand" },
      });
      return {
        main: seen(main, paths),
        status: seen(status, [...paths, "spec.activeDeadlineSeconds", "status.message"]),
      };
    },
  },
  {
    id: "pod-spec-is-immutable",
    name: "most of a pod's spec cannot change: 422 that names spec and the fields that may",
    async run(context) {
      const path = await labelledPod(context);
      const response = await context.api.patch(path, "merge", { spec: { hostname: "elsewhere" } });
      const { message, ...answer } = seen(response);
      return {
        answer: { ...answer, details: withoutDiff(answer.details as JsonObject) },
        messageStart: String(message).split("\n")[0],
      };
    },
  },
  {
    id: "pod-resources-not-by-main-patch",
    name: "a pod's resources cannot change but by the resize subresource: 422",
    async run(context) {
      const path = await labelledPod(context);
      const response = await context.api.patch(path, "strategic", {
        spec: { containers: [{ name: "main", resources: { requests: { cpu: "1" } } }] },
      });
      const { message, ...answer } = seen(response);
      return {
        answer: { ...answer, details: withoutDiff(answer.details as JsonObject) },
        messageStart: String(message).split("\n")[0],
      };
    },
  },
  {
    id: "pod-mutable-fields",
    name: "a pod's image, activeDeadlineSeconds and further tolerations can change; the generation counts it",
    async run(context) {
      const path = await labelledPod(context);
      const spec = { containers: [{ name: "main", image: "registry.example/app:2" }] };
      const changed = await context.api.patch(path, "strategic", { spec });
      const deadline = await context.api.patch(path, "merge", { spec: { activeDeadlineSeconds: 600 } });
      const longer = await context.api.patch(path, "merge", { spec: { activeDeadlineSeconds: 900 } });
      const tolerations = [
        ...(at(deadline.json, "spec.tolerations") as JsonObject[]),
        { key: "gpu", operator: "Exists" },
      ];
      const tolerated = await context.api.patch(path, "merge", { spec: { tolerations } });
      return {
        image: seen(changed, ["spec.containers.0.image", "metadata.generation"]),
        deadline: seen(deadline, ["spec.activeDeadlineSeconds", "metadata.generation"]),
        longer: seen(longer),
        tolerated: seen(tolerated, ["spec.tolerations", "metadata.generation"]),
      };
    },
  },
  {
    id: "immutable-secret",
    name: "an immutable secret keeps its data: 422; its type can never change",
    async run(context) {
      const namespace = await context.namespace();
      const collection = `/api/v1/namespaces/${namespace}/secrets`;
      await context.create(collection, coreObject("Secret", "fixed", { immutable: true, data: { a: "eA==" } }));
      await context.create(collection, coreObject("Secret", "typed", { data: { a: "eA==" } }));
      return {
        data: seen(await context.api.patch(`${collection}/fixed`, "merge", { data: { a: "eQ==" } })),
        type: seen(await context.api.patch(`${collection}/typed`, "merge", { type: "example/other" })),
      };
    },
  },
  {
    id: "priority-class-value",
    name: "the value of a PriorityClass cannot change",
    async run(context) {
      const name = context.unique("class");
      const collection = "/apis/scheduling.k8s.io/v1/priorityclasses";
      await context.create(collection, {
        apiVersion: "scheduling.k8s.io/v1",
        kind: "PriorityClass",
        metadata: { name },
        value: 5,
      });
      context.defer(() => context.api.delete(`${collection}/${name}`));
      return {
        value: seen(await context.api.patch(`${collection}/${name}`, "merge", { value: 6 })),
        description: seen(await context.api.patch(`${collection}/${name}`, "merge", { description: "text" }), [
          "value",
          "description",
        ]),
      };
    },
  },
]);

async function labelledPod(context: CaseContext): Promise<string> {
  const namespace = await context.namespace();
  const metadata = { labels: { a: "1", b: "2" }, annotations: { note: "x" } };
  await context.create(podsPath(namespace), parkedPod("web", { metadata }));
  return podPath(namespace, "web");
}

/** The refusal of a spec change quotes a difference of Go structs: only its first line is a fact. */
function withoutDiff(details: JsonObject | undefined): JsonObject {
  const causes = (details?.causes as JsonObject[] | undefined) ?? [];
  return {
    ...details,
    causes: causes.map((cause) => ({ ...cause, message: String(cause.message).split("\n")[0] })),
  };
}
