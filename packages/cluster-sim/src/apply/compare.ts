import { sameJson } from "../api/same-json.ts";
import type { FieldSet } from "../objects/meta.ts";
import { isEmptySet, setNode } from "./field-set.ts";
import { itemKey, type Structure } from "./structure.ts";

/** Which paths came, changed and went between two objects. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

type Kind = keyof Comparison;
type Fields = Record<string, unknown>;
type Nodes = { [K in Kind]?: FieldSet };

/** Source: structured-merge-diff/typed/compare.go. Parts that both objects share cost nothing. */
export function compareObjects(structure: Structure, before: unknown, after: unknown): Comparison {
  const { added, modified, removed } = compareNode(structure, before, after) ?? {};
  return { added: added ?? {}, modified: modified ?? {}, removed: removed ?? {} };
}

function compareNode(structure: Structure, before: unknown, after: unknown): Nodes | undefined {
  if (before === after) return undefined;
  if (structure.kind === "leaf") return compareLeaf(before, after);
  const children: { [K in Kind]: FieldSet } = { added: {}, modified: {}, removed: {} };
  const visit = (key: string, below: Structure, left: unknown, right: unknown): void => {
    const nodes = compareNode(below, left, right);
    for (const kind in nodes) children[kind as Kind][key] = nodes[kind as Kind] as FieldSet;
  };
  for (const [key, below, left, right] of pairs(structure, before, after)) visit(key, below, left, right);
  const added = setNode(before === undefined, children.added);
  const removed = setNode(after === undefined, children.removed);
  return {
    ...(added === undefined ? {} : { added }),
    ...(isEmptySet(children.modified) ? {} : { modified: children.modified }),
    ...(removed === undefined ? {} : { removed }),
  };
}

function compareLeaf(before: unknown, after: unknown): Nodes | undefined {
  if (before === undefined) return { added: {} };
  if (after === undefined) return { removed: {} };
  return sameJson(before, after) ? undefined : { modified: {} };
}

type Pair = readonly [key: string, structure: Structure, before: unknown, after: unknown];

const LEAF: Structure = { kind: "leaf" };

function* pairs(structure: Structure, before: unknown, after: unknown): Generator<Pair> {
  if (structure.kind === "set" || structure.kind === "list") {
    const left = itemsByKey(structure, before);
    const right = itemsByKey(structure, after);
    const of = structure.kind === "list" ? structure.of : LEAF;
    for (const [key, item] of left) yield [key, of, item, right.get(key)];
    for (const [key, item] of right) if (!left.has(key)) yield [key, of, undefined, item];
    return;
  }
  const left = (before ?? {}) as Fields;
  const right = (after ?? {}) as Fields;
  const below = (name: string): Structure =>
    structure.kind === "struct" ? (structure.field(name) ?? LEAF) : structure.kind === "map" ? structure.of : LEAF;
  for (const name in left) yield [`f:${name}`, below(name), left[name], right[name]];
  for (const name in right) if (left[name] === undefined) yield [`f:${name}`, below(name), undefined, right[name]];
}

export function itemsByKey(structure: Structure, list: unknown): Map<string, unknown> {
  const items = new Map<string, unknown>();
  for (const item of (list ?? []) as unknown[]) {
    items.set(structure.kind === "list" ? itemKey(item, structure.keys) : `v:${JSON.stringify(item)}`, item);
  }
  return items;
}

/** All paths that an applied configuration names. Source: structured-merge-diff/typed/tofieldset.go. */
export function fieldSetOf(structure: Structure, value: unknown): FieldSet {
  return namedPaths(structure, value) ?? {};
}

function namedPaths(structure: Structure, value: unknown): FieldSet | undefined {
  if (structure.kind === "leaf" || value === null) return {};
  const children: FieldSet = {};
  for (const [key, below, item] of pairs(structure, value, undefined)) {
    const node = namedPaths(below, item);
    // Items of lists and keys of maps are owned by themselves; fields of structs only through what is in them.
    const own = structure.kind !== "struct" || (node !== undefined && isEmptySet(node));
    const made = node === undefined ? (own ? {} : undefined) : setNode(own, node);
    if (made !== undefined) children[key] = made;
  }
  return isEmptySet(children) && structure.kind !== "struct" && structure.kind !== "map" ? undefined : children;
}
