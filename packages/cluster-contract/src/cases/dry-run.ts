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
  {
    id: "dry-run-delete-many",
    name: "a dry-run delete of a collection answers with what it would delete and deletes nothing; a dry-run force delete too",
    async run(context) {
      const namespace = await context.namespace();
      const path = podsPath(namespace);
      for (const name of ["a", "b"]) await context.create(path, parkedPod(name));
      const many = await context.api.delete(path, undefined, dryRun);
      const forced = await context.api.delete(`${path}/a`, { dryRun: ["All"], gracePeriodSeconds: 0 });
      return {
        many: { status: many.status, kind: at(many.json, "kind"), names: namesOf(many.json) },
        forced: seen(forced, ["kind", "metadata.name"]),
        left: namesOf((await context.api.get(path)).json),
      };
    },
  },
  {
    id: "dry-run-of-big-things",
    name: "a dry-run delete of a namespace or a node leaves it, and what is in it, as it was",
    async run(context) {
      const namespace = await context.namespace();
      const node = await context.server();
      await context.create(podsPath(namespace), parkedPod("web"));
      const paths = ["kind", "metadata.name", "status.phase"];
      const byNamespace = await context.api.delete(`/api/v1/namespaces/${namespace}`, undefined, dryRun);
      const byNode = await context.api.delete(`/api/v1/nodes/${node}`, undefined, dryRun);
      return {
        namespace: seen(byNamespace, paths),
        node: seen(byNode, paths),
        after: seen(await context.api.get(`/api/v1/namespaces/${namespace}`), [
          "status.phase",
          "metadata.deletionTimestamp",
        ]),
        pods: namesOf((await context.api.get(podsPath(namespace))).json),
        nodeAfter: seen(await context.api.get(`/api/v1/nodes/${node}`), ["metadata.deletionTimestamp"]),
      };
    },
  },
  {
    id: "dry-run-status-put",
    name: "a dry-run PUT and apply of a status, and an apply that would create, change nothing",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      const pod = (await context.create(podsPath(namespace), parkedPod("web"))).json as JsonObject;
      const put = await context.api.put(`${path}/status`, { ...pod, status: { phase: "Failed" } }, dryRun);
      const query = { dryRun: "All", fieldManager: "m" };
      const body = { apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, status: { message: "hello" } };
      const applied = await context.api.patch(`${path}/status`, "apply", body, { query });
      const secret = `/api/v1/namespaces/${namespace}/secrets/keys`;
      const made = await context.api.patch(secret, "apply", coreObject("Secret", "keys", { data: { a: "YQ==" } }), {
        query,
      });
      return {
        put: seen(put, ["status.phase"]),
        applied: seen(applied, ["status.phase", "status.message"]),
        made: seen(made, ["metadata.name", "data"]),
        after: seen(await context.api.get(path), ["status.phase", "status.message"]),
        secretAfter: (await context.api.get(secret)).status,
      };
    },
  },
]);
