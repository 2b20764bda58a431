import { casesOf } from "../case.ts";
import { at, type Json, type JsonObject, textAt } from "../json.ts";
import { lifeOf } from "../life-of-kind.ts";
import { ownServices, service, withoutNodePorts } from "../networking.ts";
import { namesOf, seen, seenEvents } from "../observe.ts";

const dryRun = { query: { dryRun: "All" } };

/** An address of the part that is never given out unasked. */
const CHOSEN_IP = "10.96.0.77";

export const serviceCases = casesOf("services", [
  lifeOf("service", async (context) => ({ collection: await ownServices(context), object: service("web") })),
  {
    id: "cluster-ip-allocated",
    name: "each service gets an address of its own out of the range, and keeps it over a PUT and a patch that leave it out",
    async run(context) {
      const collection = await ownServices(context);
      const web = await context.create(collection, service("web"));
      const api = await context.create(collection, service("api"));
      const address = textAt(web.json, "spec.clusterIP");
      const put = await context.api.put(`${collection}/web`, service("web", { ports: [{ port: 8080 }] }));
      const patched = await context.api.patch(`${collection}/web`, "merge", { spec: { selector: { app: "other" } } });
      return {
        inRange: /^10\.96\.\d+\.\d+$/.test(address),
        plural: at(web.json, "spec.clusterIPs.0") === address,
        different: address !== textAt(api.json, "spec.clusterIP"),
        put: seen(put, ["spec"]),
        patched: seen(patched, ["spec"]),
        kept: [put, patched].map(({ json }) => at(json, "spec.clusterIP") === address),
      };
    },
  },
  {
    id: "cluster-ip-chosen",
    name: "a free address may be chosen; taken it is 422, and it is free again once its service is deleted",
    async run(context) {
      const collection = await ownServices(context);
      const web = await context.create(collection, service("web"));
      const clusterIP = textAt(web.json, "spec.clusterIP");
      const taken = await context.api.post(collection, service("copy", { clusterIP }));
      await context.api.delete(`${collection}/web`);
      const free = await context.api.post(collection, service("copy", { clusterIP }));
      return {
        taken: seen(taken),
        free: seen(free, ["spec.clusterIPs"]),
        same: at(free.json, "spec.clusterIP") === clusterIP,
      };
    },
  },
  {
    id: "cluster-ip-immutable",
    name: "a service's address can neither change nor be taken away: 422",
    async run(context) {
      const collection = await ownServices(context);
      const path = `${collection}/web`;
      const web = await context.create(collection, service("web"));
      const clusterIP = textAt(web.json, "spec.clusterIP");
      const other = clusterIP === "10.96.99.99" ? "10.96.99.98" : "10.96.99.99";
      return {
        changed: seen(await context.api.patch(path, "merge", { spec: { clusterIP: other } })),
        bothChanged: seen(await context.api.patch(path, "merge", { spec: { clusterIP: other, clusterIPs: [other] } })),
        headless: seen(await context.api.patch(path, "merge", { spec: { clusterIP: "None" } })),
        emptied: seen(await context.api.patch(path, "merge", { spec: { clusterIP: "", clusterIPs: [] } }), [
          "spec.clusterIPs",
        ]),
        put: seen(await context.api.put(path, service("web", { clusterIP: other }))),
        kept: at((await context.api.get(path)).json, "spec.clusterIP") === clusterIP,
      };
    },
  },
  {
    id: "headless",
    name: "a headless service has no address; without a selector it is for both families; its ports may be left out",
    async run(context) {
      const collection = await ownServices(context);
      const headless = await context.api.post(collection, service("web", { clusterIP: "None" }));
      const noPorts = await context.api.post(collection, service("bare", { clusterIP: "None", ports: [] }));
      const { selector, ...rest } = service("free", { clusterIP: "None" }).spec as JsonObject;
      const noSelector = await context.api.post(collection, { ...service("free"), spec: rest });
      return {
        headless: seen(headless, ["spec"]),
        noPorts: seen(noPorts, ["spec"]),
        noSelector: seen(noSelector, ["spec"]),
        becomesOrdinary: seen(
          await context.api.patch(`${collection}/web`, "merge", { spec: { clusterIP: "10.96.77.1" } }),
        ),
      };
    },
  },
  {
    id: "node-port-allocated",
    name: "a NodePort service gets a port for each of its ports; a PUT that leaves them out keeps them by name",
    async run(context) {
      const collection = await ownServices(context);
      const ports = [
        { name: "http", port: 80 },
        { name: "dns", port: 53, protocol: "UDP" },
        { name: "dns-tcp", port: 53 },
      ];
      const created = await context.api.post(collection, service("web", { type: "NodePort", ports }));
      const kept = await context.api.put(
        `${collection}/web`,
        service("web", { type: "NodePort", ports: ports.slice(0, 2) }),
      );
      const port = (json: Json | undefined, index: number) => at(json, `spec.ports.${index}.nodePort`);
      return {
        created: withoutNodePorts(seen(created)),
        oneForBothProtocols: port(created.json, 1) === port(created.json, 2),
        kept: [0, 1].map((index) => port(created.json, index) === port(kept.json, index)),
        left: withoutNodePorts(seen(kept, ["spec.ports"])),
      };
    },
  },
  {
    id: "node-port-chosen",
    name: "a free node port may be chosen; taken by another service it is 422, and it is free after a deletion or a change",
    async run(context) {
      const { api } = context;
      const collection = await ownServices(context);
      const chosen = (name: string) => service(name, { type: "NodePort", ports: [{ port: 80, nodePort: 30_001 }] });
      const first = await api.post(collection, chosen("first"));
      const taken = await api.post(collection, chosen("second"));
      const takenByPatch = await (async () => {
        await context.create(collection, service("third", { type: "NodePort" }));
        return api.patch(`${collection}/third`, "merge", { spec: { ports: [{ port: 80, nodePort: 30_001 }] } });
      })();
      await api.delete(`${collection}/first`);
      const afterDeletion = await api.post(collection, chosen("second"));
      await api.patch(`${collection}/second`, "merge", { spec: { ports: [{ port: 80, nodePort: 30_002 }] } });
      const afterChange = await api.post(collection, chosen("fourth"));
      await api.patch(`${collection}/fourth`, "merge", { spec: { type: "ClusterIP" } });
      const afterTypeChange = await api.post(collection, chosen("fifth"));
      return {
        first: seen(first, ["spec.ports"]),
        taken: seen(taken),
        takenByPatch: seen(takenByPatch),
        afterDeletion: seen(afterDeletion, ["spec.ports"]),
        afterChange: seen(afterChange, ["spec.ports"]),
        afterTypeChange: seen(afterTypeChange, ["spec.ports"]),
      };
    },
  },
  {
    id: "one-node-port-many-creators",
    name: "of twelve services that ask for one node port at once, exactly one gets it",
    async run(context) {
      const collection = await ownServices(context);
      const spec = { type: "NodePort", ports: [{ port: 80, nodePort: 30_003 }] };
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) => context.api.post(collection, service(`web-${index}`, spec))),
      );
      const refusals = answers.filter(({ status }) => status !== 201);
      return {
        made: answers.length - refusals.length,
        refused: [...new Set(refusals.map(({ status, json }) => `${status} ${String(at(json, "reason"))}`))],
        stored: namesOf((await context.api.get(collection)).json).length,
      };
    },
  },
  {
    id: "type-changes",
    name: "a change of type gives what the new type needs and takes away what it does not; the address stays but for ExternalName",
    async run(context) {
      const collection = await ownServices(context);
      const path = `${collection}/web`;
      const created = await context.create(collection, service("web"));
      const clusterIP = textAt(created.json, "spec.clusterIP");
      const become = async (type: string, more: JsonObject = {}) => {
        const answer = await context.api.patch(path, "merge", { spec: { type, ...more } });
        return {
          ...withoutNodePorts(seen(answer, ["spec", "status"])),
          sameAddress: at(answer.json, "spec.clusterIP") === clusterIP,
        };
      };
      return {
        nodePort: await become("NodePort"),
        loadBalancer: await become("LoadBalancer"),
        clusterIp: await become("ClusterIP"),
        externalName: await become("ExternalName", { externalName: "db.example.com" }),
        addressIsFree: (await context.api.post(collection, service("heir", { clusterIP }))).status,
        back: seen(await context.api.patch(path, "merge", { spec: { type: "ClusterIP" } }), [
          "spec.type",
          "spec.clusterIPs",
          "spec.externalName",
        ]),
      };
    },
  },
  {
    id: "load-balancer",
    name: "a LoadBalancer gets node ports unless it wants none, waits for its address, and a health port where traffic stays local",
    async run(context) {
      const collection = await ownServices(context);
      const spec = { type: "LoadBalancer" };
      const none = { ...spec, allocateLoadBalancerNodePorts: false };
      const local = { ...spec, externalTrafficPolicy: "Local" };
      return withoutNodePorts({
        plain: seen(await context.api.post(collection, service("plain", spec)), ["spec", "status"]),
        withoutPorts: seen(await context.api.post(collection, service("none", none)), ["spec", "status"]),
        local: seen(await context.api.post(collection, service("local", local)), ["spec"]),
        noLongerLocal: seen(
          await context.api.patch(`${collection}/local`, "merge", { spec: { externalTrafficPolicy: "Cluster" } }),
          ["spec.externalTrafficPolicy", "spec.healthCheckNodePort"],
        ),
      });
    },
  },
  {
    id: "external-name",
    name: "an ExternalName service has a name and no address; ports and a selector are as the client likes",
    async run(context) {
      const collection = await ownServices(context);
      const external = { type: "ExternalName", externalName: "db.example.com" };
      const { ports, selector, ...bare } = service("x", external).spec as JsonObject;
      return {
        plain: seen(await context.api.post(collection, service("plain", external))),
        bare: seen(await context.api.post(collection, { ...service("bare"), spec: bare }), ["spec"]),
        trailingDot: seen(
          await context.api.post(collection, service("dot", { ...external, externalName: "db.example.com." })),
          ["spec.externalName"],
        ),
      };
    },
  },
  {
    id: "service-dry-run",
    name: "a dry run gives out no address and no port for good, and neither does a create that is refused",
    async run(context) {
      const { api } = context;
      const collection = await ownServices(context);
      const clusterIP = CHOSEN_IP;
      const wish = (name: string, more: JsonObject = {}) =>
        service(name, { type: "NodePort", clusterIP, ports: [{ port: 80, nodePort: 30_004 }], ...more });
      const dry = await api.post(collection, wish("web"), dryRun);
      const dryAgain = await api.post(collection, wish("web"), dryRun);
      const refused = await api.post(collection, wish("web", { sessionAffinity: "Sometimes" }));
      const real = await api.post(collection, wish("web"));
      const dryTaken = await api.post(collection, wish("copy"), dryRun);
      const dryDelete = await api.delete(`${collection}/web`, undefined, dryRun);
      const stillTaken = await api.post(collection, wish("copy", { clusterIP: "" }));
      const dryChange = await api.patch(`${collection}/web`, "merge", { spec: { type: "ClusterIP" } }, dryRun);
      const after = await api.get(`${collection}/web`);
      const unasked = await api.post(collection, service("unasked", { type: "NodePort" }), dryRun);
      const shown = ["spec.type", "spec.clusterIPs", "spec.ports"];
      return withoutNodePorts({
        dry: seen(dry, shown),
        dryAgain: dryAgain.status,
        refused: refused.status,
        real: seen(real, shown),
        dryTaken: seen(dryTaken),
        dryDelete: seen(dryDelete, ["kind", "metadata.name"]),
        stillTaken: seen(stillTaken),
        dryChange: seen(dryChange, shown),
        after: seen(after, shown),
        unasked: { status: unasked.status, hasAddress: at(unasked.json, "spec.clusterIP") !== undefined },
        stored: namesOf((await api.get(collection)).json),
      });
    },
  },
  {
    id: "service-status",
    name: "the status subresource takes a load balancer's address and leaves the spec alone; the main path leaves the status alone",
    async run(context) {
      const collection = await ownServices(context);
      const path = `${collection}/web`;
      await context.create(collection, service("web", { type: "LoadBalancer" }));
      const loadBalancer = { ingress: [{ ip: "198.51.100.7" }, { hostname: "lb.example.com" }] };
      const shown = ["spec.ports", "status"];
      const set = await context.api.patch(`${path}/status`, "merge", { spec: { ports: [] }, status: { loadBalancer } });
      const byMain = await context.api.patch(path, "merge", { status: { loadBalancer: { ingress: [] } } });
      const faults = await context.api.patch(`${path}/status`, "merge", {
        status: {
          loadBalancer: { ingress: [{ ip: "300.1.1.1" }, { hostname: "10.0.0.1" }, { ip: "10.0.0.1", ipMode: "Odd" }] },
        },
      });
      const read = await context.api.get(`${path}/status`);
      const plain = await context.api.patch(path, "merge", { spec: { type: "ClusterIP" } });
      const onPlain = await context.api.patch(`${path}/status`, "merge", { status: { loadBalancer } });
      return withoutNodePorts({
        set: seen(set, shown),
        byMain: seen(byMain, shown),
        faults: seen(faults),
        read: seen(read, shown),
        plain: seen(plain, shown),
        onPlain: seen(onPlain),
      });
    },
  },
  {
    id: "service-patches",
    name: "a strategic patch merges a service's ports by their number; a merge patch replaces the list; a JSON patch is by index",
    async run(context) {
      const collection = await ownServices(context);
      const path = `${collection}/web`;
      await context.create(
        collection,
        service("web", {
          ports: [
            { name: "http", port: 80 },
            { name: "https", port: 443 },
          ],
        }),
      );
      const strategic = await context.api.patch(path, "strategic", {
        spec: {
          ports: [
            { port: 443, targetPort: 8443 },
            { port: 9090, name: "metrics" },
          ],
          selector: { tier: "front" },
        },
      });
      const removed = await context.api.patch(path, "strategic", { spec: { ports: [{ $patch: "delete", port: 80 }] } });
      const merged = await context.api.patch(path, "merge", {
        spec: { ports: [{ port: 8080 }], selector: { app: null } },
      });
      const byIndex = await context.api.patch(path, "json", [
        { op: "test", path: "/spec/ports/0/port", value: 8080 },
        { op: "replace", path: "/spec/ports/0/targetPort", value: "http" },
      ]);
      const shown = ["spec.ports", "spec.selector"];
      return {
        strategic: seen(strategic, shown),
        removed: seen(removed, shown),
        merged: seen(merged, shown),
        byIndex: seen(byIndex, shown),
      };
    },
  },
  {
    id: "service-apply",
    name: "two managers apply ports of their own to one service; a port of the other is a conflict, named by its number and protocol",
    async run(context) {
      const collection = await ownServices(context);
      const path = `${collection}/web`;
      const by = (fieldManager: string) => ({ query: { fieldManager } });
      const body = (ports: Json[]) => ({ ...service("web"), spec: { selector: { app: "web" }, ports } });
      const one = await context.api.patch(path, "apply", body([{ name: "http", port: 80 }]), by("one"));
      const two = await context.api.patch(
        path,
        "apply",
        {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "web" },
          spec: { ports: [{ name: "metrics", port: 9090 }] },
        },
        by("two"),
      );
      const conflict = await context.api.patch(
        path,
        "apply",
        {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "web" },
          spec: {
            ports: [
              { name: "other", port: 80 },
              { name: "metrics", port: 9090 },
            ],
          },
        },
        by("two"),
      );
      const dropped = await context.api.patch(path, "apply", body([{ name: "https", port: 443 }]), by("one"));
      return {
        one: seen(one, ["spec.ports", "spec.selector"]),
        two: seen(two, ["spec.ports"]),
        conflict: seen(conflict),
        dropped: seen(dropped, ["spec.ports"]),
      };
    },
  },
  {
    id: "service-selectors",
    name: "services are chosen by spec.type and spec.clusterIP; another field of the spec is 400",
    async run(context) {
      const collection = await ownServices(context);
      await context.create(collection, service("a"));
      await context.create(collection, service("b", { type: "NodePort" }));
      await context.create(collection, service("c", { clusterIP: "None" }));
      const chosen = async (fieldSelector: string) =>
        namesOf((await context.api.get(collection, { fieldSelector })).json);
      return {
        nodePort: await chosen("spec.type=NodePort"),
        headless: await chosen("spec.clusterIP=None"),
        others: await chosen("spec.type!=NodePort,metadata.name!=a"),
        unsupported: seen(await context.api.get(collection, { fieldSelector: "spec.sessionAffinity=None" })),
      };
    },
  },
  {
    id: "service-watch",
    name: "a watch of services gives each change once, the allocated address in the first",
    async run(context) {
      const collection = await ownServices(context);
      const version = textAt((await context.api.get(collection)).json, "metadata.resourceVersion");
      const stream = await context.api.watch(collection, { resourceVersion: version });
      await context.create(collection, service("web"));
      await context.api.patch(`${collection}/web`, "merge", { spec: { sessionAffinity: "ClientIP" } });
      await context.api.patch(`${collection}/web`, "merge", { spec: { sessionAffinity: "ClientIP" } });
      await context.api.delete(`${collection}/web`);
      await context.create(collection, service("last"));
      const events = await stream.untilName("last");
      stream.close();
      return { events: seenEvents(events, ["spec.clusterIP", "spec.sessionAffinity", "spec.sessionAffinityConfig"]) };
    },
  },
  {
    id: "stale-service-put",
    name: "a PUT of a service at an old version is 409; without a version it replaces",
    async run(context) {
      const collection = await ownServices(context);
      const path = `${collection}/web`;
      const created = await context.create(collection, service("web"));
      await context.api.patch(path, "merge", { metadata: { labels: { a: "1" } } });
      const replaced = await context.api.put(path, service("web", { ports: [{ port: 81 }] }));
      return {
        stale: seen(await context.api.put(path, created.json as JsonObject)),
        unconditional: seen(replaced, ["metadata.labels", "spec.ports"]),
      };
    },
  },
  {
    id: "delete-many-services",
    name: "DELETE on the collection of services deletes those chosen and frees what they held",
    async run(context) {
      const collection = await ownServices(context);
      const spec = { type: "NodePort", ports: [{ port: 80, nodePort: 30_005 }] };
      await context.create(collection, service("a", spec, { labels: { tier: "x" } }));
      await context.create(collection, service("b", {}, { labels: { tier: "y" } }));
      const deleted = await context.api.delete(collection, undefined, { query: { labelSelector: "tier=x" } });
      return {
        status: deleted.status,
        kind: at(deleted.json, "kind"),
        names: namesOf(deleted.json),
        left: namesOf((await context.api.get(collection)).json),
        portIsFree: (await context.api.post(collection, service("c", spec))).status,
      };
    },
  },
  {
    id: "api-servers-service",
    name: "the service kubernetes in default is the API server, at the first address of the range",
    async run({ api }) {
      const response = await api.get("/api/v1/namespaces/default/services/kubernetes");
      return {
        found: seen(response, [
          "metadata.name",
          "metadata.labels",
          "spec.type",
          "spec.ports.0.name",
          "spec.ports.0.port",
          "spec.selector",
        ]),
        first: at(response.json, "spec.clusterIP") === "10.96.0.1",
      };
    },
  },
]);
