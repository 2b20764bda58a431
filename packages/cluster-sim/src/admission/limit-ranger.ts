import type { Environment } from "../environment.ts";
import { forbidden } from "../http/status-error.ts";
import type { Kind } from "../kinds/kind.ts";
import type { LimitRange, LimitRangeItem } from "../kinds/limit-range-kind.ts";
import { podAmounts } from "../kinds/pod/pod-amounts.ts";
import type { Container, Pod } from "../objects/pod.ts";
import { compareQuantities, formatQuantity, type Quantity } from "../objects/quantity.ts";
import { parseList, type QuantityList } from "../objects/quantity-list.ts";

const ANNOTATION = "kubernetes.io/limit-ranger";

/** Gives containers the namespace's default requests and limits, and says so. Source: plugin/pkg/admission/limitranger. */
export function applyDefaultLimits(env: Environment, pod: Pod): void {
  for (const { spec } of limitRanges(env, pod)) {
    const items = (spec.limits ?? []).filter((item) => item.type === "Container");
    const limits = Object.assign({}, ...items.map((item) => item.default));
    const requests = Object.assign({}, ...items.map((item) => item.defaultRequest));
    const notes: string[] = [];
    const fill = (words: string) => (container: Container) => withDefaults(container, words, limits, requests, notes);
    pod.spec.containers = pod.spec.containers.map(fill("container"));
    if (pod.spec.initContainers !== undefined)
      pod.spec.initContainers = pod.spec.initContainers.map(fill("init container"));
    if (notes.length > 0) {
      const text = `LimitRanger plugin set: ${notes.join("; ")}`;
      pod.metadata.annotations = { ...pod.metadata.annotations, [ANNOTATION]: text };
    }
  }
}

function limitRanges(env: Environment, pod: Pod): LimitRange[] {
  const prefix = `${pod.metadata.namespace}/`;
  return [...env.store.collection("limitranges").range(prefix)].map((version) => version.object as LimitRange);
}

function withDefaults(
  container: Container,
  words: string,
  limits: Readonly<Record<string, string>>,
  requests: Readonly<Record<string, string>>,
  notes: string[],
): Container {
  const resources = container.resources ?? {};
  const missing = (defaults: object, list: object | undefined): string[] =>
    Object.keys(defaults)
      .filter((name) => (list as Record<string, string> | undefined)?.[name] === undefined)
      .sort();
  const newRequests = missing(requests, resources.requests);
  const newLimits = missing(limits, resources.limits);
  if (newRequests.length > 0) notes.push(`${newRequests.join(", ")} request for ${words} ${container.name}`);
  if (newLimits.length > 0) notes.push(`${newLimits.join(", ")} limit for ${words} ${container.name}`);
  if (newRequests.length === 0 && newLimits.length === 0) return container;
  const filled = {
    ...resources,
    ...(newLimits.length === 0 ? {} : { limits: { ...limits, ...resources.limits } }),
    ...(newRequests.length === 0 ? {} : { requests: { ...requests, ...resources.requests } }),
  };
  return { ...container, resources: filled };
}

/** Refuses pods outside the namespace's limits, with every reason. */
export function refuseOutsideLimits(env: Environment, kind: Kind, pod: Pod): void {
  for (const range of limitRanges(env, pod)) {
    const faults = (range.spec.limits ?? []).flatMap((item) => itemFaults(item, pod));
    if (faults.length === 0) continue;
    const unique = [...new Set(faults)];
    throw forbidden(kind, pod.metadata.name, unique.length === 1 ? (unique[0] as string) : `[${unique.join(", ")}]`);
  }
}

function itemFaults(item: LimitRangeItem, pod: Pod): string[] {
  if (item.type === "Pod")
    return boundFaults(item, podAmounts(pod, "requests", false), podAmounts(pod, "limits", false));
  if (item.type !== "Container") return [];
  return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap(({ resources }) =>
    boundFaults(item, parseList(resources?.requests), parseList(resources?.limits)),
  );
}

function boundFaults(item: LimitRangeItem, requests: QuantityList, limits: QuantityList): string[] {
  const faults: (string | undefined)[] = [];
  for (const [name, bound] of parseList(item.min))
    faults.push(minFault(item.type, name, bound, requests.get(name), limits.get(name)));
  for (const [name, bound] of parseList(item.max))
    faults.push(maxFault(item.type, name, bound, requests.get(name), limits.get(name)));
  for (const [name, ratio] of parseList(item.maxLimitRequestRatio)) {
    faults.push(ratioFault(item.type, name, ratio, requests.get(name), limits.get(name)));
  }
  return faults.filter((fault) => fault !== undefined);
}

type Amount = Quantity | undefined;

function minFault(type: string, name: string, bound: Quantity, request: Amount, limit: Amount): string | undefined {
  const head = `minimum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  if (request === undefined) return `${head}.  No request is specified`;
  if (compareQuantities(request, bound) < 0) return `${head}, but request is ${formatQuantity(request)}`;
  if (limit !== undefined && compareQuantities(limit, bound) < 0)
    return `${head}, but limit is ${formatQuantity(limit)}`;
  return undefined;
}

function maxFault(type: string, name: string, bound: Quantity, request: Amount, limit: Amount): string | undefined {
  const head = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  if (limit === undefined) return `${head}.  No limit is specified`;
  if (compareQuantities(limit, bound) > 0) return `${head}, but limit is ${formatQuantity(limit)}`;
  if (request !== undefined && compareQuantities(request, bound) > 0) {
    return `${head}, but request is ${formatQuantity(request)}`;
  }
  return undefined;
}

function ratioFault(type: string, name: string, bound: Quantity, request: Amount, limit: Amount): string | undefined {
  const head = `${name} max limit to request ratio per ${type} is ${formatQuantity(bound)}`;
  if (request === undefined || request.nano === 0n) return `${head}, but no request is specified or request is 0`;
  if (limit === undefined || limit.nano === 0n) return `${head}, but no limit is specified or limit is 0`;
  const ratio = Number(limit.nano) / Number(request.nano);
  return ratio > Number(bound.nano) / 1e9 ? `${head}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}
