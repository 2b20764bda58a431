import { casesOf } from "../case.ts";
import { at } from "../json.ts";
import { coreObject, parkedPod, podPath, podsPath } from "../manifests.ts";
import { namesOf, seen } from "../observe.ts";

export const namespaceCases = casesOf("namespaces", [
  {
    id: "missing-namespace",
    name: "a create in a namespace that is not there is 404 about the namespace; a list there is empty",
    async run(context) {
      const namespace = context.unique("nowhere");
      return {
        create: seen(await context.api.post(podsPath(namespace), parkedPod("web"))),
        list: namesOf((await context.api.get(podsPath(namespace))).json),
        read: seen(await context.api.get(podPath(namespace, "web"))),
      };
    },
  },
  {
    id: "default-service-account",
    name: "a new namespace gets the ServiceAccount default; deleted, it comes back with a new uid",
    async run(context) {
      const namespace = await context.namespace();
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
      const first = await context.api.get(path);
      await context.api.delete(path);
      const second = await context.untilObject(
        path,
        "another ServiceAccount",
        (account) => at(account, "metadata.uid") !== at(first.json, "metadata.uid"),
      );
      return { first: seen(first), second: seen(second) };
    },
  },
  {
    id: "terminating-namespace",
    name: "a namespace that is being deleted refuses creates (403 with the cause NamespaceTerminating) and ends empty",
    async run(context) {
      const { api } = context;
      const namespace = await context.namespace();
      const path = `/api/v1/namespaces/${namespace}`;
      const held = podPath(namespace, "held");
      await context.create(
        podsPath(namespace),
        parkedPod("held", { metadata: { finalizers: ["contract.example/hold"] } }),
      );
      const release = () => api.patch(held, "merge", { metadata: { finalizers: null } });
      context.defer(release);
      const deleted = await api.delete(path);
      const terminating = await context.untilObject(
        path,
        "its conditions",
        (object) => at(object, "status.conditions") !== undefined,
      );
      const refused = await api.post(podsPath(namespace), parkedPod("late"));
      const again = await api.delete(path);
      const pod = await context.untilObject(
        held,
        "the held pod's deletion",
        (object) => at(object, "metadata.deletionTimestamp") !== undefined,
      );
      await release();
      await context.untilGone(path);
      return {
        deleted: seen(deleted, ["kind", "metadata.name", "metadata.deletionTimestamp", "spec", "status"]),
        terminating: seen(terminating, ["metadata.deletionTimestamp", "spec", "status.phase"]),
        refused: seen(refused),
        again: seen(again, ["kind", "metadata.name", "status.phase"]),
        pod: seen(pod, ["metadata.deletionTimestamp", "metadata.finalizers"]),
        gone: seen(await api.get(path)),
      };
    },
  },
  {
    id: "namespace-labels",
    name: "a namespace keeps the labels that it is given, and its name label cannot be changed away",
    async run(context) {
      const name = context.unique("namespace");
      const path = `/api/v1/namespaces/${name}`;
      const body = { ...coreObject("Namespace", name), metadata: { name, labels: { team: "a" } } };
      const created = await context.api.post("/api/v1/namespaces", body);
      context.defer(() => context.api.delete(path));
      const patched = await context.api.patch(path, "merge", {
        metadata: { labels: { "kubernetes.io/metadata.name": null, team: "b" } },
      });
      return { created: seen(created, ["metadata.labels"]), patched: seen(patched, ["metadata.labels"]) };
    },
  },
  {
    id: "lists-stay-inside",
    name: "a list of one namespace shows nothing of another; a list of all shows both",
    async run(context) {
      const [one, two] = [await context.namespace("one"), await context.namespace("two")];
      const labels = { case: context.unique("label") };
      await context.create(podsPath(one), parkedPod("a", { metadata: { labels } }));
      await context.create(podsPath(two), parkedPod("b", { metadata: { labels } }));
      const all = await context.api.get("/api/v1/pods", { labelSelector: `case=${labels.case}` });
      return {
        one: namesOf((await context.api.get(podsPath(one))).json),
        two: namesOf((await context.api.get(podsPath(two))).json),
        all: namesOf(all.json),
      };
    },
  },
]);
