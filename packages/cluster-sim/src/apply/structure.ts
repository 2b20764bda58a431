import { definition, type Field, type FieldType } from "../schema/schema.ts";

/** How a value is divided among its owners. */
export type Structure =
  | { readonly kind: "leaf" }
  | { readonly kind: "struct"; field(name: string): Structure | undefined }
  | { readonly kind: "map"; readonly of: Structure }
  | { readonly kind: "set" }
  | { readonly kind: "list"; readonly keys: readonly string[]; readonly of: Structure };

const LEAF: Structure = { kind: "leaf" };
const known = new Map<string, Structure>();

export function structureOf(schema: string): Structure {
  const cached = known.get(schema);
  if (cached !== undefined) return cached;
  const { byName, atomic } = definition(schema);
  const fields = new Map<string, Structure>();
  const structure: Structure = {
    kind: "struct",
    field(name) {
      const done = fields.get(name);
      const field = byName.get(name);
      if (done !== undefined || field === undefined) return done;
      const made = fieldStructure(field);
      fields.set(name, made);
      return made;
    },
  };
  const result = atomic ? LEAF : structure;
  known.set(schema, result);
  return result;
}

function fieldStructure(field: Field): Structure {
  if (field.atomic) return LEAF;
  if (field.type.kind !== "list") return typeStructure(field.type);
  if (field.list === "set") return { kind: "set" };
  if (field.list === "map") return { kind: "list", keys: [...field.listKeys].sort(), of: typeStructure(field.type.of) };
  return LEAF;
}

function typeStructure(type: FieldType): Structure {
  if (type.kind === "struct") return structureOf(type.name);
  return type.kind === "map" ? { kind: "map", of: typeStructure(type.of) } : LEAF;
}

/** What a key of a list has where it is left out. */
const KEY_DEFAULTS: Readonly<Record<string, unknown>> = { protocol: "TCP" };

/** The path element of an item of a keyed list. */
export function itemKey(item: unknown, keys: readonly string[]): string {
  const fields = (item ?? {}) as Record<string, unknown>;
  return `k:${JSON.stringify(Object.fromEntries(keys.map((key) => [key, fields[key] ?? KEY_DEFAULTS[key] ?? null])))}`;
}
