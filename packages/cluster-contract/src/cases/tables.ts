import { type CaseDefinition, casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type JsonObject, listAt, pick } from "../json.ts";
import { coreObject, parkedPod, pinnedPod, podPath, podsPath } from "../manifests.ts";
import {
  endpointSlice,
  ingress,
  ingressesPath,
  networkPolicy,
  ownServices,
  policiesPath,
  service,
  slicesPath,
} from "../networking.ts";
import { seen } from "../observe.ts";
import { isReady } from "../pod-status.ts";
import { getTable, metadataAccept, seenTable, seenTableObject, tableAccept } from "../table.ts";

export const tableCases = casesOf("tables", [
  {
    id: "table-of-pods",
    name: "kubectl's table of pods: ready containers, status, restarts, and wide columns for address and node",
    async run(context) {
      const namespace = await context.namespace();
      const node = await context.server();
      await context.create(podsPath(namespace), pinnedPod("running", node));
      await context.untilObject(podPath(namespace, "running"), "Ready", isReady);
      await context.create(podsPath(namespace), parkedPod("waiting"));
      const answer = await getTable(context.api, podsPath(namespace));
      return { pods: seenTable(answer) };
    },
  },
  {
    id: "table-of-pod-states",
    name: "the status column tells a pod's state: phase, reason, waiting and ended containers, init containers, deletion",
    async run(context) {
      const path = podsPath(await context.namespace());
      const container = (state: JsonObject, more: JsonObject = {}) => ({
        phase: "Running",
        containerStatuses: [{ name: "main", image: "a", imageID: "", ready: false, restartCount: 0, state, ...more }],
      });
      const states: Record<string, JsonObject> = {
        completed: { ...container({ terminated: { exitCode: 0, reason: "Completed" } }), phase: "Succeeded" },
        evicted: { phase: "Failed", reason: "Evicted" },
        error: { ...container({ terminated: { exitCode: 1, reason: "Error" } }), phase: "Failed" },
        exited: container({ terminated: { exitCode: 3 } }),
        "image-pull": { ...container({ waiting: { reason: "ImagePullBackOff" } }), phase: "Pending" },
        crashing: container({ waiting: { reason: "CrashLoopBackOff" } }, { restartCount: 4 }),
        signalled: container({ terminated: { exitCode: 0, signal: 9 } }),
        unready: container({ running: { startedAt: "2024-01-01T00:00:00Z" } }),
        ready: container({ running: { startedAt: "2024-01-01T00:00:00Z" } }, { ready: true }),
      };
      for (const [name, status] of Object.entries(states)) {
        await context.create(path, parkedPod(name));
        const patched = await context.api.patch(`${path}/${name}/status`, "merge", { status });
        if (patched.status !== 200) throw new Error(patched.text);
      }
      const finalizers = ["contract.example/held"];
      await context.create(path, parkedPod("held", { metadata: { finalizers } }));
      context.defer(() => context.api.patch(`${path}/held`, "merge", { metadata: { finalizers: null } }));
      await context.api.delete(`${path}/held`);
      return { pods: seenTable(await getTable(context.api, path), ["Name", "Ready", "Status", "Restarts"]) };
    },
  },
  {
    id: "table-of-nodes",
    name: "kubectl's table of nodes: ready, cordoned and silent ones, with their roles",
    async run(context) {
      const node = await context.server();
      const path = `/api/v1/nodes/${node}`;
      const columns = ["Name", "Status", "Roles", "Age"];
      const ready = seenTable(await getTable(context.api, path), columns);
      const labels = { "node-role.kubernetes.io/gpu": "", "node-role.kubernetes.io/control-plane": "" };
      await context.api.patch(path, "merge", { metadata: { labels }, spec: { unschedulable: true } });
      const cordoned = seenTable(await getTable(context.api, path), columns);
      const all = await getTable(context.api, path);
      return { ready, cordoned, columns: at(seenTable(all), "columns") };
    },
  },
  {
    id: "table-of-namespaces",
    name: "kubectl's table of namespaces says Active or Terminating",
    async run(context) {
      const namespace = await context.namespace();
      const secret = {
        ...coreObject("Secret", "held"),
        metadata: { name: "held", finalizers: ["contract.example/held"] },
      };
      const secretPath = `/api/v1/namespaces/${namespace}/secrets`;
      await context.create(secretPath, secret);
      const free = () => context.api.patch(`${secretPath}/held`, "merge", { metadata: { finalizers: null } });
      context.defer(free);
      const path = `/api/v1/namespaces/${namespace}`;
      const active = seenTable(await getTable(context.api, path));
      await context.api.delete(path);
      const terminating = seenTable(await getTable(context.api, path));
      await free();
      return { active, terminating };
    },
  },
  tableOf("secrets", async (context) => {
    const collection = `/api/v1/namespaces/${await context.namespace()}/secrets`;
    return { collection, objects: [{ ...coreObject("Secret", "keys"), stringData: { a: "1", b: "2" } }] };
  }),
  tableOf("resourcequotas", async (context) => {
    const collection = `/api/v1/namespaces/${await context.namespace()}/resourcequotas`;
    return { collection, objects: [coreObject("ResourceQuota", "none", { spec: {} })] };
  }),
  tableOf("limitranges", async (context) => {
    const collection = `/api/v1/namespaces/${await context.namespace()}/limitranges`;
    const limits = [{ type: "Container", max: { cpu: "2" } }];
    return { collection, objects: [coreObject("LimitRange", "limits", { spec: { limits } })] };
  }),
  tableOf("leases", async (context) => {
    const collection = `/apis/coordination.k8s.io/v1/namespaces/${await context.namespace()}/leases`;
    const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease" };
    const held = { ...lease, metadata: { name: "held" }, spec: { holderIdentity: "me" } };
    return { collection, objects: [held, { ...lease, metadata: { name: "free" }, spec: {} }] };
  }),
  tableOf("services", async (context) => {
    const collection = await ownServices(context);
    const ports = [
      { name: "http", port: 80, nodePort: 30_020 },
      { name: "dns", port: 53, nodePort: 30_021, protocol: "UDP" },
    ];
    const loadBalancer = { type: "LoadBalancer", allocateLoadBalancerNodePorts: false };
    return {
      collection,
      objects: [
        service("external", { type: "ExternalName", externalName: "db.example.com", ports: [] }),
        service("headless", { clusterIP: "None", selector: { tier: "b", app: "a" } }),
        service("balancer", loadBalancer),
        service("ports", { type: "NodePort", ports }),
        service("outside", { externalIPs: ["198.51.100.1", "198.51.100.2"], selector: {} }),
      ],
    };
  }),
  tableOf("endpointslices", async (context) => {
    const slice = (name: string, count: number) =>
      endpointSlice(name, {
        addressType: "IPv4",
        ports: Array.from({ length: count }, (_, index) => ({ name: `p${index}`, port: 80 + index })),
        endpoints: Array.from({ length: count }, (_, index) => ({ addresses: [`198.51.100.${index + 1}`] })),
      });
    const objects = [slice("none", 0), slice("one", 1), slice("five", 5)];
    return { collection: slicesPath(await context.namespace()), objects };
  }),
  tableOf("ingresses", async (context) => {
    const backend = { service: { name: "web", port: { number: 80 } } };
    const rules = (...hosts: string[]) => hosts.map((host) => ({ host }));
    const objects = [
      ingress("default", { defaultBackend: backend }),
      ingress("hosts", { ingressClassName: "nginx", tls: [{}], rules: rules("a.io", "b.io", "c.io") }),
      ingress("many", { rules: rules("a.io", "b.io", "c.io", "d.io", "e.io") }),
    ];
    return { collection: ingressesPath(await context.namespace()), objects };
  }),
  tableOf("networkpolicies", async (context) => {
    const matchExpressions = [
      { key: "tier", operator: "In", values: ["b", "a"] },
      { key: "old", operator: "DoesNotExist" },
      { key: "app", operator: "Exists" },
    ];
    const objects = [
      networkPolicy("all", { podSelector: {} }),
      networkPolicy("some", { podSelector: { matchLabels: { zone: "1" }, matchExpressions } }),
    ];
    return { collection: policiesPath(await context.namespace()), objects };
  }),
  {
    id: "table-pages",
    name: "a table is cut into pages as a list is",
    async run(context) {
      const path = podsPath(await context.namespace());
      for (const name of ["a", "b", "c"]) await context.create(path, parkedPod(name));
      const first = await getTable(context.api, path, { limit: 2 });
      const token = String(at(first.json, "metadata.continue"));
      const second = await getTable(context.api, path, { limit: 2, continue: token });
      return { first: seenTable(first, ["Name"]), second: seenTable(second, ["Name"]) };
    },
  },
  {
    id: "table-objects",
    name: "a table's rows carry the object's metadata, the whole object, or nothing, as includeObject says",
    async run(context) {
      const path = podsPath(await context.namespace());
      await context.create(path, parkedPod("web"));
      const rows = async (includeObject?: string) => {
        const answer = await getTable(context.api, path, includeObject === undefined ? {} : { includeObject });
        const object = at(answer.json, "rows.0.object");
        return answer.status === 200
          ? { ...pick(object, ["kind", "apiVersion", "metadata.name", "spec.schedulerName"]), none: object === null }
          : seen(answer);
      };
      return {
        unasked: await rows(),
        metadata: await rows("Metadata"),
        object: await rows("Object"),
        none: await rows("None"),
        bad: await rows("Everything"),
      };
    },
  },
  {
    id: "table-watch",
    name: "a watch in table form gives one row an event, the columns with the first",
    async run(context) {
      const path = podsPath(await context.namespace());
      await context.create(path, parkedPod("a"));
      const version = String(at((await context.api.get(path)).json, "metadata.resourceVersion"));
      await context.create(path, parkedPod("b"));
      await context.api.delete(`${path}/a`);
      const raw = await context.api.get(
        path,
        { watch: true, resourceVersion: version, timeoutSeconds: 1 },
        { accept: tableAccept },
      );
      const events = raw.text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as JsonObject);
      return {
        events: events.map((event) => ({
          type: event.type,
          kind: at(event, "object.kind"),
          columns: listAt(event, "object.columnDefinitions").length,
          rows: at(seenTableObject(event.object), "rows"),
          names: listAt(event, "object.rows").map((row) => at(row, "object.metadata.name") ?? null),
        })),
      };
    },
  },
  {
    id: "table-refusals",
    name: "a table of another version is 406, one of an object that is not there is 404 as a Status; with another wish behind it, that is served",
    async run(context) {
      const path = podsPath(await context.namespace());
      const accept = "application/json;as=Table;v=v7;g=meta.k8s.io";
      const { message, ...other } = seen(await context.api.get(path, {}, { accept }));
      return {
        other,
        missing: seenTable(await getTable(context.api, `${path}/ghost`)),
        fallback: at((await context.api.get(path, {}, { accept: `${accept},application/json` })).json, "kind"),
      };
    },
  },
  {
    id: "partial-metadata",
    name: "objects and lists may be asked for as metadata alone",
    async run(context) {
      const path = podsPath(await context.namespace());
      await context.create(path, parkedPod("web", { metadata: { labels: { a: "1" } } }));
      const headers = { accept: metadataAccept };
      const list = await context.api.get(path, {}, { accept: metadataAccept.replace("Metadata;", "MetadataList;") });
      return {
        one: seen(await context.api.get(`${path}/web`, {}, headers)),
        list: {
          status: list.status,
          ...pick(list.json, ["kind", "apiVersion", "items.0.kind", "items.0.metadata.labels", "items.0.spec"]),
        },
      };
    },
  },
]);

/** The table of one kind, for objects of a namespace of the case's own. */
function tableOf(
  plural: string,
  prepare: (context: CaseContext) => Promise<{ collection: string; objects: readonly JsonObject[] }>,
): CaseDefinition {
  return {
    id: `table-of-${plural}`,
    name: `kubectl's table of ${plural}`,
    async run(context) {
      const { collection, objects } = await prepare(context);
      const names = objects.map((object) => String(at(object, "metadata.name")));
      for (const object of objects) await context.create(collection, object);
      const tables = names.map(async (name) => [name, seenTable(await getTable(context.api, `${collection}/${name}`))]);
      return Object.fromEntries(await Promise.all(tables)) as JsonObject;
    },
  };
}
