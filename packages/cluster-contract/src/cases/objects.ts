import { casesOf } from "../case.ts";
import { at } from "../json.ts";
import { lifeOf } from "../life-of-kind.ts";
import { coreObject, eventAbout, guaranteed, parkedPod, podPath, podsPath } from "../manifests.ts";
import { namesOf, seen } from "../observe.ts";

export const objectCases = casesOf("objects", [
  lifeOf("pod", async (context) => {
    const namespace = await context.namespace();
    return { collection: podsPath(namespace), object: parkedPod("web") };
  }),
  lifeOf("secret", async (context) => {
    const namespace = await context.namespace();
    const object = { ...coreObject("Secret", "keys"), stringData: { token: "open sesame" } };
    return { collection: `/api/v1/namespaces/${namespace}/secrets`, object };
  }),
  lifeOf("serviceaccount", async (context) => {
    const namespace = await context.namespace();
    const object = { ...coreObject("ServiceAccount", "robot"), automountServiceAccountToken: false };
    return { collection: `/api/v1/namespaces/${namespace}/serviceaccounts`, object };
  }),
  lifeOf("resourcequota", async (context) => {
    const namespace = await context.namespace();
    const object = coreObject("ResourceQuota", "ceiling", {
      spec: { hard: { "requests.nvidia.com/gpu": "8", "limits.cpu": "1.50", pods: "10" } },
    });
    return { collection: `/api/v1/namespaces/${namespace}/resourcequotas`, object, statusByController: true };
  }),
  lifeOf("configmap", async (context) => {
    const object = { ...coreObject("ConfigMap", "settings"), data: { colour: "red" }, binaryData: { raw: "AAE=" } };
    return { collection: `/api/v1/namespaces/${await context.namespace()}/configmaps`, object };
  }),
  lifeOf("limitrange", async (context) => {
    const limits = [{ type: "Container", max: { cpu: "2.50" }, min: { cpu: "10m" } }];
    const object = coreObject("LimitRange", "limits", { spec: { limits } });
    return { collection: `/api/v1/namespaces/${await context.namespace()}/limitranges`, object };
  }),
  lifeOf("lease", async (context) => {
    const spec = { holderIdentity: "me", leaseDurationSeconds: 15, renewTime: "2024-01-01T00:00:00.000000Z" };
    const object = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name: "turn" }, spec };
    return { collection: `/apis/coordination.k8s.io/v1/namespaces/${await context.namespace()}/leases`, object };
  }),
  lifeOf("event", async (context) => {
    const namespace = await context.namespace();
    const object = eventAbout("web.1", "web", namespace);
    return { collection: `/api/v1/namespaces/${namespace}/events`, object };
  }),
  lifeOf("priorityclass", async (context) => ({
    collection: "/apis/scheduling.k8s.io/v1/priorityclasses",
    object: {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name: context.unique("class"), labels: { case: context.unique("label") } },
      value: 7,
      preemptionPolicy: "Never",
      description: "never pushes others out",
    },
  })),
  {
    id: "namespace-life",
    name: "a namespace is created Active with its finalizer and name label, listed, and deleted through Terminating",
    async run(context) {
      const { api } = context;
      const name = context.unique("namespace");
      const path = `/api/v1/namespaces/${name}`;
      const body = coreObject("Namespace", name, {});
      const created = seen(await api.post("/api/v1/namespaces", body));
      context.defer(() => api.delete(path));
      const again = seen(await api.post("/api/v1/namespaces", body));
      const read = seen(await api.get(path));
      const listed = namesOf(
        (await api.get("/api/v1/namespaces", { labelSelector: `kubernetes.io/metadata.name=${name}` })).json,
      );
      const deleted = seen(await api.delete(path), ["kind", "metadata.name", "spec", "status.phase"]);
      await context.untilGone(path);
      return { created, again, read, listed, deleted, gone: seen(await api.get(path)) };
    },
  },
  {
    id: "name-taken",
    name: "a second create under one name is 409 AlreadyExists and leaves the first object as it was",
    async run(context) {
      const namespace = await context.namespace();
      const first = await context.create(podsPath(namespace), parkedPod("web"));
      const second = await context.api.post(podsPath(namespace), parkedPod("web", { container: { image: "other:2" } }));
      const read = await context.api.get(podPath(namespace, "web"));
      return {
        second: seen(second),
        unchanged: at(read.json, "metadata.resourceVersion") === at(first.json, "metadata.resourceVersion"),
      };
    },
  },
  {
    id: "generate-name",
    name: "generateName gets a suffix of five letters and digits",
    async run(context) {
      const namespace = await context.namespace();
      const pod = { ...parkedPod("unused"), metadata: { generateName: "web-" } };
      const response = await context.api.post(podsPath(namespace), pod);
      const name = String(at(response.json, "metadata.name"));
      return {
        status: response.status,
        generateName: at(response.json, "metadata.generateName"),
        looksRight: /^web-[a-z0-9]{5}$/.test(name),
      };
    },
  },
  {
    id: "replace",
    name: "PUT replaces an object; what it leaves out is gone; an equal PUT makes no new version",
    async run(context) {
      const namespace = await context.namespace();
      const collection = `/api/v1/namespaces/${namespace}/secrets`;
      const path = `${collection}/keys`;
      await context.create(collection, {
        ...coreObject("Secret", "keys"),
        metadata: { name: "keys", labels: { a: "1" }, annotations: { note: "x" } },
        stringData: { one: "1", two: "2" },
      });
      const replacement = {
        ...coreObject("Secret", "keys"),
        metadata: { name: "keys", labels: { b: "2" } },
        data: { two: "Mg==" },
      };
      const replaced = await context.api.put(path, replacement);
      const same = await context.api.put(path, replacement);
      return {
        replaced: seen(replaced),
        equalPutKeepsVersion:
          at(replaced.json, "metadata.resourceVersion") === at(same.json, "metadata.resourceVersion"),
      };
    },
  },
  {
    id: "version-on-create",
    name: "a create that carries a resourceVersion is refused; a uid that it carries is overwritten",
    async run(context) {
      const namespace = await context.namespace();
      const uid = "11111111-2222-3333-4444-555555555555";
      const versioned = await context.api.post(
        podsPath(namespace),
        parkedPod("web", { metadata: { resourceVersion: "12" } }),
      );
      const identified = await context.api.post(podsPath(namespace), parkedPod("web", { metadata: { uid } }));
      return {
        versioned: seen(versioned),
        identified: { status: identified.status, kept: at(identified.json, "metadata.uid") === uid },
      };
    },
  },
  {
    id: "delete-collection",
    name: "DELETE on a collection deletes what the selector chooses and answers with the list",
    async run(context) {
      const namespace = await context.namespace();
      for (const [name, tier] of [
        ["a", "x"],
        ["b", "y"],
        ["c", "x"],
      ] as const) {
        await context.create(podsPath(namespace), parkedPod(name, { metadata: { labels: { tier } } }));
      }
      const deleted = await context.api.delete(podsPath(namespace), undefined, { query: { labelSelector: "tier=x" } });
      return {
        status: deleted.status,
        kind: at(deleted.json, "kind"),
        names: namesOf(deleted.json),
        left: namesOf((await context.api.get(podsPath(namespace))).json),
      };
    },
  },
  {
    id: "guaranteed-pod-object",
    name: "a pod with requests equal to limits, GPUs included, is stored as asked with QoS class Guaranteed",
    async run(context) {
      const namespace = await context.namespace();
      const resources = guaranteed({ cpu: "2500m", memory: "16Gi", "ephemeral-storage": "10G", "nvidia.com/gpu": "2" });
      const response = await context.api.post(podsPath(namespace), parkedPod("gpu", { container: { resources } }));
      return { created: seen(response, ["spec.containers", "status"]) };
    },
  },
]);
