import type { Environment } from "../environment.ts";
import { containerUses, nodeUse, SCRAPE_EVERY_MS, scrapeTime, type Use } from "../metrics/resource-use.ts";
import { kubeTime, objectKey } from "../objects/meta.ts";
import { isNodeReady, type Node } from "../objects/node.ts";
import type { Pod } from "../objects/pod.ts";
import { type LabelSelector, matchesLabels, parseLabelSelector } from "../selectors/label-selector.ts";
import { type Exchange, sendJson, UnknownPathError } from "./exchange.ts";
import { methodNotAllowed, notFound } from "./status-error.ts";

const GROUP = "metrics.k8s.io";
const GROUP_VERSION = `${GROUP}/v1beta1`;
const ROOT = `/apis/${GROUP_VERSION}`;

/** The group as discovery lists it. */
export const METRICS_GROUP = {
  name: GROUP,
  versions: [{ groupVersion: GROUP_VERSION, version: "v1beta1" }],
  preferredVersion: { groupVersion: GROUP_VERSION, version: "v1beta1" },
} as const;

const RESOURCES = {
  kind: "APIResourceList",
  apiVersion: "v1",
  groupVersion: GROUP_VERSION,
  resources: [
    { name: "nodes", singularName: "", namespaced: false, kind: "NodeMetrics", verbs: ["get", "list"] },
    { name: "pods", singularName: "", namespaced: true, kind: "PodMetrics", verbs: ["get", "list"] },
  ],
} as const;

/** What a metrics server of a real cluster answers: the use of nodes and pods. False where the path is none of its. */
export function handleResourceMetrics(env: Environment, exchange: Exchange): boolean {
  const path = exchange.path.replace(/\/+$/, "");
  if (path !== `/apis/${GROUP}` && path !== ROOT && !path.startsWith(`${ROOT}/`)) return false;
  if (!["GET", "HEAD"].includes(exchange.request.method ?? "GET")) throw methodNotAllowed();
  if (path === `/apis/${GROUP}`) sendJson(exchange, 200, { kind: "APIGroup", apiVersion: "v1", ...METRICS_GROUP });
  else if (path === ROOT) sendJson(exchange, 200, RESOURCES);
  else
    sendMetrics(
      env,
      exchange,
      path
        .slice(ROOT.length + 1)
        .split("/")
        .map(decodeURIComponent),
    );
  return true;
}

function sendMetrics(env: Environment, exchange: Exchange, parts: readonly string[]): void {
  const atMs = scrapeTime(env.clock.now());
  const selector = parseLabelSelector(exchange.query.get("labelSelector") ?? "");
  const [first, second, third, name] = parts;
  if (first === "nodes" && parts.length === 1) sendList(exchange, "NodeMetrics", allNodeMetrics(env, selector, atMs));
  else if (first === "nodes" && parts.length === 2) sendJson(exchange, 200, metricsOfNode(env, second ?? "", atMs));
  else if (first === "pods" && parts.length === 1)
    sendList(exchange, "PodMetrics", podMetrics(env, "", selector, atMs));
  else if (first !== "namespaces" || third !== "pods" || parts.length > 4) throw new UnknownPathError();
  else if (name !== undefined) sendJson(exchange, 200, metricsOfPod(env, second ?? "", name, atMs));
  else sendList(exchange, "PodMetrics", podMetrics(env, `${second}/`, selector, atMs));
}

function sendList(exchange: Exchange, kind: string, items: readonly unknown[]): void {
  sendJson(exchange, 200, { kind: `${kind}List`, apiVersion: GROUP_VERSION, metadata: {}, items });
}

function allNodeMetrics(env: Environment, selector: LabelSelector, atMs: number): unknown[] {
  const sums = new Map<string, Use>();
  for (const version of env.store.collection("pods").values()) {
    const pod = version.object as Pod;
    const node = pod.spec.nodeName;
    if (node) sums.set(node, add(sums.get(node) ?? NO_USE, useOf(pod, atMs)));
  }
  const items: unknown[] = [];
  for (const version of env.store.collection("nodes").range("")) {
    const node = version.object as Node;
    if (!isNodeReady(node) || !matchesLabels(selector, node.metadata.labels)) continue;
    items.push(nodeItem(node, sums.get(node.metadata.name) ?? NO_USE, atMs));
  }
  return items;
}

function metricsOfNode(env: Environment, name: string, atMs: number): unknown {
  const node = env.store.collection("nodes").get(objectKey(undefined, name))?.object as Node | undefined;
  if (node === undefined || !isNodeReady(node))
    throw notFound({ group: GROUP, plural: "nodes", kind: "NodeMetrics" }, name);
  let sum = NO_USE;
  for (const version of env.store.collection("pods").values()) {
    const pod = version.object as Pod;
    if (pod.spec.nodeName === name) sum = add(sum, useOf(pod, atMs));
  }
  return { kind: "NodeMetrics", apiVersion: GROUP_VERSION, ...nodeItem(node, sum, atMs) };
}

/** Pods with running containers on nodes that answer, as there is nothing to measure of the others. */
function podMetrics(env: Environment, prefix: string, selector: LabelSelector, atMs: number): unknown[] {
  const items: unknown[] = [];
  for (const version of env.store.collection("pods").range(prefix)) {
    const pod = version.object as Pod;
    const item = matchesLabels(selector, pod.metadata.labels) ? podItem(env, pod, atMs) : undefined;
    if (item !== undefined) items.push(item);
  }
  return items;
}

function metricsOfPod(env: Environment, namespace: string, name: string, atMs: number): unknown {
  const pod = env.store.collection("pods").get(objectKey(namespace, name))?.object as Pod | undefined;
  const item = pod === undefined ? undefined : podItem(env, pod, atMs);
  if (item === undefined) throw notFound({ group: GROUP, plural: "pods", kind: "PodMetrics" }, `${namespace}/${name}`);
  return { kind: "PodMetrics", apiVersion: GROUP_VERSION, ...item };
}

function nodeItem(node: Node, pods: Use, atMs: number) {
  const { name, labels } = node.metadata;
  return { metadata: { name, ...(labels && { labels }) }, ...times(atMs), usage: usage(nodeUse(node, pods)) };
}

function podItem(env: Environment, pod: Pod, atMs: number) {
  const node = env.store.collection("nodes").get(objectKey(undefined, pod.spec.nodeName ?? ""))?.object;
  const uses = node !== undefined && isNodeReady(node as Node) ? containerUses(pod, atMs) : [];
  if (uses.length === 0) return undefined;
  const { name, namespace, labels } = pod.metadata;
  const containers = uses.map((one) => ({ name: one.name, usage: usage(one.use) }));
  return { metadata: { name, namespace, ...(labels && { labels }) }, ...times(atMs), containers };
}

const NO_USE: Use = { cpuNano: 0, ramBytes: 0 };

function useOf(pod: Pod, atMs: number): Use {
  return containerUses(pod, atMs).reduce((sum, { use }) => add(sum, use), NO_USE);
}

function add(a: Use, b: Use): Use {
  return { cpuNano: a.cpuNano + b.cpuNano, ramBytes: a.ramBytes + b.ramBytes };
}

function times(atMs: number) {
  return { timestamp: kubeTime(atMs), window: `${SCRAPE_EVERY_MS / 1000}s` };
}

function usage({ cpuNano, ramBytes }: Use) {
  return { cpu: `${cpuNano}n`, memory: `${Math.ceil(ramBytes / 1024)}Ki` };
}
