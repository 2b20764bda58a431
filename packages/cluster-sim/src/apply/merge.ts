import type { FieldSet } from "../objects/meta.ts";
import { itemsByKey } from "./compare.ts";
import { childrenOf, isMember } from "./field-set.ts";
import { itemKey, type Structure } from "./structure.ts";

type Fields = Record<string, unknown>;

const LEAF: Structure = { kind: "leaf" };

/** An applied configuration laid over the live object. Neither is changed. */
export function mergeApplied(structure: Structure, live: unknown, applied: unknown): unknown {
  if (applied === undefined) return live;
  if (applied === null || live === undefined || live === null || structure.kind === "leaf") return applied;
  switch (structure.kind) {
    case "set":
      return [...new Set([...(live as unknown[]), ...(applied as unknown[])])];
    case "list": {
      const items = itemsByKey(structure, live);
      for (const [key, item] of itemsByKey(structure, applied)) {
        items.set(key, mergeApplied(structure.of, items.get(key), item));
      }
      return [...items.values()];
    }
    default: {
      const merged: Fields = { ...(live as Fields) };
      for (const [name, value] of Object.entries(applied as Fields)) {
        const below = structure.kind === "struct" ? (structure.field(name) ?? LEAF) : structure.of;
        merged[name] = mergeApplied(below, merged[name], value);
      }
      return merged;
    }
  }
}

/** The object without what only `dropped` names and `kept` does not: what a manager applied before and now leaves out. */
export function pruneDropped(structure: Structure, value: unknown, dropped: FieldSet, kept: FieldSet): unknown {
  if (value === undefined || value === null || structure.kind === "leaf") return value;
  if (structure.kind === "set") {
    return (value as unknown[]).filter((item) => {
      const key = `v:${JSON.stringify(item)}`;
      return dropped[key] === undefined || kept[key] !== undefined;
    });
  }
  if (structure.kind === "list") {
    return (value as unknown[]).flatMap((item) => {
      const key = itemKey(item, structure.keys);
      const result = pruneOne(structure.of, item, dropped[key], kept[key]);
      return result === undefined ? [] : [result];
    });
  }
  const result: Fields = {};
  for (const [name, item] of Object.entries(value as Fields)) {
    const key = `f:${name}`;
    const below = structure.kind === "struct" ? (structure.field(name) ?? LEAF) : structure.of;
    const pruned = pruneOne(below, item, dropped[key], kept[key]);
    if (pruned !== undefined) result[name] = pruned;
  }
  return result;
}

function pruneOne(
  structure: Structure,
  item: unknown,
  dropped: FieldSet | undefined,
  kept: FieldSet | undefined,
): unknown {
  if (dropped === undefined) return item;
  if (kept === undefined && (isMember(dropped) || structure.kind === "leaf")) return undefined;
  const below = pruneDropped(structure, item, childrenOf(dropped), kept === undefined ? {} : childrenOf(kept));
  // A struct that held nothing but what was dropped goes too.
  const empty = typeof below === "object" && below !== null && Object.keys(below).length === 0;
  return empty && kept === undefined ? undefined : below;
}
