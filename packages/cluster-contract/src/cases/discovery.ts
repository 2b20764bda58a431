import { casesOf } from "../case.ts";
import { at, type Json, type JsonObject, listAt, pick } from "../json.ts";
import { seen } from "../observe.ts";

/** What the product and a kubectl beside it use; other resources of a full control plane are not compared. */
const coreInUse = [
  "events",
  "namespaces",
  "namespaces/finalize",
  "namespaces/status",
  "nodes",
  "nodes/status",
  "pods",
  "pods/binding",
  "pods/eviction",
  "pods/log",
  "pods/resize",
  "pods/status",
  "resourcequotas",
  "resourcequotas/status",
  "secrets",
  "serviceaccounts",
  "services",
  "services/status",
  "configmaps",
  "limitranges",
];

export const discoveryCases = casesOf("discovery", [
  {
    id: "version-names-a-minor",
    name: "/version says major and minor, so that a client knows which subresources there are",
    async run({ api }) {
      const response = await api.get("/version");
      return { status: response.status, version: pick(response.json, ["major", "minor"]) };
    },
  },
  {
    id: "api-versions",
    name: "/api lists v1",
    async run({ api }) {
      const response = await api.get("/api");
      return { status: response.status, answer: pick(response.json, ["kind", "versions"]) };
    },
  },
  {
    id: "core-resources",
    name: "/api/v1 lists the kinds in use with their verbs, scope and short names",
    async run({ api }) {
      const response = await api.get("/api/v1");
      return {
        status: response.status,
        ...pick(response.json, ["kind", "groupVersion"]),
        resources: resourcesOf(response.json, coreInUse),
      };
    },
  },
  {
    id: "api-groups",
    name: "/apis lists the scheduling group with its preferred version",
    async run({ api }) {
      const response = await api.get("/apis");
      const groups = listAt(response.json, "groups").filter((group) => at(group, "name") === "scheduling.k8s.io");
      const versions = listAt(groups[0], "versions").filter((version) => at(version, "version") === "v1");
      return {
        status: response.status,
        kind: at(response.json, "kind"),
        group: { ...pick(groups[0], ["name", "preferredVersion"]), versions },
      };
    },
  },
  {
    id: "scheduling-resources",
    name: "/apis/scheduling.k8s.io/v1 lists priorityclasses",
    async run({ api }) {
      const response = await api.get("/apis/scheduling.k8s.io/v1");
      return { status: response.status, resources: resourcesOf(response.json, ["priorityclasses"]) };
    },
  },
  {
    id: "networking-resources",
    name: "/apis/networking.k8s.io/v1 and /apis/discovery.k8s.io/v1 list ingresses, network policies and endpoint slices",
    async run({ api }) {
      const networking = await api.get("/apis/networking.k8s.io/v1");
      const discovery = await api.get("/apis/discovery.k8s.io/v1");
      const names = ["ingresses", "ingresses/status", "networkpolicies", "networkpolicies/status", "endpointslices"];
      return {
        networking: resourcesOf(networking.json, names),
        discovery: resourcesOf(discovery.json, names),
        group: seen(await api.get("/apis/discovery.k8s.io")),
        unknownGroup: (await api.get("/apis/saucers.example")).status,
        unknownVersion: (await api.get("/apis/networking.k8s.io/v7")).status,
      };
    },
  },
  {
    id: "ready-and-alive",
    name: "/readyz and /livez answer 200 with the text ok",
    async run({ api }) {
      const [ready, alive] = [await api.get("/readyz"), await api.get("/livez")];
      return { ready: seen(ready), alive: seen(alive) };
    },
  },
  {
    id: "cluster-identity",
    name: "the namespace kube-system is there and its uid is the same at each reading",
    async run({ api }) {
      const path = "/api/v1/namespaces/kube-system";
      const paths = ["metadata.name", "metadata.uid", "metadata.labels", "status.phase"];
      return { first: seen(await api.get(path), paths), second: seen(await api.get(path), paths) };
    },
  },
]);

function resourcesOf(list: Json | undefined, names: readonly string[]): JsonObject {
  const resources = listAt(list, "resources").map((resource): [string, JsonObject] => {
    const { name, storageVersionHash, ...facts } = resource as JsonObject;
    return [String(name), facts];
  });
  return Object.fromEntries(resources.filter(([name]) => names.includes(name)).sort(([a], [b]) => a.localeCompare(b)));
}
