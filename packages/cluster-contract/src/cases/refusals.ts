import { casesOf } from "../case.ts";
import { coreObject, parkedPod, podPath, podsPath } from "../manifests.ts";
import { seen, seenWithHeaders, seenWithoutMessage } from "../observe.ts";

const refusalHeaders = ["content-type", "retry-after", "www-authenticate"];

export const refusalCases = casesOf("protocol", [
  {
    id: "too-large",
    name: "a body beyond 3 MiB is 413 RequestEntityTooLarge, for every way of writing; one that is stored too large is refused",
    async run(context) {
      const namespace = await context.namespace();
      const secrets = `/api/v1/namespaces/${namespace}/secrets`;
      const huge = "x".repeat(3 * 1024 * 1024);
      const pod = parkedPod("web", { metadata: { annotations: { note: huge } } });
      await context.create(podsPath(namespace), parkedPod("web"));
      const secret = { ...coreObject("Secret", "big"), stringData: { token: "x".repeat(1024 * 1024 + 1) } };
      const annotated = parkedPod("noted", { metadata: { annotations: { note: "x".repeat(256 * 1024) } } });
      return {
        post: seenWithHeaders(await context.api.post(podsPath(namespace), pod), refusalHeaders),
        put: seen(await context.api.put(podPath(namespace, "web"), pod)),
        patch: seen(await context.api.patch(podPath(namespace, "web"), "merge", pod)),
        secret: seen(await context.api.post(secrets, secret)),
        annotations: seen(await context.api.post(podsPath(namespace), annotated)),
      };
    },
  },
  {
    id: "forbidden",
    name: "somebody who may do nothing is 403 Forbidden for every verb, with who, what and where",
    async run(context) {
      const namespace = await context.namespace();
      const stranger = context.cluster.withHeaders({});
      const path = podPath(namespace, "web");
      return {
        get: seenWithHeaders(await stranger.get(path), refusalHeaders),
        list: seen(await stranger.get(podsPath(namespace))),
        listAll: seen(await stranger.get("/api/v1/pods")),
        watch: seen(await stranger.get(podsPath(namespace), { watch: true })),
        create: seen(await stranger.post(podsPath(namespace), parkedPod("web"))),
        update: seen(await stranger.put(path, parkedPod("web"))),
        patch: seen(await stranger.patch(path, "merge", {})),
        delete: seen(await stranger.delete(path)),
        deleteMany: seen(await stranger.delete(podsPath(namespace))),
        status: seen(await stranger.patch(`${path}/status`, "merge", {})),
        log: seen(await stranger.get(`${path}/log`)),
        evict: seen(await stranger.post(`${path}/eviction`, {})),
        node: seen(await stranger.get("/api/v1/nodes/any")),
        service: seen(await stranger.get(`/api/v1/namespaces/${namespace}/services`)),
        ingress: seen(await stranger.get(`/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/web`)),
        group: seen(await stranger.get("/apis/networking.k8s.io/v1")),
        version: (await stranger.get("/version")).status,
      };
    },
  },
  {
    id: "unauthorized",
    name: "a wrong token is 401 Unauthorized for reads, writes and watches, and says how to prove who one is",
    async run(context) {
      const stranger = context.cluster.withHeaders({ authorization: "Bearer not-a-token" });
      const path = podsPath("default");
      return {
        list: seenWithHeaders(await stranger.get(path), refusalHeaders),
        watch: seen(await stranger.get(path, { watch: true })),
        create: seen(await stranger.post(path, parkedPod("web"))),
        discovery: seen(await stranger.get("/api")),
        version: seen(await stranger.get("/version")),
      };
    },
  },
  {
    id: "bad-media-types",
    name: "406 and 415 by verb: what is not written, and what is not read",
    async run(context) {
      const namespace = await context.namespace();
      const path = podsPath(namespace);
      await context.create(path, parkedPod("web"));
      const xml = { "content-type": "application/xml" };
      const send = (method: string, to: string, headers: Record<string, string>) =>
        context.api.send({ method, path: to, headers, body: "<pod/>" });
      return {
        watch: seenWithoutMessage(await context.api.get(path, { watch: true }, { accept: "text/csv" })),
        getOne: seenWithoutMessage(await context.api.get(`${path}/web`, {}, { accept: "text/csv" })),
        put: seenWithoutMessage(await send("PUT", `${path}/web`, xml)),
        delete: seenWithoutMessage(await send("DELETE", `${path}/web`, xml)),
        evict: seenWithoutMessage(await send("POST", `${path}/web/eviction`, xml)),
        yaml: (await context.api.get(`${path}/web`, {}, { accept: "application/yaml" })).status,
        anything: (await context.api.get(`${path}/web`, {}, { accept: "text/csv, */*" })).status,
        stillThere: (await context.api.get(`${path}/web`)).status,
      };
    },
  },
]);
