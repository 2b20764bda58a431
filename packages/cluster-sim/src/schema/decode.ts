import { canonicalQuantity } from "../objects/quantity.ts";
import { type Definition, definition, type Field, type FieldType } from "./schema.ts";

/** The text does not fit the type: what Go's decoder says of it. */
export class DecodeError extends Error {}

export interface Decoded {
  readonly object: Record<string, unknown>;
  /** Paths of fields that the type does not have. */
  readonly unknown: readonly string[];
}

/**
 * Reads a JSON object as the Go type `name` would and writes it back as that type would: unknown fields are left out, so are
 * empty ones that Go omits, fields that Go always writes are there, quantities and times are canonical. Throws `DecodeError`.
 */
export function decodeAs(name: string, value: Record<string, unknown>): Decoded {
  const unknown: string[] = [];
  const object = decodeStruct(definition(name), value, "", "", unknown);
  return { object, unknown };
}

type Fields = Record<string, unknown>;

/** `path` is how strict decoding names a place (with indexes), `goPath` how type errors do (without). */
function decodeStruct(def: Definition, value: Fields, path: string, goPath: string, unknown: string[]): Fields {
  const result: Fields = {};
  for (const field of def.fields) {
    const given = value[field.name];
    const at = path === "" ? field.name : `${path}.${field.name}`;
    const goAt = goPath === "" ? field.name : `${goPath}.${field.name}`;
    const place: Place = { struct: def.goName, goPath: goAt, goType: field.goType };
    const decoded =
      given === undefined || given === null ? undefined : decodeValue(field.type, given, at, place, unknown);
    const written = decoded === undefined ? zeroOf(field) : omits(field, decoded) ? undefined : decoded;
    if (written !== undefined) result[field.name] = written;
  }
  for (const key in value) {
    if (!def.byName.has(key)) unknown.push(path === "" ? key : `${path}.${key}`);
  }
  return result;
}

interface Place {
  readonly struct: string;
  readonly goPath: string;
  readonly goType: string;
}

function decodeValue(type: FieldType, value: unknown, path: string, place: Place, unknown: string[]): unknown {
  switch (type.kind) {
    case "string":
      return typeof value === "string" ? value : mismatch(value, place);
    case "bool":
      return typeof value === "boolean" ? value : mismatch(value, place);
    case "int32":
    case "int64":
      return decodeInteger(type.kind, value, place);
    case "float64":
      return typeof value === "number" ? value : mismatch(value, place);
    case "quantity":
      return decodeQuantity(value);
    case "time":
    case "microtime":
      return decodeTime(type.kind, value, place);
    case "intorstring":
      return typeof value === "string" || Number.isInteger(value) ? value : mismatch(value, place);
    case "bytes":
      return decodeBytes(value, place);
    case "any":
      return value;
    case "struct": {
      if (!isFields(value)) return mismatch(value, place);
      return decodeStruct(definition(type.name), value, path, place.goPath, unknown);
    }
    case "list": {
      if (!Array.isArray(value)) return mismatch(value, place);
      const item = { ...place, goType: place.goType.replace(/^\[\]/, "") };
      return value.map((one, index) => decodeItem(type.of, one, `${path}[${index}]`, item, unknown));
    }
    case "map": {
      if (!isFields(value)) return mismatch(value, place);
      const item = { ...place, goType: place.goType.replace(/^map\[[^\]]*\]/, "") };
      const result: Fields = {};
      for (const key of Object.keys(value).sort()) {
        result[key] = decodeItem(type.of, value[key], `${path}.${key}`, item, unknown);
      }
      return result;
    }
  }
}

/** In lists and maps null is the zero value. */
function decodeItem(type: FieldType, value: unknown, path: string, place: Place, unknown: string[]): unknown {
  return value === null || value === undefined ? zeroValue(type) : decodeValue(type, value, path, place, unknown);
}

function decodeInteger(kind: "int32" | "int64", value: unknown, place: Place): number {
  if (typeof value !== "number") return mismatch(value, place);
  const fits = Number.isInteger(value) && (kind === "int64" || Math.abs(value) < 2 ** 31);
  if (fits) return value;
  throw new DecodeError(
    `json: cannot unmarshal number ${value} into Go struct field ${place.struct}.${place.goPath} of type ${place.goType}`,
  );
}

const QUANTITY_SHAPE = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;

function decodeQuantity(value: unknown): string {
  const text = typeof value === "string" ? value.trim() : typeof value === "number" ? String(value) : "";
  const canonical = canonicalQuantity(text);
  if (canonical !== undefined) return canonical;
  throw new DecodeError(
    QUANTITY_SHAPE.test(text)
      ? "unable to parse quantity's suffix"
      : `quantities must match the regular expression '${QUANTITY_SHAPE.source}'`,
  );
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function decodeTime(kind: "time" | "microtime", value: unknown, place: Place): string {
  if (typeof value !== "string") return mismatch(value, place);
  const time = RFC3339.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) {
    const layout = kind === "time" ? "2006-01-02T15:04:05Z07:00" : "2006-01-02T15:04:05.000000Z07:00";
    throw new DecodeError(
      `parsing time ${JSON.stringify(value)} as "${layout}": cannot parse ${JSON.stringify(value)} as "2006"`,
    );
  }
  const seconds = new Date(time).toISOString().slice(0, 19);
  if (kind === "time") return `${seconds}Z`;
  const fraction = (/\.(\d+)/.exec(value)?.[1] ?? "").padEnd(6, "0").slice(0, 6);
  return `${seconds}.${fraction}Z`;
}

function decodeBytes(value: unknown, place: Place): string {
  if (typeof value !== "string") return mismatch(value, place);
  const at =
    /[^A-Za-z0-9+/=\r\n]/.exec(value)?.index ?? (value.replace(/[\r\n]/g, "").length % 4 === 0 ? -1 : value.length);
  if (at !== -1) throw new DecodeError(`illegal base64 data at input byte ${at}`);
  return value;
}

function mismatch(value: unknown, { struct, goPath, goType }: Place): never {
  throw new DecodeError(
    `json: cannot unmarshal ${jsonKind(value)} into Go struct field ${struct}.${goPath} of type ${goType}`,
  );
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value;
}

/** Whether Go leaves this value out when it writes the field. */
function omits(field: Field, value: unknown): boolean {
  if (field.omit === "never" || field.pointer) return false;
  const { kind } = field.type;
  if (kind === "list") return (value as unknown[]).length === 0;
  if (kind === "map") return Object.keys(value as Fields).length === 0;
  if (kind === "struct") return field.omit === "zero" && Object.keys(value as Fields).length === 0;
  return value === "" || value === 0 || value === false;
}

/** What Go writes for a field that is not set; undefined where it writes nothing. */
function zeroOf(field: Field): unknown {
  const { kind } = field.type;
  if (field.pointer) return field.omit === "never" ? null : undefined;
  if (kind === "struct") return field.omit === "zero" ? undefined : zeroValue(field.type);
  // A time is a struct in Go: omitempty does not leave it out.
  if (kind === "time" || kind === "microtime") return field.omit === "zero" ? undefined : null;
  return field.omit === "never" ? zeroValue(field.type) : undefined;
}

function zeroValue(type: FieldType): unknown {
  switch (type.kind) {
    case "string":
      return "";
    case "bool":
      return false;
    case "int32":
    case "int64":
    case "float64":
    case "intorstring":
      return 0;
    case "quantity":
      return "0";
    case "struct":
      return decodeStruct(definition(type.name), {}, "", "", []);
    default:
      return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
