import type { FieldSet } from "../objects/meta.ts";

/**
 * Sets of field paths in the form of FieldsV1: a key is `f:field`, `k:{…}` (an item by its keys), `v:…` (an item by its
 * value) or `i:…`. A path is in the set if its node is `{}` or has a `.`. Nothing given is changed.
 */

const SELF = ".";

export function isMember(node: FieldSet): boolean {
  if (SELF in node) return true;
  for (const _key in node) return false;
  return true;
}

export function isEmptySet(set: FieldSet): boolean {
  for (const _key in set) return false;
  return true;
}

/** A node from what is below it. */
export function setNode(member: boolean, children: FieldSet): FieldSet | undefined {
  if (isEmptySet(children)) return member ? {} : undefined;
  return member ? { [SELF]: {}, ...children } : children;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a)) return b;
  if (isEmptySet(b)) return a;
  const result: FieldSet = { ...a };
  for (const key in b) {
    if (key === SELF) continue;
    const left = a[key];
    const right = b[key] as FieldSet;
    result[key] = left === undefined ? right : unionNodes(left, right);
  }
  return result;
}

function unionNodes(a: FieldSet, b: FieldSet): FieldSet {
  const member = isMember(a) || isMember(b);
  return setNode(member, union(childrenOf(a), childrenOf(b))) ?? {};
}

export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a) || isEmptySet(b)) return a;
  const result: FieldSet = {};
  let changed = SELF in a;
  for (const key in a) {
    if (key === SELF) continue;
    const left = a[key] as FieldSet;
    const right = b[key];
    const node = right === undefined ? left : differenceNode(left, right);
    if (node !== left) changed = true;
    if (node !== undefined) result[key] = node;
  }
  return changed ? result : a;
}

function differenceNode(a: FieldSet, b: FieldSet): FieldSet | undefined {
  return setNode(isMember(a) && !isMember(b), difference(childrenOf(a), childrenOf(b)));
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const result: FieldSet = {};
  for (const key in a) {
    const right = b[key];
    if (key === SELF || right === undefined) continue;
    const left = a[key] as FieldSet;
    const node = setNode(isMember(left) && isMember(right), intersection(childrenOf(left), childrenOf(right)));
    if (node !== undefined) result[key] = node;
  }
  return result;
}

export function sameSet(a: FieldSet, b: FieldSet): boolean {
  return isEmptySet(difference(a, b)) && isEmptySet(difference(b, a));
}

export function childrenOf(node: FieldSet): FieldSet {
  if (!(SELF in node)) return node;
  const { [SELF]: _self, ...children } = node;
  return children;
}

/** All paths in the set, as conflicts show them: `.spec.containers[name="main"].image`. */
export function pathsOf(set: FieldSet, at = ""): string[] {
  return Object.entries(set).flatMap(([key, node]) => {
    if (key === SELF) return [];
    const path = at + pathElement(key);
    return [...(isMember(node) ? [path] : []), ...pathsOf(childrenOf(node), path)];
  });
}

function pathElement(key: string): string {
  const text = key.slice(2);
  if (key.startsWith("f:")) return `.${text}`;
  if (key.startsWith("v:")) return `[=${text}]`;
  if (key.startsWith("i:")) return `[${text}]`;
  const keys = JSON.parse(text) as Record<string, unknown>;
  return `[${Object.entries(keys)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(",")}]`;
}
