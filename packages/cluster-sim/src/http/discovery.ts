import type { Environment } from "../environment.ts";
import type { Kind } from "../kinds/kind.ts";
import { type Exchange, sendBuffer, sendJson } from "./exchange.ts";
import { METRICS_GROUP } from "./resource-metrics.ts";

const VERSION_INFO = {
  major: "1",
  minor: "37",
  emulationMajor: "1",
  emulationMinor: "37",
  minCompatibilityMajor: "1",
  minCompatibilityMinor: "36",
  gitVersion: "v1.37.2",
  gitCommit: "",
  gitTreeState: "",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "",
  compiler: "gc",
  platform: "linux/amd64",
};

/** Answers what is no resource: versions, health, what there is. False where the path is none of these. */
export function handleDiscovery(env: Environment, exchange: Exchange): boolean {
  const path = exchange.path.replace(/\/+$/, "");
  if (path === "/version") sendJson(exchange, 200, VERSION_INFO);
  else if (/^\/(readyz|livez|healthz)(\/.*)?$/.test(path)) sendBuffer(exchange, 200, "ok", "text/plain; charset=utf-8");
  else if (path === "/api") sendJson(exchange, 200, coreVersions(exchange));
  else if (path === "/apis") sendJson(exchange, 200, groupList(env));
  else return sendGroup(env, exchange, path);
  return true;
}

function coreVersions(exchange: Exchange): unknown {
  const address = exchange.request.headers.host ?? "";
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
  };
}

function groupList(env: Environment): unknown {
  const groups = env.kinds
    .groups()
    .filter((group) => group !== "")
    .map((group) => apiGroup(env, group));
  return { kind: "APIGroupList", apiVersion: "v1", groups: [...groups, METRICS_GROUP] };
}

function apiGroup(env: Environment, group: string): Record<string, unknown> {
  const versions = [
    ...new Set(
      env.kinds
        .all()
        .filter((kind) => kind.group === group)
        .map((kind) => kind.version),
    ),
  ];
  const entries = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: entries, preferredVersion: entries[0] };
}

function sendGroup(env: Environment, exchange: Exchange, path: string): boolean {
  const parts = path.split("/").slice(1);
  const [root, group = "", version] = parts[0] === "api" ? ["api", "", parts[1]] : parts;
  if (parts.length > 3 || (root !== "api" && root !== "apis")) return false;
  if (root === "apis" && version === undefined) {
    if (!env.kinds.groups().includes(group)) return false;
    sendJson(exchange, 200, { kind: "APIGroup", apiVersion: "v1", ...apiGroup(env, group) });
    return true;
  }
  const kinds = env.kinds.all().filter((kind) => kind.group === group && kind.version === version);
  if (kinds.length === 0) return false;
  const groupVersion = group === "" ? version : `${group}/${version}`;
  const resources = kinds.flatMap(resourceEntries).sort((a, b) => (a.name < b.name ? -1 : 1));
  sendJson(exchange, 200, {
    kind: "APIResourceList",
    ...(group === "" ? {} : { apiVersion: "v1" }),
    groupVersion,
    resources,
  });
  return true;
}

function resourceEntries(kind: Kind): { name: string }[] {
  const base = { singularName: "", namespaced: kind.namespaced, kind: kind.kind };
  const main = {
    ...base,
    name: kind.plural,
    singularName: kind.singular,
    verbs: [...kind.verbs].sort(),
    ...(kind.shortNames === undefined ? {} : { shortNames: kind.shortNames }),
    ...(kind.categories === undefined ? {} : { categories: kind.categories }),
  };
  const status = { ...base, name: `${kind.plural}/status`, verbs: ["get", "patch", "update"] };
  const parts = (kind.subresources ?? []).map(({ name, ...part }) => ({
    ...base,
    ...part,
    name: `${kind.plural}/${name}`,
  }));
  return kind.status === undefined ? [main, ...parts] : [main, ...parts, status];
}
