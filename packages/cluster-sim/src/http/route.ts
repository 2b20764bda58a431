import type { Kind } from "../kinds/kind.ts";
import type { KindRegistry } from "../kinds/kind-registry.ts";
import { objectKey } from "../objects/meta.ts";
import { pathNotFound } from "./status-error.ts";

/** What a path under /api or /apis points at. */
export interface ResourceRoute {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Undefined where nothing is served at that path. */
export function routeResource(kinds: KindRegistry, path: string): ResourceRoute | undefined {
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  const core = parts[0] === "api";
  if (!core && parts[0] !== "apis") return undefined;
  const group = core ? "" : (parts[1] ?? "");
  const version = (core ? parts[1] : parts[2]) ?? "";
  const rest = parts.slice(core ? 2 : 3);
  return inNamespace(kinds, group, version, rest) ?? clusterWide(kinds, group, version, rest);
}

/** The store's key of the object that a path names. */
export function routeKey(route: ResourceRoute): string {
  if (route.name === undefined) throw pathNotFound();
  return objectKey(route.namespace, route.name);
}

function inNamespace(kinds: KindRegistry, group: string, version: string, rest: string[]): ResourceRoute | undefined {
  const [first, namespace, plural, name, ...sub] = rest;
  if (first !== "namespaces" || namespace === undefined || plural === undefined) return undefined;
  const kind = kinds.find(group, version, plural);
  if (kind === undefined || !kind.namespaced) return undefined;
  return { kind, namespace, name, subresource: sub.length === 0 ? undefined : sub.join("/") };
}

function clusterWide(kinds: KindRegistry, group: string, version: string, rest: string[]): ResourceRoute | undefined {
  const [plural = "", name, ...sub] = rest;
  const kind = kinds.find(group, version, plural);
  if (kind === undefined || (kind.namespaced && name !== undefined)) return undefined;
  return { kind, namespace: undefined, name, subresource: sub.length === 0 ? undefined : sub.join("/") };
}
