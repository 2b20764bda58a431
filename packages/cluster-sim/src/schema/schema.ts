import definitions from "./generated/definitions.json" with { type: "json" };

/** What a field holds. */
export type FieldType =
  | { readonly kind: "string" | "int32" | "int64" | "bool" | "float64" | "quantity" | "time" | "microtime" }
  | { readonly kind: "intorstring" | "bytes" | "any" }
  | { readonly kind: "struct"; readonly name: string }
  | { readonly kind: "list" | "map"; readonly of: FieldType };

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly pointer: boolean;
  /** `empty`: left out when empty, unless it is a struct; `zero`: left out when it has its zero value. */
  readonly omit: "never" | "empty" | "zero";
  readonly goType: string;
  /** The field's number in protobuf; `2.5` is field 5 of the message in field 2. */
  readonly number: string;
  /** Strategic merge: `merge`, `replace`, `retainKeys`; the key that tells items of a merged list apart. */
  readonly patch: readonly string[];
  readonly mergeKey: string | undefined;
  /** Server-side apply: how a list is owned. Atomic where nothing is said. */
  readonly list: "atomic" | "set" | "map";
  readonly listKeys: readonly string[];
  readonly atomic: boolean;
}

export interface Definition {
  readonly name: string;
  /** As Go's errors name it: `Container`. */
  readonly goName: string;
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
  /** Owned as a whole by whoever applies it. */
  readonly atomic: boolean;
}

interface Extra {
  patch?: string;
  mergeKey?: string;
  list?: "atomic" | "set" | "map";
  keys?: string[];
  atomic?: boolean;
}

const compiled = new Map<string, Definition>();
const { $atomic: atomicNames, ...raw } = definitions as unknown as { $atomic: string[] } & Record<
  string,
  [string, string, string, string, string, Extra?][]
>;
const atomicStructs = new Set(atomicNames);

/** The fields of `core.v1.Pod`, for example: read from the sources of Kubernetes, see tools/make-schema.ts. */
export function definition(name: string): Definition {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const rows = raw[name];
  if (rows === undefined) throw new Error(`The schema has no definition ${name}`);
  const fields = rows.map(
    ([field, type, flags, goType, number, extra = {}]): Field => ({
      name: field,
      type: parseType(type),
      pointer: flags.includes("p"),
      omit: flags.includes("z") ? "zero" : flags.includes("o") ? "empty" : "never",
      goType,
      number,
      patch: extra.patch?.split(",") ?? [],
      mergeKey: extra.mergeKey,
      list: extra.list ?? "atomic",
      listKeys: extra.keys ?? [],
      atomic: extra.atomic ?? false,
    }),
  );
  const byName = new Map(fields.map((field) => [field.name, field]));
  const result = {
    name,
    goName: name.slice(name.lastIndexOf(".") + 1),
    fields,
    byName,
    atomic: atomicStructs.has(name),
  };
  compiled.set(name, result);
  return result;
}

export function hasDefinition(name: string): boolean {
  return raw[name] !== undefined;
}

function parseType(text: string): FieldType {
  if (text.startsWith("[]")) return { kind: "list", of: parseType(text.slice(2)) };
  if (text.startsWith("map:")) return { kind: "map", of: parseType(text.slice(4)) };
  if (text.startsWith("#")) return { kind: "struct", name: text.slice(1) };
  return { kind: text } as FieldType;
}
