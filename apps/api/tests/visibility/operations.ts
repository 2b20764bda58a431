import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
} from "graphql";
import { costOf } from "../../src/graphql/limits/limits.ts";

/** One thing about which is asked: its names take the place of these words in the operations. */
export interface Target {
  readonly namespace: string;
  readonly pod: string;
  readonly team: string;
  readonly owner: string;
  readonly operationId: string;
  readonly quotaRequestId: string;
  readonly serviceAccountId: string;
}

/**
 * What each root field is asked for. `null`: it takes nothing that names a thing. The probe fails while a root with arguments that are
 * required, or a filter, is missing here.
 */
export const ARGUMENTS: Readonly<Record<string, readonly ((target: Target) => string)[]>> = {
  "Query.auditEvents": [
    () => "first: 40",
    ({ team }) => `first: 40, filter: { team: ${quoted(team)} }`,
    ({ namespace, pod }) => `first: 40, filter: { subject: ${quoted(`pod:${namespace}/${pod}`)} }`,
    ({ owner }) => `first: 40, filter: { actor: ${quoted(owner)} }`,
  ],
  "Query.auditedState": [
    ({ namespace, pod }) => `subject: ${quoted(`pod:${namespace}/${pod}`)}, at: ${LATER}`,
    ({ team }) => `subject: ${quoted(`team:${team}`)}, at: ${LATER}`,
    () => `subject: "server:probe-gpu", at: ${LATER}`,
  ],
  "Query.consistency": [
    () => "",
    ({ namespace }) => `filter: { namespaces: [${quoted(namespace)}] }`,
    ({ pod }) => `filter: { search: ${quoted(pod)} }`,
    ({ team }) => `filter: { team: ${quoted(team)} }`,
  ],
  "Query.namespaces": [() => "", ({ team }) => `team: ${quoted(team)}`],
  "Query.operation": [({ operationId }) => `id: ${quoted(operationId)}`],
  "Query.operations": [() => "", ({ team }) => `team: ${quoted(team)}`],
  "Query.overview": [() => "", ({ team }) => `team: ${quoted(team)}`],
  "Query.pod": [({ namespace, pod }) => `namespace: ${quoted(namespace)}, name: ${quoted(pod)}`],
  "Query.pods": [
    () => "",
    ({ namespace }) => `filter: { namespaces: [${quoted(namespace)}] }`,
    ({ owner }) => `filter: { owners: [${quoted(owner)}] }`,
    ({ team }) => `filter: { teams: [${quoted(team)}] }, orderBy: { field: CREATED_AT, direction: DESC }`,
    ({ pod }) => `filter: { search: ${quoted(pod)} }, orderBy: { field: OWNER, direction: ASC }, first: 1`,
  ],
  "Query.quotaRequests": [() => "", ({ team }) => `team: ${quoted(team)}`],
  "Query.resourceHistory": [
    () => `input: { from: ${EARLIER}, groupBy: TEAM }`,
    ({ team }) => `input: { from: ${EARLIER}, groupBy: TEAM, names: [${quoted(team)}] }`,
  ],
  "Query.servers": [() => "first: 1"],
  "Query.server": [() => `name: "probe-gpu"`],
  "Query.team": [({ team }) => `name: ${quoted(team)}`],
  "Subscription.consistencyChanged": [() => "", ({ pod }) => `filter: { search: ${quoted(pod)} }`],
  "Subscription.operationChanged": [({ operationId }) => `id: ${quoted(operationId)}`],
  "Subscription.operationsChanged": [() => "", ({ team }) => `team: ${quoted(team)}`],
  "Subscription.overviewChanged": [() => "", ({ team }) => `team: ${quoted(team)}`],
  "Subscription.podsChanged": [() => "", ({ namespace }) => `filter: { namespaces: [${quoted(namespace)}] }`],
};

const LATER = JSON.stringify(new Date(Date.now() + 3_600_000).toISOString());
const EARLIER = JSON.stringify(new Date(Date.now() - 3_600_000).toISOString());

export interface Asked {
  readonly place: string;
  readonly kind: "query" | "subscription";
  /** Does not depend on the target: it is the same for all. */
  readonly general: boolean;
  readonly text: (target: Target) => string;
  /** `Type.field` of all that is selected. */
  readonly fields: readonly string[];
}

/** Every query and subscription, with every field below it. What would be refused as too large is asked in parts. */
export function everythingSeen(schema: GraphQLSchema): readonly Asked[] {
  const roots = [
    ["query", schema.getQueryType()],
    ["subscription", schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).flatMap((field) => {
      const place = `${type?.name}.${field.name}`;
      const given = ARGUMENTS[place];
      if (given === undefined && field.args.some(isRequiredArgument))
        throw new Error(`the probe knows no arguments for ${place}`);
      const variants = (given ?? [() => ""]).map((args) => withFirst(field, args));
      return variants.flatMap((args) =>
        partsOf(schema, kind, field, args).map(({ selection, fields }) => ({
          ...{ place, kind, general: args.length === 0, fields: [place, ...fields] },
          text: (target: Target) => operationText(kind, field.name, args(target), selection),
        })),
      );
    }),
  );
}

/** Short lists, as what an operation may cost counts their longest. The probe's world has few of everything. */
function withFirst(
  field: GraphQLField<unknown, unknown>,
  args: (target: Target) => string,
): (target: Target) => string {
  if (!field.args.some(({ name }) => name === "first") || args(ANYTHING).includes("first:")) return args;
  return args.length === 0
    ? () => [args(ANYTHING), "first: 4"].filter(Boolean).join(", ")
    : (target) => `${args(target)}, first: 4`;
}

interface Part {
  readonly selection: string;
  readonly fields: readonly string[];
}

const ANYTHING: Target = {
  ...{ namespace: "n", pod: "p", team: "t", owner: "o", operationId: "i", quotaRequestId: "q", serviceAccountId: "s" },
};

function partsOf(
  schema: GraphQLSchema,
  kind: Asked["kind"],
  field: GraphQLField<unknown, unknown>,
  args: (target: Target) => string,
): readonly Part[] {
  const type = getNamedType(field.type);
  const isSmall = ({ selection }: Part): boolean =>
    typeof costOf(schema, parse(operationText(kind, field.name, args(ANYTHING), selection)), null, {}) === "number";
  return isLeafType(type) ? [{ selection: "", fields: [] }] : split(schema, type, [], isSmall);
}

/** The whole of a type in one part, or in several where that is too large. */
function split(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  above: readonly string[],
  isSmall: (part: Part) => boolean,
  around: (part: Part) => Part = (part) => part,
): readonly Part[] {
  const whole = around(allOf(schema, type, above));
  if (isSmall(whole)) return [whole];
  if (!isObjectType(type)) throw new Error(`${type.name} is too large to be asked for`);
  const fields = below(type, above);
  const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
  const parts = fields
    .filter((field) => !leaves.includes(field))
    .flatMap((field) => {
      const wrap = (part: Part): Part =>
        around({
          selection: `{ ${field.name} ${part.selection} }`,
          fields: [`${type.name}.${field.name}`, ...part.fields],
        });
      return split(schema, getNamedType(field.type), [...above, type.name], isSmall, wrap);
    });
  const ownLeaves = {
    selection: `{ __typename ${leaves.map(({ name }) => name).join(" ")} }`,
    fields: named(type, leaves),
  };
  return [around(ownLeaves), ...parts];
}

function allOf(schema: GraphQLSchema, type: GraphQLNamedType, above: readonly string[]): Part {
  if (isAbstractType(type)) {
    const parts = schema.getPossibleTypes(type).map((each) => ({ each, part: allOf(schema, each, above) }));
    const selection = parts.map(({ each, part }) => `... on ${each.name} ${part.selection}`).join(" ");
    return { selection: `{ __typename ${selection} }`, fields: parts.flatMap(({ part }) => part.fields) };
  }
  if (!isObjectType(type)) return { selection: "", fields: [] };
  const fields = below(type, above);
  const parts = fields.map((field) => ({
    field,
    part: allOf(schema, getNamedType(field.type), [...above, type.name]),
  }));
  const selection = parts.map(({ field, part }) => `${field.name} ${part.selection}`).join(" ");
  return {
    selection: `{ __typename ${selection} }`,
    fields: [...named(type, fields), ...parts.flatMap(({ part }) => part.fields)],
  };
}

/** Fields of a type, but those that lead back to a type above it. */
function below(type: GraphQLObjectType, above: readonly string[]): readonly GraphQLField<unknown, unknown>[] {
  return Object.values(type.getFields()).filter((field) => {
    const to = getNamedType(field.type);
    return isLeafType(to) || (to.name !== type.name && !above.includes(to.name));
  });
}

function named(type: GraphQLObjectType, fields: readonly GraphQLField<unknown, unknown>[]): readonly string[] {
  return fields.map((field) => `${type.name}.${field.name}`);
}

function operationText(kind: string, name: string, args: string, selection: string): string {
  return `${kind} { ${name}${args === "" ? "" : `(${args})`} ${selection} }`;
}

/** `Type.field` of every object type that a query or a subscription can lead to. */
export function fieldsToSee(schema: GraphQLSchema): ReadonlySet<string> {
  const found = new Set<string>();
  const todo: GraphQLNamedType[] = [schema.getQueryType(), schema.getSubscriptionType()].filter((type) => !!type);
  const seen = new Set<string>();
  for (let type = todo.pop(); type; type = todo.pop()) {
    if (seen.has(type.name)) continue;
    seen.add(type.name);
    if (isAbstractType(type)) todo.push(...schema.getPossibleTypes(type));
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      found.add(`${type.name}.${field.name}`);
      todo.push(getNamedType(field.type));
    }
  }
  return found;
}

/** A mutation with what its input requires, changing nothing where it can be tried dry. `given`: text of fields by their names. */
export function mutationText(
  field: GraphQLField<unknown, unknown>,
  given: Readonly<Record<string, string>> = {},
): string {
  const input = getNamedType(field.args[0]?.type ?? field.type);
  if (!isInputObjectType(input)) throw new Error(`${field.name} takes no input`);
  const fields = Object.values(input.getFields());
  const isGiven = (name: string): boolean => name === "dryRun" || name in given;
  const values = fields
    .filter((each) => isRequiredInputField(each) || isGiven(each.name))
    .map((each) => `${each.name}: ${each.name === "dryRun" ? "true" : (given[each.name] ?? literalOf(each))}`);
  return `mutation { ${field.name}(input: { ${values.join(", ")} }) { __typename ... on UserError { code message } } }`;
}

function literalOf({ type }: GraphQLArgument | GraphQLInputField): string {
  return literal(type);
}

function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return `[${literal(type.ofType)}]`;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${required.map((field) => `${field.name}: ${literalOf(field)}`).join(", ")} }`;
  }
  if (isEnumType(type)) return type.getValues()[0]?.name ?? "null";
  if (type.name === "Boolean") return "true";
  if (type.name === "DateTime") return LATER;
  return type.name === "Int" || type.name === "BigInt" ? "1" : '"x"';
}

export function quoted(text: string): string {
  return JSON.stringify(text);
}
