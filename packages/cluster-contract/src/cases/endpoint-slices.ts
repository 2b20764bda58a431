import { casesOf } from "../case.ts";
import { at, listAt } from "../json.ts";
import { guaranteed, parkedPod, podPath, podsPath } from "../manifests.ts";
import {
  answersTo,
  endpointSlice,
  podNameOf,
  readyPod,
  seenSlice,
  service,
  servicesPath,
  slicesPath,
  untilSlices,
} from "../networking.ts";
import { seen } from "../observe.ts";

const behaviour = "laboratory.resource-manager.dev/behaviour";

export const endpointSliceCases = casesOf("endpoint-slices", [
  {
    id: "slice-of-ready-pods",
    name: "a service's ready pods stand in an endpoint slice that the service owns: address, node, pod and conditions",
    async run(context) {
      const namespace = await context.namespace();
      const node = await context.server();
      await readyPod(context, namespace, "a", node);
      await readyPod(context, namespace, "b", node);
      const labels = { team: "red", "kubernetes.io/service-name": "other" };
      await context.create(
        servicesPath(namespace),
        service("web", { ports: [{ name: "http", port: 80, targetPort: 8080, appProtocol: "http" }] }, { labels }),
      );
      const slices = await untilSlices(context, namespace, "web", "both pods", (found) =>
        found.some((slice) => listAt(slice, "endpoints").length === 2),
      );
      const pod = await context.api.get(podPath(namespace, "a"));
      const endpoint = listAt(slices[0], "endpoints").find((one) => podNameOf(one) === "a");
      return {
        slices: slices.map(seenSlice),
        generation: at(slices[0], "metadata.generation"),
        podsAddress: at(endpoint, "addresses.0") === at(pod.json, "status.podIP"),
      };
    },
  },
  {
    id: "slice-without-pods",
    name: "a service without pods has an empty slice, a headless one is labelled so; without a selector, or by name, there is none",
    async run(context) {
      const namespace = await context.namespace();
      const collection = servicesPath(namespace);
      await context.create(collection, { ...service("free"), spec: { ports: [{ port: 80 }] } });
      await context.create(collection, service("external", { type: "ExternalName", externalName: "db.example.com" }));
      await context.create(collection, service("web"));
      await context.create(collection, service("headless", { clusterIP: "None" }));
      const made = (name: string) => untilSlices(context, namespace, name, name, (found) => found.length > 0);
      return {
        web: (await made("web")).map(seenSlice),
        headless: (await made("headless")).map(seenSlice),
        free: (await untilSlices(context, namespace, "free", "the free", () => true)).length,
        external: (await untilSlices(context, namespace, "external", "the external", () => true)).length,
      };
    },
  },
  {
    id: "slice-follows-pods",
    name: "a pod that stops being ready stays in the slice as not ready; one that is deleted or has finished leaves it",
    async run(context) {
      const namespace = await context.namespace();
      const node = await context.server();
      await context.create(servicesPath(namespace), service("web"));
      const a = await readyPod(context, namespace, "a", node);
      await readyPod(context, namespace, "b", node);
      await readyPod(context, namespace, "c", node);
      const conditionsOf = (name: string) => async (what: string, wanted: (conditions: unknown) => boolean) => {
        const slices = await untilSlices(context, namespace, "web", what, (found) =>
          found.some((slice) => {
            const endpoint = listAt(slice, "endpoints").find((one) => podNameOf(one) === name);
            return wanted(at(endpoint, "conditions"));
          }),
        );
        return listAt(slices[0], "endpoints").toSorted((x, y) => podNameOf(x).localeCompare(podNameOf(y)));
      };
      const all = await conditionsOf("c")("three ready", (conditions) => conditions !== undefined);
      await context.api.patch(a, "merge", { metadata: { annotations: { [behaviour]: "fail" } } });
      const failing = await untilSlices(context, namespace, "web", "a not ready", (found) =>
        found.some((slice) =>
          listAt(slice, "endpoints").some((one) => podNameOf(one) === "a" && at(one, "conditions.ready") === false),
        ),
      );
      await context.api.delete(podPath(namespace, "b"));
      await context.api.delete(a, { gracePeriodSeconds: 0 });
      const left = await untilSlices(context, namespace, "web", "only c", (found) =>
        found.some((slice) => listAt(slice, "endpoints").length === 1),
      );
      const shown = (endpoints: typeof all) => endpoints.map((one) => [podNameOf(one), at(one, "conditions") ?? null]);
      return {
        all: shown(all),
        failing: at(
          listAt(failing[0], "endpoints").find((one) => podNameOf(one) === "a"),
          "conditions",
        ),
        left: shown(listAt(left[0], "endpoints")),
      };
    },
  },
  {
    id: "slice-of-unready-pods",
    name: "a pod without an address is in no slice; one that finished neither; with publishNotReadyAddresses a failing one counts as ready",
    async run(context) {
      const namespace = await context.namespace();
      const node = await context.server();
      const metadata = { labels: { app: "web" } };
      await context.create(podsPath(namespace), parkedPod("pending", { metadata }));
      const done = await readyPod(context, namespace, "done", node);
      await context.api.patch(`${done}/status`, "merge", { status: { phase: "Succeeded" } });
      const failing = await readyPod(context, namespace, "failing", node);
      await context.api.patch(failing, "merge", { metadata: { annotations: { [behaviour]: "fail" } } });
      await context.create(servicesPath(namespace), service("web"));
      await context.create(servicesPath(namespace), service("all", { publishNotReadyAddresses: true }));
      const notReady = await untilSlices(context, namespace, "web", "the failing pod", (found) =>
        found.some((slice) => at(slice, "endpoints.0.conditions.ready") === false),
      );
      const published = await untilSlices(context, namespace, "all", "the failing pod, published", (found) =>
        found.some((slice) => at(slice, "endpoints.0.conditions.serving") === false),
      );
      return { notReady: notReady.map(seenSlice), published: published.map(seenSlice) };
    },
  },
  {
    id: "slices-by-named-port",
    name: "a named target port is each pod's own: pods with different numbers stand in different slices, those without it in one without ports",
    async run(context) {
      const namespace = await context.namespace();
      const node = await context.server();
      const ports = (containerPort: number) => ({
        ports: [{ name: "http", containerPort }],
        resources: guaranteed({ cpu: "100m", memory: "64Mi" }),
      });
      await readyPod(context, namespace, "a", node, ports(8080));
      await readyPod(context, namespace, "b", node, ports(9090));
      await readyPod(context, namespace, "c", node);
      await context.create(servicesPath(namespace), service("web", { ports: [{ port: 80, targetPort: "http" }] }));
      const slices = await untilSlices(context, namespace, "web", "three slices", (found) => found.length === 3);
      return { slices: slices.map(seenSlice) };
    },
  },
  {
    id: "slice-follows-service",
    name: "a changed selector or port changes the slice; a deleted slice is made anew; with its service it goes",
    async run(context) {
      const namespace = await context.namespace();
      const node = await context.server();
      const path = `${servicesPath(namespace)}/web`;
      await readyPod(context, namespace, "a", node);
      await context.create(servicesPath(namespace), service("web"));
      const first = await untilSlices(context, namespace, "web", "the pod", (found) =>
        found.some((slice) => listAt(slice, "endpoints").length === 1),
      );
      const name = String(at(first[0], "metadata.name"));
      await context.api.patch(path, "merge", { spec: { ports: [{ port: 80, targetPort: 9000 }] } });
      const port = await untilSlices(context, namespace, "web", "port 9000", (found) =>
        found.some((slice) => at(slice, "ports.0.port") === 9000 && listAt(slice, "endpoints").length === 1),
      );
      await context.api.patch(path, "merge", { spec: { selector: { app: "nobody" } } });
      const empty = await untilSlices(context, namespace, "web", "no pod", (found) =>
        found.every((slice) => listAt(slice, "endpoints").length === 0),
      );
      await context.api.delete(`${slicesPath(namespace)}/${name}`);
      const remade = await untilSlices(context, namespace, "web", "another slice", (found) =>
        found.some((slice) => at(slice, "metadata.name") !== name),
      );
      await context.api.delete(path);
      const gone = await untilSlices(context, namespace, "web", "no slice", (found) => found.length === 0);
      return {
        port: port.map(seenSlice),
        keepsItsName: at(port[0], "metadata.name") === name,
        empty: empty.map(seenSlice),
        emptyKeepsItsName: at(empty[0], "metadata.name") === name,
        remade: remade.map(seenSlice),
        gone: gone.length,
      };
    },
  },
  {
    id: "slice-life",
    name: "a slice of one's own is created with its defaults, changed with its generation, listed and deleted",
    async run(context) {
      const { api } = context;
      const collection = slicesPath(await context.namespace());
      const path = `${collection}/db`;
      const labels = { "kubernetes.io/service-name": "db" };
      const own = endpointSlice(
        "db",
        { addressType: "IPv4", ports: [{ port: 5432 }], endpoints: [{ addresses: ["198.51.100.1"] }] },
        { labels },
      );
      const created = seen(await api.post(collection, own));
      const again = seen(await api.post(collection, own));
      const changed = seen(
        await api.patch(path, "merge", { endpoints: [{ addresses: ["198.51.100.2"], conditions: { ready: false } }] }),
      );
      const labelled = seen(await api.patch(path, "merge", { metadata: { labels: { a: "1" } } }), [
        "metadata.generation",
      ]);
      const annotated = seen(await api.patch(path, "merge", { metadata: { annotations: { a: "1" } } }), [
        "metadata.generation",
      ]);
      const deleted = seen(await api.delete(path));
      return { created, again, changed, labelled, annotated, deleted, gone: seen(await api.get(path)) };
    },
  },
  {
    id: "slice-faults",
    name: "a slice's address type, addresses, ports, names and hints are checked; the address type never changes",
    async run(context) {
      const collection = slicesPath(await context.namespace());
      const ipv4 = (rest: Parameters<typeof endpointSlice>[1]) =>
        endpointSlice("s", { addressType: "IPv4", endpoints: [], ports: [], ...rest });
      const addresses = (...list: string[]) => ipv4({ endpoints: [{ addresses: list }] });
      const answers = await answersTo(context, collection, {
        noType: endpointSlice("s", { endpoints: [], ports: [] }),
        badType: ipv4({ addressType: "IPv5" }),
        noAddress: addresses(),
        badAddress: addresses("nowhere"),
        ipv6InIpv4: addresses("fd00::1"),
        loopback: addresses("127.0.0.1"),
        linkLocal: addresses("169.254.0.1"),
        multicast: addresses("224.0.0.1"),
        unspecified: addresses("0.0.0.0"),
        badFqdn: ipv4({ addressType: "FQDN", endpoints: [{ addresses: ["no_host"] }] }),
        badPortName: ipv4({ ports: [{ name: "No_Name", port: 1 }] }),
        samePortName: ipv4({ ports: [{ name: "a" }, { name: "a" }] }),
        badProtocol: ipv4({ ports: [{ protocol: "ICMP" }] }),
        badHostname: ipv4({ endpoints: [{ addresses: ["10.0.0.1"], hostname: "No_Host" }] }),
        badNodeName: ipv4({ endpoints: [{ addresses: ["10.0.0.1"], nodeName: "No_Node" }] }),
        badName: { ...ipv4({}), metadata: { name: "No_Slice" } },
        fine: ipv4({}),
      });
      const retyped = await context.api.patch(`${collection}/s`, "merge", { addressType: "IPv6" });
      return { ...answers, retyped: seen(retyped) };
    },
  },
]);
