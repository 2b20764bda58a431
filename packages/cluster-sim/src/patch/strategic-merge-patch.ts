import type { Kind } from "../kinds/kind.ts";
import type { Json } from "../objects/meta.ts";
import { isObject } from "./merge-patch.ts";

/** Merge keys of lists, by the field that holds them. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  ephemeralContainers: "name",
  env: "name",
  ports: "containerPort",
  volumeMounts: "mountPath",
  volumes: "name",
  imagePullSecrets: "name",
  hostAliases: "ip",
  topologySpreadConstraints: "topologyKey",
  conditions: "type",
  addresses: "type",
  taints: "key",
  ownerReferences: "uid",
  podIPs: "ip",
  hostIPs: "ip",
  secrets: "name",
  schedulingGates: "name",
  resourceClaims: "name",
};
const SETS = new Set(["finalizers"]);

/** Kubernetes' own merge: lists of objects are merged by their key. Directives: $patch, $setElementOrder, $deleteFromPrimitiveList, $retainKeys. */
export function strategicMergePatch(_kind: Kind, target: Json, patch: { [field: string]: Json }): Json {
  return mergeObject(isObject(target) ? target : {}, patch);
}

type Fields = { [field: string]: Json };

function mergeObject(target: Fields, patch: Fields): Fields {
  if (patch["$patch"] === "replace") return withoutDirectives(patch);
  if (patch["$patch"] === "delete") return {};
  const result: Fields = { ...target };
  const retain = patch["$retainKeys"];
  if (Array.isArray(retain)) for (const key of Object.keys(result)) if (!retain.includes(key)) delete result[key];
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith("$deleteFromPrimitiveList/")) {
      const field = key.slice("$deleteFromPrimitiveList/".length);
      const list = result[field];
      if (Array.isArray(list) && Array.isArray(value)) result[field] = list.filter((one) => !value.includes(one));
    }
    if (key.startsWith("$")) continue;
    if (value === null) delete result[key];
    else result[key] = mergeValue(key, result[key], value);
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith("$setElementOrder/") || !Array.isArray(order)) continue;
    const field = key.slice("$setElementOrder/".length);
    const list = result[field];
    if (Array.isArray(list)) result[field] = reorder(list, order, MERGE_KEYS[field]);
  }
  return result;
}

function mergeValue(field: string, target: Json | undefined, patch: Json): Json {
  if (isObject(patch)) return mergeObject(isObject(target) ? target : {}, patch);
  if (!Array.isArray(patch)) return patch;
  const current = Array.isArray(target) ? target : [];
  if (SETS.has(field)) return [...current, ...patch.filter((one) => !current.includes(one))];
  const mergeKey = MERGE_KEYS[field];
  if (mergeKey === undefined || !patch.every(isObject)) return patch;
  return mergeList(current, patch, mergeKey);
}

function mergeList(target: Json[], patch: Fields[], mergeKey: string): Json[] {
  if (patch.some((item) => item["$patch"] === "replace")) {
    return patch.filter((item) => item["$patch"] === undefined).map(withoutDirectives);
  }
  let result = [...target];
  const added: Json[] = [];
  for (const item of patch) {
    const same = (one: Json): boolean => isObject(one) && one[mergeKey] === item[mergeKey];
    if (item["$patch"] === "delete") {
      result = result.filter((one) => !same(one));
      continue;
    }
    const index = result.findIndex(same);
    if (index === -1) added.push(mergeObject({}, item));
    else result[index] = mergeObject(result[index] as Fields, item);
  }
  return [...result, ...added];
}

function reorder(list: Json[], order: Json[], mergeKey: string | undefined): Json[] {
  const keyOf = (one: Json): Json | undefined => (mergeKey !== undefined && isObject(one) ? one[mergeKey] : one);
  const rank = new Map(order.map((one, index) => [keyOf(one), index]));
  const known = list.filter((one) => rank.has(keyOf(one)));
  known.sort((a, b) => (rank.get(keyOf(a)) ?? 0) - (rank.get(keyOf(b)) ?? 0));
  return [...known, ...list.filter((one) => !rank.has(keyOf(one)))];
}

function withoutDirectives(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !key.startsWith("$")));
}
