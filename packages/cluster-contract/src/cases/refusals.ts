import { Readable } from "node:stream";
import type { ApiResponse } from "../api.ts";
import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type JsonObject } from "../json.ts";
import { coreObject, parkedPod, podPath, podsPath } from "../manifests.ts";
import { seen, seenWithHeaders, seenWithoutMessage } from "../observe.ts";

const refusalHeaders = ["content-type", "retry-after", "www-authenticate"];

/** The held request gives up after 30 s. */
const limitWithin = 20_000;

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
  {
    id: "too-many-requests",
    name: "a request that the server has no room for is 429 TooManyRequests, with Retry-After",
    onSimulator: {
      reason: "the embedded cluster has no request priority: nobody is turned away for being one too many",
      at: {
        "/read/status": 200,
        "/read/refusal": null,
        "/read/retryAfter": null,
        "/read/contentType": null,
        "/write/status": 201,
        "/write/refusal": null,
        "/write/retryAfter": null,
        "/write/contentType": null,
      },
    },
    async run(context) {
      const namespace = await context.namespace();
      const headers = { "impersonate-user": await crowdedOut(context, namespace) };
      const path = podsPath(namespace);
      // One request is let in where nothing else is under way: this one stays, for the rest of its body never comes.
      const unfinished = new Readable({ read() {} });
      unfinished.push('{"kind":"Pod",');
      const type = { "content-type": "application/json" };
      const held = Promise.allSettled([
        context.api.send({ method: "POST", path, headers: { ...headers, ...type }, body: unfinished }),
      ]);
      const refused = async () => {
        const answer = await context.api.get(path, {}, headers);
        return answer.status === 429 || context.cluster.kind === "simulator" ? answer : undefined;
      };
      const read = await context.until("a request too many", refused, limitWithin);
      const write = await context.api.post(path, parkedPod("web"), { headers });
      unfinished.push(null);
      const [ended] = await held;
      return {
        held: ended.status === "fulfilled" ? ended.value.status : "broken",
        read: seenRefusal(read),
        write: seenRefusal(write),
      };
    },
  },
]);

/** A refusal as it came, be it a Status or plain text, and the header by which clients wait. */
function seenRefusal({ status, text, headers }: ApiResponse): JsonObject {
  if (status < 400) return { status };
  return { status, refusal: text, contentType: headers["content-type"], retryAfter: headers["retry-after"] };
}

/** A user for whose requests the API server has no room: a priority level without seats that queues nothing. */
async function crowdedOut(context: CaseContext, namespace: string): Promise<string> {
  const user = context.unique("crowd");
  const group = "/apis/flowcontrol.apiserver.k8s.io/v1";
  const kind = (name: string) => ({
    apiVersion: "flowcontrol.apiserver.k8s.io/v1",
    kind: name,
    metadata: { name: user },
  });
  const limited = {
    nominalConcurrencyShares: 0,
    lendablePercent: 0,
    borrowingLimitPercent: 0,
    limitResponse: { type: "Reject" },
  };
  const rule = {
    subjects: [{ kind: "User", user: { name: user } }],
    resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"] }],
  };
  const level = `${group}/prioritylevelconfigurations`;
  const flow = `${group}/flowschemas`;
  await context.api.post(level, { ...kind("PriorityLevelConfiguration"), spec: { type: "Limited", limited } });
  context.defer(() => context.api.delete(`${level}/${user}`));
  const made = await context.api.post(flow, {
    ...kind("FlowSchema"),
    spec: { priorityLevelConfiguration: { name: user }, matchingPrecedence: 100, rules: [rule] },
  });
  context.defer(() => context.api.delete(`${flow}/${user}`));
  // Somebody who may do nothing is turned away before the body is read.
  const rbac = "rbac.authorization.k8s.io";
  await context.api.post(`/apis/${rbac}/v1/namespaces/${namespace}/rolebindings`, {
    apiVersion: `${rbac}/v1`,
    kind: "RoleBinding",
    metadata: { name: user },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "edit" },
    subjects: [{ kind: "User", name: user, apiGroup: rbac }],
  });
  if (made.status === 201) {
    await context.until("the flow and the role in force", async () => {
      const answer = await context.api.get(podsPath(namespace), {}, { "impersonate-user": user });
      const flowUid = answer.headers["x-kubernetes-pf-flowschema-uid"];
      return answer.status === 200 && flowUid === at(made.json, "metadata.uid") ? true : undefined;
    });
  }
  return user;
}
