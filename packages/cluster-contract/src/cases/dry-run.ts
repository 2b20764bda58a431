import { casesOf } from "../case.ts";
import { at, type JsonObject, textAt } from "../json.ts";
import { coreObject, parkedPod, podPath, podsPath } from "../manifests.ts";
import { namesOf, seen, seenEvents } from "../observe.ts";

const dryRun = { query: { dryRun: "All" } };

export const dryRunCases = casesOf("dry-run", [
  {
    id: "dry-run-create",
    name: "a dry-run create answers 201 with the defaulted object, stores nothing, and gives no event",
    async run(context) {
      const path = podsPath(await context.namespace());
      const version = textAt((await context.api.get(path)).json, "metadata.resourceVersion");
      const created = await context.api.post(path, parkedPod("web"), dryRun);
      await context.create(path, parkedPod("last"));
      const stream = await context.api.watch(path, { resourceVersion: version });
      const events = await stream.untilName("last");
      stream.close();
      return {
        created: seen(created, [
          "metadata.name",
          "metadata.uid",
          "metadata.resourceVersion",
          "spec.restartPolicy",
          "status.phase",
        ]),
        stored: namesOf((await context.api.get(path)).json),
        events: seenEvents(events),
      };
    },
  },
  {
    id: "dry-run-refusals",
    name: "a dry run is refused as the real call would be: taken name, invalid, missing namespace; and a dryRun that is none",
    async run(context) {
      const path = podsPath(await context.namespace());
      await context.create(path, parkedPod("web"));
      return {
        taken: seen(await context.api.post(path, parkedPod("web"), dryRun)),
        invalid: seen(await context.api.post(path, parkedPod("Web_1"), dryRun)),
        missingNamespace: seen(await context.api.post(podsPath(context.unique("nowhere")), parkedPod("web"), dryRun)),
        badValue: seen(await context.api.post(path, parkedPod("other"), { query: { dryRun: "Some" } })),
      };
    },
  },
  {
    id: "dry-run-update",
    name: "dry-run PUT, patch and apply answer with the result and change nothing",
    async run(context) {
      const path = podPath(await context.namespace(), "web");
      const created = await context.create(path.slice(0, path.lastIndexOf("/")), parkedPod("web"));
      const version = at(created.json, "metadata.resourceVersion");
      const labels = { a: "1" };
      const pod = created.json as JsonObject;
      const metadata = { ...(pod.metadata as JsonObject), labels };
      const put = await context.api.put(path, { ...pod, metadata }, dryRun);
      const patched = await context.api.patch(path, "merge", { metadata: { labels } }, dryRun);
      const body = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", labels } };
      const applied = await context.api.patch(path, "apply", body, { query: { dryRun: "All", fieldManager: "m" } });
      const conflict = await context.api.patch(path, "merge", { metadata: { resourceVersion: "1" } }, dryRun);
      const after = await context.api.get(path);
      return {
        put: seen(put, ["metadata.labels"]),
        patched: seen(patched, ["metadata.labels"]),
        applied: seen(applied, ["metadata.labels"]),
        conflict: seen(conflict),
        after: seen(after, ["metadata.labels"]),
        unchanged: at(after.json, "metadata.resourceVersion") === version,
      };
    },
  },
  {
    id: "dry-run-delete",
    name: "a dry-run delete answers as a delete and deletes nothing, by query or by body",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      await context.create(podsPath(namespace), parkedPod("web"));
      const byQuery = await context.api.delete(path, undefined, dryRun);
      const byBody = await context.api.delete(path, { dryRun: ["All"] });
      const wrongUid = await context.api.delete(path, {
        dryRun: ["All"],
        preconditions: { uid: "11111111-2222-3333-4444-555555555555" },
      });
      const paths = ["kind", "metadata.name", "metadata.deletionTimestamp"];
      return {
        byQuery: seen(byQuery, paths),
        byBody: seen(byBody, paths),
        wrongUid: seen(wrongUid),
        after: seen(await context.api.get(path), paths),
      };
    },
  },
  {
    id: "dry-run-status-and-eviction",
    name: "dry-run status patch, eviction and binding change nothing",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      await context.create(podsPath(namespace), parkedPod("web"));
      const status = await context.api.patch(`${path}/status`, "merge", { status: { phase: "Running" } }, dryRun);
      const body = {
        apiVersion: "policy/v1",
        kind: "Eviction",
        metadata: { name: "web" },
        deleteOptions: { dryRun: ["All"] },
      };
      const evicted = await context.api.post(`${path}/eviction`, body);
      const target = { apiVersion: "v1", kind: "Node", name: "any" };
      const bound = await context.api.post(`${path}/binding`, { ...coreObject("Binding", "web"), target }, dryRun);
      return {
        status: seen(status, ["status.phase"]),
        evicted: seen(evicted),
        bound: seen(bound),
        after: seen(await context.api.get(path), [
          "metadata.name",
          "metadata.deletionTimestamp",
          "spec.nodeName",
          "status.phase",
        ]),
      };
    },
  },
  {
    id: "dry-run-namespace",
    name: "a dry-run create of a namespace and a node stores nothing",
    async run(context) {
      const name = context.unique("namespace");
      const namespace = await context.api.post("/api/v1/namespaces", coreObject("Namespace", name), dryRun);
      const node = await context.api.post("/api/v1/nodes", coreObject("Node", name), dryRun);
      return {
        namespace: seen(namespace, ["kind", "spec", "status"]),
        node: seen(node, ["kind", "spec"]),
        after: [
          seen(await context.api.get(`/api/v1/namespaces/${name}`)),
          seen(await context.api.get(`/api/v1/nodes/${name}`)),
        ],
      };
    },
  },
]);
