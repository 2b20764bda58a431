import type { Json } from "../objects/meta.ts";
import { definition, type Field, type FieldType } from "../schema/schema.ts";
import { isObject } from "./merge-patch.ts";

type Fields = { [field: string]: Json };

/**
 * Kubernetes' own merge: lists that the schema marks `merge` are merged by their key. Understands the directives $patch,
 * $setElementOrder, $deleteFromPrimitiveList and $retainKeys. Source: apimachinery/pkg/util/strategicpatch.
 */
export function strategicMergePatch(schema: string, target: Json, patch: Fields): Json {
  return mergeFields(schema, isObject(target) ? target : {}, patch);
}

function mergeFields(schema: string | undefined, target: Fields, patch: Fields): Fields {
  if (patch.$patch === "replace") return withoutDirectives(patch);
  if (patch.$patch === "delete") return {};
  const result: Fields = { ...target };
  const retain = patch.$retainKeys;
  if (Array.isArray(retain)) for (const key of Object.keys(result)) if (!retain.includes(key)) delete result[key];
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith("$deleteFromPrimitiveList/")) deleteFromList(result, key, value);
    if (key.startsWith("$")) continue;
    const field = fieldOf(schema, key);
    if (value === null) delete result[key];
    else result[key] = mergeValue(field, result[key], value);
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith("$setElementOrder/") || !Array.isArray(order)) continue;
    const name = key.slice("$setElementOrder/".length);
    const list = result[name];
    const before = target[name];
    if (Array.isArray(list)) {
      result[name] = inOrder(list, order, Array.isArray(before) ? before : [], fieldOf(schema, name)?.mergeKey);
    }
  }
  return result;
}

function fieldOf(schema: string | undefined, name: string): Field | undefined {
  return schema === undefined ? undefined : definition(schema).byName.get(name);
}

/** The definition of the structs in a list, map or struct. */
function structIn(type: FieldType | undefined): string | undefined {
  if (type === undefined) return undefined;
  if (type.kind === "struct") return type.name;
  return type.kind === "list" || type.kind === "map" ? structIn(type.of) : undefined;
}

function mergeValue(field: Field | undefined, target: Json | undefined, patch: Json): Json {
  if (isObject(patch)) {
    if (field?.patch.includes("replace")) return patch;
    return mergeFields(structIn(field?.type), isObject(target) ? target : {}, patch);
  }
  if (!Array.isArray(patch) || !field?.patch.includes("merge")) return patch;
  const current = Array.isArray(target) ? target : [];
  const { mergeKey } = field;
  if (mergeKey === undefined) return inOrder([...new Set([...current, ...patch])], patch, current, undefined);
  return mergeList(structIn(field.type), current, patch.filter(isObject), mergeKey);
}

function mergeList(schema: string | undefined, target: Json[], patch: Fields[], mergeKey: string): Json[] {
  if (patch.some((item) => item.$patch === "replace")) {
    return patch.filter((item) => item.$patch === undefined).map(withoutDirectives);
  }
  let result = [...target];
  for (const item of patch) {
    const same = (one: Json): boolean => isObject(one) && one[mergeKey] === item[mergeKey];
    if (item.$patch === "delete") {
      result = result.filter((one) => !same(one));
      continue;
    }
    const index = result.findIndex(same);
    if (index === -1) result.push(mergeFields(schema, {}, item));
    else result[index] = mergeFields(schema, result[index] as Fields, item);
  }
  return inOrder(
    result,
    patch.filter((item) => item.$patch !== "delete"),
    target,
    mergeKey,
  );
}

function deleteFromList(result: Fields, directive: string, values: Json): void {
  const name = directive.slice("$deleteFromPrimitiveList/".length);
  const list = result[name];
  if (Array.isArray(list) && Array.isArray(values)) result[name] = list.filter((one) => !values.includes(one));
}

/**
 * The merged items: those of the patch in its order, the others among them as far as the order before says so.
 * Source: strategicpatch (normalizeElementOrder, mergeSortedSlice).
 */
function inOrder(merged: Json[], patchOrder: Json[], before: Json[], mergeKey: string | undefined): Json[] {
  const keyOf = (one: Json): Json | undefined => (mergeKey !== undefined && isObject(one) ? one[mergeKey] : one);
  const ranks = (list: Json[]): Map<Json | undefined, number> => new Map(list.map((one, index) => [keyOf(one), index]));
  const wanted = ranks(patchOrder);
  const earlier = ranks(before);
  const rank = (order: Map<Json | undefined, number>) => (a: Json, b: Json) =>
    (order.get(keyOf(a)) ?? 0) - (order.get(keyOf(b)) ?? 0);
  const named = merged.filter((one) => wanted.has(keyOf(one))).sort(rank(wanted));
  const others = merged.filter((one) => !wanted.has(keyOf(one))).sort(rank(earlier));
  const result: Json[] = [];
  for (const one of named) {
    const place = earlier.get(keyOf(one));
    while (others.length > 0 && place !== undefined && (earlier.get(keyOf(others[0] as Json)) ?? 0) < place) {
      result.push(others.shift() as Json);
    }
    result.push(one);
  }
  return [...result, ...others];
}

function withoutDirectives(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !key.startsWith("$")));
}
