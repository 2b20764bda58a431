import { casesOf } from "../case.ts";
import { at, textAt } from "../json.ts";
import { coreObject, parkedPod, podPath, podsPath } from "../manifests.ts";
import { seen, seenEvents } from "../observe.ts";

const deletionPaths = [
  "kind",
  "metadata.name",
  "metadata.deletionTimestamp",
  "metadata.deletionGracePeriodSeconds",
  "metadata.generation",
  "metadata.finalizers",
  "status.phase",
];
const hold = "contract.example/hold";

export const deletionCases = casesOf("deletion", [
  {
    id: "unbound-pod",
    name: "a pod that is bound to no node is gone at once, whatever grace is asked",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      await context.create(podsPath(namespace), parkedPod("web"));
      const deleted = await context.api.delete(path, { gracePeriodSeconds: 60 });
      return { deleted: seen(deleted, deletionPaths), after: seen(await context.api.get(path)) };
    },
  },
  {
    id: "graceful",
    name: "a bound pod stays with deletionTimestamp and its grace; a shorter grace shortens it, a longer one does not",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      await context.create(podsPath(namespace), parkedPod("web", { spec: { nodeName: context.unique("node") } }));
      const first = await context.api.delete(path);
      const longer = await context.api.delete(path, { gracePeriodSeconds: 90 });
      const shorter = await context.api.delete(path, { gracePeriodSeconds: 5 });
      const timeLeft = (response: typeof first) =>
        Math.round(
          (Date.parse(textAt(response.json, "metadata.deletionTimestamp")) -
            Date.parse(textAt(response.json, "metadata.creationTimestamp"))) /
            10_000,
        ) * 10;
      const forced = await context.api.delete(path, { gracePeriodSeconds: 0 });
      return {
        first: seen(first, deletionPaths),
        longer: seen(longer, deletionPaths),
        shorter: seen(shorter, deletionPaths),
        secondsUntilDeletion: timeLeft(first),
        forced: seen(forced, deletionPaths),
        after: seen(await context.api.get(path)),
      };
    },
  },
  {
    id: "own-grace-period",
    name: "a pod's own terminationGracePeriodSeconds is the grace of a delete that asks for none",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      const spec = { nodeName: context.unique("node"), terminationGracePeriodSeconds: 7 };
      await context.create(podsPath(namespace), parkedPod("web", { spec }));
      const byQuery = parkedPod("other", { spec });
      await context.create(podsPath(namespace), byQuery);
      const other = await context.api.delete(podPath(namespace, "other"), undefined, {
        query: { gracePeriodSeconds: 3 },
      });
      return { deleted: seen(await context.api.delete(path), deletionPaths), byQuery: seen(other, deletionPaths) };
    },
  },
  {
    id: "terminal-pod",
    name: "a bound pod that has finished is gone at once",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      await context.create(podsPath(namespace), parkedPod("web", { spec: { nodeName: context.unique("node") } }));
      await context.api.patch(`${path}/status`, "merge", { status: { phase: "Succeeded" } });
      return { deleted: seen(await context.api.delete(path), deletionPaths), after: seen(await context.api.get(path)) };
    },
  },
  {
    id: "finalizer-holds",
    name: "a finalizer holds a deleted object; when the last is taken away it is gone, with exact events",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      const version = textAt((await context.api.get(podsPath(namespace))).json, "metadata.resourceVersion");
      await context.create(
        podsPath(namespace),
        parkedPod("web", { metadata: { finalizers: [hold, "contract.example/other"] } }),
      );
      const deleted = await context.api.delete(path);
      const again = await context.api.delete(path);
      const one = await context.api.patch(path, "merge", { metadata: { finalizers: [hold] } });
      const none = await context.api.patch(path, "merge", { metadata: { finalizers: [] } });
      const stream = await context.api.watch(podsPath(namespace), { resourceVersion: version });
      const events = await stream.until("DELETED", ({ type }) => type === "DELETED");
      stream.close();
      return {
        deleted: seen(deleted, deletionPaths),
        again: seen(again, deletionPaths),
        one: seen(one, deletionPaths),
        none: seen(none, deletionPaths),
        after: seen(await context.api.get(path)),
        events: seenEvents(events, ["metadata.deletionTimestamp", "metadata.finalizers"]),
      };
    },
  },
  {
    id: "no-new-finalizers",
    name: "an object that is being deleted takes no further finalizer; its labels still change",
    async run(context) {
      const namespace = await context.namespace();
      const collection = `/api/v1/namespaces/${namespace}/secrets`;
      const path = `${collection}/keys`;
      await context.create(collection, {
        ...coreObject("Secret", "keys"),
        metadata: { name: "keys", finalizers: [hold] },
      });
      const deleted = await context.api.delete(path);
      const added = await context.api.patch(path, "merge", {
        metadata: { finalizers: [hold, "contract.example/more"] },
      });
      const labelled = await context.api.patch(path, "merge", { metadata: { labels: { a: "1" } } });
      const created = await context.api.post(collection, coreObject("Secret", "keys"));
      await context.api.patch(path, "merge", { metadata: { finalizers: null } });
      return {
        deleted: seen(deleted, deletionPaths),
        added: seen(added),
        labelled: seen(labelled, ["metadata.labels", "metadata.deletionTimestamp"]),
        createdMeanwhile: seen(created),
        after: seen(await context.api.get(path)),
      };
    },
  },
  {
    id: "bad-finalizer",
    name: "a finalizer without a domain is refused",
    async run(context) {
      const namespace = await context.namespace();
      const pod = parkedPod("web", { metadata: { finalizers: ["hold"] } });
      return { answer: seen(await context.api.post(podsPath(namespace), pod)) };
    },
  },
  {
    id: "negative-grace",
    name: "a negative grace period is taken as 1 s",
    async run(context) {
      const namespace = await context.namespace();
      await context.create(podsPath(namespace), parkedPod("web", { spec: { nodeName: context.unique("node") } }));
      const response = await context.api.delete(podPath(namespace, "web"), { gracePeriodSeconds: -5 });
      return { answer: seen(response, deletionPaths) };
    },
  },
  {
    id: "malformed-options",
    name: "delete options of another kind or with a bad policy are refused",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      await context.create(podsPath(namespace), parkedPod("web"));
      return {
        badPolicy: seen(await context.api.delete(path, { propagationPolicy: "Sideways" })),
        badDryRun: seen(await context.api.delete(path, { dryRun: ["Some"] })),
        stillThere: at((await context.api.get(path)).json, "metadata.name"),
      };
    },
  },
  {
    id: "owner-gone",
    name: "an object whose owner is deleted is collected in the background; one held by an orphaning delete stays",
    async run(context) {
      const namespace = await context.namespace();
      const secrets = `/api/v1/namespaces/${namespace}/secrets`;
      const make = async (owner: string, owned: string) => {
        const uid = textAt((await context.create(secrets, coreObject("Secret", owner))).json, "metadata.uid");
        const ownerReferences = [{ apiVersion: "v1", kind: "Secret", name: owner, uid }];
        await context.create(secrets, { ...coreObject("Secret", owned), metadata: { name: owned, ownerReferences } });
      };
      await make("owner", "owned");
      await make("owner-two", "orphan");
      await context.api.delete(`${secrets}/owner`, { propagationPolicy: "Background" });
      await context.api.delete(`${secrets}/owner-two`, { propagationPolicy: "Orphan" });
      await context.untilGone(`${secrets}/owner`);
      await context.untilGone(`${secrets}/owned`);
      await context.untilGone(`${secrets}/owner-two`);
      const orphan = await context.untilObject(
        `${secrets}/orphan`,
        "no owner any more",
        (object) => at(object, "metadata.ownerReferences") === undefined,
      );
      return { orphan: seen(orphan, ["metadata.name", "metadata.ownerReferences"]) };
    },
  },
]);
