import type { Seeded } from "@resource-manager/simulation/seeded";
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { junkTexts, junkValue } from "./junk.ts";

export interface GeneratedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

type OperationType = "query" | "mutation" | "subscription";

/** An operation that the schema allows, or nearly: arguments are of the asked type most of the time. */
export function generateOperation(schema: GraphQLSchema, random: Seeded, type: OperationType): GeneratedOperation {
  return new OperationWriter(schema, random).write(type);
}

/** A value of an enum: without quotes in a document, as text among the variables. */
class EnumName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  toJSON(): string {
    return this.name;
  }
}

const JUNK_CHANCE = 0.04;
const DEPTH_MAX = 5;

class OperationWriter {
  readonly #schema: GraphQLSchema;
  readonly #random: Seeded;
  readonly #variables: Record<string, unknown> = {};
  readonly #declared: string[] = [];

  constructor(schema: GraphQLSchema, random: Seeded) {
    this.#schema = schema;
    this.#random = random;
  }

  write(type: OperationType): GeneratedOperation {
    const roots = { query: "Query", mutation: "Mutation", subscription: "Subscription" } as const;
    const root = this.#schema.getType(roots[type]);
    if (!isObjectType(root)) throw new Error(`the schema has no ${type}`);
    const count = type === "subscription" ? 1 : 1 + this.#random.below(2);
    const fields = Array.from({ length: count }, (_, index) => {
      const field = this.#random.pick(Object.values(root.getFields()));
      return `r${index}: ${this.#field(field, DEPTH_MAX)}`;
    });
    const declared = this.#declared.length === 0 ? "" : `(${this.#declared.join(", ")})`;
    return { query: `${type} Fuzz${declared} { ${fields.join(" ")} }`, variables: this.#variables };
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const given = field.args.filter((arg) => isNonNullType(arg.type) || this.#random.chance(0.4));
    const args = given.map((arg) => `${arg.name}: ${this.#argument(arg)}`);
    const type = getNamedType(field.type);
    const selection = isLeafType(type) ? "" : ` ${this.#selection(type, depth - 1)}`;
    return `${field.name}${args.length === 0 ? "" : `(${args.join(", ")})`}${selection}`;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    if (isAbstractType(type)) {
      // One member only: two may have fields of one name and different types, which no selection can hold.
      const member = this.#random.pick(this.#schema.getPossibleTypes(type));
      return `{ __typename ... on ${member.name} { __typename ${this.#fields(member, depth)} } }`;
    }
    return `{ __typename ${this.#fields(type, depth)} }`;
  }

  #fields(type: GraphQLNamedType, depth: number): string {
    if (!isObjectType(type)) return "";
    const usable = Object.values(type.getFields()).filter((one) => depth > 0 || isLeafType(getNamedType(one.type)));
    if (usable.length === 0) return "";
    const chosen = new Set(Array.from({ length: 1 + this.#random.below(5) }, () => this.#random.pick(usable)));
    return [...chosen].map((one) => this.#field(one, depth)).join(" ");
  }

  #argument(arg: GraphQLArgument): string {
    const value = this.#value(arg.type, arg.name);
    if (this.#random.chance(0.6)) return literalOf(value);
    const name = `v${this.#declared.length}`;
    this.#declared.push(`$${name}: ${arg.type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #value(type: GraphQLInputType, name: string): unknown {
    if (this.#random.chance(JUNK_CHANCE)) return junkValue(this.#random);
    if (isNonNullType(type)) return this.#value(type.ofType, name);
    if (isListType(type)) return Array.from({ length: this.#random.below(4) }, () => this.#value(type.ofType, name));
    if (isEnumType(type)) return new EnumName(this.#random.pick(type.getValues()).name);
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((one) => this.#isGiven(one));
      return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.type, field.name)]));
    }
    return scalarOf(this.#random, type.name, name);
  }

  #isGiven(field: GraphQLInputField): boolean {
    return isNonNullType(field.type) ? this.#random.chance(0.97) : this.#random.chance(0.4);
  }
}

const names = ["test-team", "fuzz", "fuzz-a", "fuzz-b", "gpu-1", "gpu-2", "gpu-3", "default", "H100", "A100"] as const;
const quantities = ["500m", "1", "4", "1Gi", "16Gi", "100M", "1e3", "0", "-1", "64Ti"] as const;
const images = ["nginx", "registry.example/team/image:1", "UPPER:case", "a@sha256:00"] as const;
const times = ["2026-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "yesterday"] as const;
const wordsOfFields: Readonly<Record<string, readonly string[]>> = {
  cpu: quantities,
  ram: quantities,
  storage: quantities,
  image: images,
};

function scalarOf(random: Seeded, type: string, field: string): unknown {
  switch (type) {
    case "Boolean":
      return random.chance(0.5);
    case "Int":
      return random.pick([0, 1, 2, 8, 50, 500, -1, 1_000_000, 2 ** 31 - 1]);
    case "Float":
      return random.next() * 1_000;
    case "BigInt":
      return random.pick(["0", "1", "-1", "99999999999999999999"]);
    case "DateTime":
      return random.pick(times);
    case "ID":
      return random.chance(0.7) ? uuidOf(random) : random.pick([...names, "default/fuzz", "1"]);
    default:
      return random.chance(0.1) ? random.pick(junkTexts) : random.pick(wordsOfFields[field] ?? names);
  }
}

/** Out of 64, so that some come again. */
function uuidOf(random: Seeded): string {
  return `00000000-0000-4000-8000-0000000000${random.below(64).toString(16).padStart(2, "0")}`;
}

/** The value as a document has it. Keys that are no names make a document that is none. */
function literalOf(value: unknown): string {
  if (value instanceof EnumName) return value.name;
  if (Array.isArray(value)) return `[${value.map(literalOf).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, part]) => `${key}: ${literalOf(part)}`)
      .join(", ")} }`;
  }
  return JSON.stringify(value) ?? "null";
}
