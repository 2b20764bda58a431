import type { CaseContext } from "./context.ts";
import { at, isJsonObject, type Json, type JsonObject } from "./json.ts";
import { pinnedPod, podPath, podsPath } from "./manifests.ts";
import { seen } from "./observe.ts";
import { isReady } from "./pod-status.ts";

export const servicesPath = (namespace: string) => `/api/v1/namespaces/${namespace}/services`;
export const slicesPath = (namespace: string) => `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
export const ingressesPath = (namespace: string) => `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`;
export const policiesPath = (namespace: string) => `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;

/** The services of a namespace of the case's own; what they hold is given back at its end, not when the namespace is gone. */
export async function ownServices(context: CaseContext): Promise<string> {
  const collection = servicesPath(await context.namespace());
  context.defer(() => context.api.delete(collection));
  return collection;
}

/** A service for the pods labelled `app: web`, with the port 80; the spec's other fields are laid over. */
export function service(name: string, spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, ...metadata },
    spec: { selector: { app: "web" }, ports: [{ port: 80 }], ...spec },
  };
}

export function ingress(name: string, spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name, ...metadata }, spec };
}

export function networkPolicy(name: string, spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, ...metadata }, spec };
}

export function endpointSlice(name: string, rest: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", metadata: { name, ...metadata }, ...rest };
}

/** What the server answers to the creation of each of these objects, one after another, under the words given. */
export async function answersTo(
  context: CaseContext,
  collection: string,
  objects: Readonly<Record<string, JsonObject>>,
): Promise<JsonObject> {
  const answers: JsonObject = {};
  for (const [word, object] of Object.entries(objects)) {
    answers[word] = withoutNodePorts(seen(await context.api.post(collection, object)));
  }
  return answers;
}

/** The ports below this are never given out unasked: cases may ask for them by number. */
const CHOSEN_NODE_PORT_MAX = 30_085;
const NODE_PORT_MAX = 32_767;

/** The same value with node ports that the cluster chose shown as `<allocated>`; those that a case chose stay. */
export function withoutNodePorts<T extends Json | undefined>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNodePorts) as T;
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, child]): [string, Json | undefined] => {
    const port = key === "nodePort" || key === "healthCheckNodePort";
    return [key, port && isAllocated(child) ? "<allocated>" : withoutNodePorts(child)];
  });
  return Object.fromEntries(entries) as T;
}

function isAllocated(port: Json | undefined): boolean {
  return typeof port === "number" && port > CHOSEN_NODE_PORT_MAX && port <= NODE_PORT_MAX;
}

/** A pod labelled `app: web` that runs and is Ready on this node. */
export async function readyPod(
  context: CaseContext,
  namespace: string,
  name: string,
  node: string,
  container: JsonObject = {},
): Promise<string> {
  const metadata = { labels: { app: "web" } };
  await context.create(podsPath(namespace), pinnedPod(name, node, { metadata, container }));
  const path = podPath(namespace, name);
  await context.untilObject(path, `${name} Ready`, isReady);
  return path;
}

/** The endpoint slices of a service, once they satisfy the condition; in the order of their ports. */
export async function untilSlices(
  context: CaseContext,
  namespace: string,
  serviceName: string,
  what: string,
  satisfies: (slices: readonly Json[]) => boolean,
): Promise<Json[]> {
  return context.until(what, async () => {
    const query = { labelSelector: `kubernetes.io/service-name=${serviceName}` };
    const items = at((await context.api.get(slicesPath(namespace), query)).json, "items");
    const slices = Array.isArray(items) ? items : [];
    return satisfies(slices) ? slices.toSorted((a, b) => portOf(a) - portOf(b)) : undefined;
  });
}

function portOf(slice: Json): number {
  return Number(at(slice, "ports.0.port") ?? 0);
}

/** What a slice says to a client; its made-up name by its stem, endpoints in the order of their pods. */
export function seenSlice(slice: Json | undefined): JsonObject {
  const endpoints = at(slice, "endpoints");
  const name = String(at(slice, "metadata.name"));
  const list = Array.isArray(endpoints) ? endpoints : [];
  return {
    stem: name.slice(0, name.lastIndexOf("-") + 1),
    generateName: at(slice, "metadata.generateName"),
    labels: at(slice, "metadata.labels"),
    ownerReferences: at(slice, "metadata.ownerReferences"),
    addressType: at(slice, "addressType"),
    ports: at(slice, "ports"),
    endpoints: endpoints === null ? null : list.toSorted((a, b) => podNameOf(a).localeCompare(podNameOf(b))),
  };
}

export function podNameOf(endpoint: Json): string {
  return String(at(endpoint, "targetRef.name"));
}
