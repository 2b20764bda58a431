/**
 * Writes src/schema/generated/definitions.json: what the simulator knows of the fields of Kubernetes objects, read from the Go
 * sources that the real API server is built from. Run it again when the version of Kubernetes changes:
 *
 *   node tools/make-schema.ts $(go env GOMODCACHE)/k8s.io v0.37.2
 *
 * The first argument is the folder with api@VERSION and apimachinery@VERSION in it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Go packages that are read: short name -> file, and how the file refers to other packages. */
const PACKAGES: Readonly<Record<string, string>> = {
  "meta.v1": "apimachinery@VERSION/pkg/apis/meta/v1/types.go",
  "core.v1": "api@VERSION/core/v1/types.go",
  "coordination.v1": "api@VERSION/coordination/v1/types.go",
  "scheduling.v1": "api@VERSION/scheduling/v1/types.go",
  "events.v1": "api@VERSION/events/v1/types.go",
  "policy.v1": "api@VERSION/policy/v1/types.go",
  "authorization.v1": "api@VERSION/authorization/v1/types.go",
  "authentication.v1": "api@VERSION/authentication/v1/types.go",
  "discovery.v1": "api@VERSION/discovery/v1/types.go",
  "networking.v1": "api@VERSION/networking/v1/types.go",
};
const ALIASES: Readonly<Record<string, string>> = {
  metav1: "meta.v1",
  corev1: "core.v1",
  apiv1: "core.v1",
  v1: "core.v1",
};

/** Objects that are served; everything that they are made of comes along. */
const ROOTS = [
  "core.v1.Pod",
  "core.v1.Node",
  "core.v1.Namespace",
  "core.v1.ConfigMap",
  "core.v1.Secret",
  "core.v1.ServiceAccount",
  "core.v1.ResourceQuota",
  "core.v1.LimitRange",
  "core.v1.Event",
  "core.v1.Binding",
  "core.v1.Service",
  "coordination.v1.Lease",
  "scheduling.v1.PriorityClass",
  "events.v1.Event",
  "policy.v1.Eviction",
  "policy.v1.PodDisruptionBudget",
  "authorization.v1.SelfSubjectAccessReview",
  "authentication.v1.SelfSubjectReview",
  "authentication.v1.TokenRequest",
  "discovery.v1.EndpointSlice",
  "networking.v1.NetworkPolicy",
  "networking.v1.Ingress",
  "meta.v1.DeleteOptions",
];

const PRIMITIVES = new Set(["string", "bool", "int32", "int64", "float64"]);
const SPECIAL: Readonly<Record<string, string>> = {
  "resource.Quantity": "quantity",
  "intstr.IntOrString": "intorstring",
  "runtime.RawExtension": "any",
  "runtime.Object": "any",
  "types.UID": "string",
  "types.NodeName": "string",
  "types.NamespacedName": "any",
  "meta.v1.Time": "time",
  "meta.v1.MicroTime": "microtime",
  "meta.v1.FieldsV1": "any",
  "meta.v1.Duration": "string",
  byte: "byte",
  int: "int64",
  uint16: "int32",
};

interface Field {
  readonly name: string;
  readonly type: string;
  readonly pointer?: true;
  readonly omit?: "empty" | "zero";
  /** The Go type, as decoding errors name it. */
  readonly go: string;
  /** The field's number in protobuf. */
  readonly number: string;
  readonly patch?: string;
  readonly mergeKey?: string;
  readonly list?: string;
  readonly keys?: string[];
  readonly atomic?: true;
}

interface GoStruct {
  readonly fields: (Field | { readonly inline: string; readonly number: string })[];
}

const structs = new Map<string, GoStruct>();
/** Structs that are owned as a whole by whoever applies them. */
const atomicStructs = new Set<string>();
const named = new Map<string, { readonly pkg: string; readonly type: string }>();

function readPackage(pkg: string, text: string): void {
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const start = /^type (\w+) struct \{$/.exec(lines[i] ?? "");
    if (start !== null) {
      for (let j = i - 1; (lines[j] ?? "").startsWith("//"); j--) {
        if (/\+structType=atomic/.test(lines[j] ?? "")) atomicStructs.add(`${pkg}.${start[1]}`);
      }
      const body: string[] = [];
      for (i++; i < lines.length && lines[i] !== "}"; i++) body.push(lines[i] as string);
      structs.set(`${pkg}.${start[1]}`, { fields: readFields(pkg, body) });
      continue;
    }
    const simple = /^type (\w+) (?:= )?([\w.[\]*]+)$/.exec(lines[i] ?? "");
    if (simple !== null) named.set(`${pkg}.${simple[1]}`, { pkg, type: simple[2] as string });
  }
}

function readFields(pkg: string, body: readonly string[]): GoStruct["fields"] {
  const fields: GoStruct["fields"] = [];
  let comments: string[] = [];
  for (const line of body) {
    const text = line.trim();
    if (text.startsWith("//")) {
      comments.push(text);
      continue;
    }
    if (text === "") continue;
    const match = /^(?:(\w+) )?\s*([\w.[\]*]+)\s+`(.*)`/.exec(text);
    const json = /json:"([^"]*)"/.exec(match?.[3] ?? "")?.[1];
    if (match !== null && json !== undefined && json !== "-") {
      const [name = "", ...options] = json.split(",");
      if (options.includes("inline") || (name === "" && match[1] === undefined))
        fields.push({ inline: resolveName(pkg, match[2] as string), number: protobufNumber(match[3] as string) });
      else fields.push(readField(pkg, name, options, match[2] as string, match[3] as string, comments));
    }
    comments = [];
  }
  return fields;
}

function protobufNumber(tags: string): string {
  return /protobuf:"[a-z0-9]+,(\d+)/.exec(tags)?.[1] ?? "";
}

function readField(
  pkg: string,
  name: string,
  options: string[],
  goType: string,
  tags: string,
  comments: string[],
): Field {
  const marker = (key: string): string[] =>
    comments.flatMap((line) =>
      [...line.matchAll(new RegExp(`^//\\s*\\+${key}=(\\w+)`, "g"))].map((one) => one[1] as string),
    );
  const tag = (key: string): string | undefined => new RegExp(`${key}:"([^"]*)"`).exec(tags)?.[1];
  const pointer = goType.startsWith("*");
  const list = marker("listType")[0];
  const keys = marker("listMapKey");
  const atomic = marker("structType")[0] === "atomic" || marker("mapType")[0] === "atomic";
  const patch = tag("patchStrategy");
  const mergeKey = tag("patchMergeKey");
  return {
    name,
    type: goType.replace(/^\*/, ""),
    ...(pointer ? { pointer: true } : {}),
    ...(options.includes("omitzero") ? { omit: "zero" } : options.includes("omitempty") ? { omit: "empty" } : {}),
    go: goText(pkg, goType),
    number: protobufNumber(tags),
    ...(patch === undefined ? {} : { patch }),
    ...(mergeKey === undefined ? {} : { mergeKey }),
    ...(list === undefined ? {} : { list }),
    ...(keys.length === 0 ? {} : { keys }),
    ...(atomic ? { atomic: true } : {}),
  };
}

/** The type as Go's reflection prints it: named types get their package. */
function goText(pkg: string, goType: string): string {
  return goType.replace(/^\*/, "").replace(/([\w.]+)$/, (last) => {
    if (PRIMITIVES.has(last) || last.includes(".")) return last.replace(/^(metav1|corev1|apiv1)\./, "v1.");
    return last === "byte" ? "uint8" : `${pkg.split(".")[1]}.${last}`;
  });
}

function resolveName(pkg: string, name: string): string {
  const plain = name.replace(/^\*/, "");
  const [prefix, rest] = plain.includes(".") ? plain.split(".") : [undefined, plain];
  if (prefix === undefined) return `${pkg}.${rest}`;
  const target = ALIASES[prefix];
  return target === undefined ? plain : `${target}.${rest}`;
}

/** The type in the schema's own words: a primitive, `#definition`, `[]type` or `map:type`. */
function schemaType(pkg: string, goType: string): string {
  const plain = goType.replace(/^\*/, "");
  if (plain === "[]byte") return "bytes";
  if (plain.startsWith("[]")) return `[]${schemaType(pkg, plain.slice(2))}`;
  const map = /^map\[[\w.]+\](.+)$/.exec(plain);
  if (map !== null) return `map:${schemaType(pkg, map[1] as string)}`;
  if (PRIMITIVES.has(plain)) return plain;
  const name = resolveName(pkg, plain);
  const special = SPECIAL[name] ?? SPECIAL[plain];
  if (special !== undefined) return special;
  if (structs.has(name)) return `#${name}`;
  const alias = named.get(name);
  if (alias === undefined) throw new Error(`${pkg}: unknown type ${goType}`);
  return schemaType(alias.pkg, alias.type);
}

/** `number`: the field's number in protobuf; `2.5` is field 5 of the message in field 2, for structs that JSON flattens. */
type Row = [name: string, type: string, flags: string, go: string, number: string, extra?: Record<string, unknown>];

function flatten(name: string): Row[] {
  const struct = structs.get(name);
  if (struct === undefined) throw new Error(`unknown struct ${name}`);
  const pkg = name.slice(0, name.lastIndexOf("."));
  return struct.fields.flatMap((field): Row[] => {
    if ("inline" in field) {
      if (field.inline === "meta.v1.TypeMeta") return [];
      const within = ([name, type, flags, go, number, ...extra]: Row): Row => {
        return [name, type, flags, go, `${field.number}.${number}`, ...extra];
      };
      return flatten(field.inline).map(within);
    }
    const flags = `${field.pointer ? "p" : ""}${field.omit === "empty" ? "o" : ""}${field.omit === "zero" ? "z" : ""}`;
    const { patch, mergeKey, list, keys, atomic } = field;
    const extra = { patch, mergeKey, list, keys, atomic };
    const row: Row = [field.name, schemaType(pkg, field.type), flags, field.go, field.number];
    return [Object.values(extra).some((one) => one !== undefined) ? [...row, extra] : row] as Row[];
  });
}

const [modules, version] = process.argv.slice(2);
if (modules === undefined || version === undefined) throw new Error("usage: make-schema.ts FOLDER VERSION");
for (const [pkg, file] of Object.entries(PACKAGES)) {
  readPackage(pkg, readFileSync(join(modules, file.replace("VERSION", version)), "utf8"));
}
const definitions: Record<string, Row[]> = {};
const queue = [...ROOTS];
for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
  if (definitions[name] !== undefined) continue;
  const rows = flatten(name);
  definitions[name] = rows;
  for (const [, type] of rows) {
    const used = /#(.+)$/.exec(type)?.[1];
    if (used !== undefined) queue.push(used);
  }
}
const atomic = [...atomicStructs].filter((name) => definitions[name] !== undefined).sort();
const lines = Object.entries(definitions)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, rows]) => `${JSON.stringify(name)}: [\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n]`);
const target = join(import.meta.dirname, "../src/schema/generated/definitions.json");
writeFileSync(target, `{\n"$atomic": ${JSON.stringify(atomic)},\n${lines.join(",\n")}\n}\n`);
process.stdout.write(`${lines.length} definitions written to ${target}\n`);
