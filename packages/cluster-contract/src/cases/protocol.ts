import { casesOf } from "../case.ts";
import { at } from "../json.ts";
import { coreObject, parkedPod, podPath, podsPath } from "../manifests.ts";
import { seen, seenWithHeaders, seenWithoutMessage } from "../observe.ts";

export const protocolCases = casesOf("protocol", [
  {
    id: "unknown-path",
    name: "a path that no API has is 404 with plain text",
    async run({ api }) {
      return { answer: seenWithHeaders(await api.get("/apis/nowhere.example/v1"), ["content-type"]) };
    },
  },
  {
    id: "unknown-resource",
    name: "a resource that the core API does not have is 404",
    async run(context) {
      const namespace = await context.namespace();
      const path = `/api/v1/namespaces/${namespace}/saucers`;
      return {
        list: seenWithHeaders(await context.api.get(path), ["content-type"]),
        create: seen(await context.api.post(path, coreObject("Saucer", "one"))),
      };
    },
  },
  {
    id: "verb-not-served",
    name: "a verb that a resource does not serve is 405 MethodNotAllowed",
    async run(context) {
      const namespace = await context.namespace();
      return {
        patchCollection: seen(await context.api.patch(podsPath(namespace), "merge", {})),
        postToItem: seen(await context.api.post(podPath(namespace, "web"), parkedPod("web"))),
        deleteStatus: seen(await context.api.delete(`${podPath(namespace, "web")}/status`)),
      };
    },
  },
  {
    id: "unsupported-media-type",
    name: "a body of a type that the server does not read is 415 and names those that it reads",
    async run(context) {
      const namespace = await context.namespace();
      const headers = { "content-type": "text/csv" };
      const path = podsPath(namespace);
      return {
        create: seenWithoutMessage(await context.api.send({ method: "POST", path, headers, body: "a,b" })),
        patch: seenWithoutMessage(
          await context.api.send({ method: "PATCH", path: `${path}/web`, headers, body: "a,b" }),
        ),
        patchWithPlainJson: seenWithoutMessage(
          await context.api.send({
            method: "PATCH",
            path: `${path}/web`,
            headers: { "content-type": "application/json" },
            body: "{}",
          }),
        ),
      };
    },
  },
  {
    id: "not-acceptable",
    name: "an answer asked for in a type that the server cannot write is 406",
    async run(context) {
      const namespace = await context.namespace();
      const response = await context.api.get(podsPath(namespace), {}, { accept: "text/csv" });
      return { answer: seenWithoutMessage(response) };
    },
  },
  {
    id: "malformed-json",
    name: "a body that is no JSON is 400 BadRequest",
    async run(context) {
      const namespace = await context.namespace();
      const headers = { "content-type": "application/json" };
      const send = (body: string) => context.api.send({ method: "POST", path: podsPath(namespace), headers, body });
      return {
        cut: seenWithoutMessage(await send('{"kind":"Pod","apiVersion":"v1",')),
        empty: seenWithoutMessage(await send("")),
      };
    },
  },
  {
    id: "wrong-kind-in-body",
    name: "a body of another kind or version than the path's is 400 and says both",
    async run(context) {
      const namespace = await context.namespace();
      const path = podsPath(namespace);
      return {
        otherKind: seen(await context.api.post(path, coreObject("Secret", "web"))),
        otherVersion: seenWithoutMessage(await context.api.post(path, { ...parkedPod("web"), apiVersion: "v2" })),
      };
    },
  },
  {
    id: "wrong-names-in-body",
    name: "a body whose namespace or name is another than the path's is 400",
    async run(context) {
      const namespace = await context.namespace();
      const elsewhere = parkedPod("web", { metadata: { namespace: "default" } });
      const created = seen(await context.api.post(podsPath(namespace), elsewhere));
      const pod = await context.create(podsPath(namespace), parkedPod("web"));
      const renamed = parkedPod("api", { metadata: { resourceVersion: at(pod.json, "metadata.resourceVersion") } });
      return {
        otherNamespace: created,
        otherName: seen(await context.api.put(podPath(namespace, "web"), renamed)),
      };
    },
  },
  {
    id: "wrong-type-in-field",
    name: "a field of a wrong JSON type is 400 BadRequest, not 422",
    async run(context) {
      const namespace = await context.namespace();
      const pod = parkedPod("web", { spec: { terminationGracePeriodSeconds: "soon" } });
      return { answer: seenWithoutMessage(await context.api.post(podsPath(namespace), pod)) };
    },
  },
  {
    id: "no-credentials",
    name: "a request without credentials is refused with a Status",
    async run(context) {
      const stranger = context.cluster.withHeaders({});
      return { answer: seen(await stranger.get("/api/v1/nodes")) };
    },
  },
  {
    id: "wrong-token",
    name: "a request with a token that nobody gave out is 401 Unauthorized",
    async run(context) {
      const stranger = context.cluster.withHeaders({ authorization: "Bearer not-a-token" });
      return { answer: seen(await stranger.get("/api/v1/nodes")) };
    },
  },
  {
    id: "not-found",
    name: "an object that is not there is 404 NotFound with its kind and name, for every verb",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "ghost");
      return {
        get: seen(await context.api.get(path)),
        put: seen(await context.api.put(path, parkedPod("ghost"))),
        patch: seen(await context.api.patch(path, "merge", { metadata: { labels: { a: "b" } } })),
        delete: seen(await context.api.delete(path)),
        log: seen(await context.api.get(`${path}/log`)),
        status: seen(await context.api.patch(`${path}/status`, "merge", { status: {} })),
      };
    },
  },
]);
