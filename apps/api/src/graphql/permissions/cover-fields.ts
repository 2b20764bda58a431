import { AUDIENCES, type Audience, audiencesOf, type TypeVisibility } from "@resource-manager/domain/rules/visibility";
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
} from "graphql";

type Table = Readonly<Record<string, TypeVisibility>>;

/**
 * Throws when a field of a type has no line in the table of who sees what, a line has no field, or a field that leads to a type is for more
 * people than anything of that type is. What can be asked at all, the fields of the root types, has a table of its own: see `guardRoots`.
 */
export function coverFields(schema: GraphQLSchema, table: Table): void {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !roots.has(type) && !type.name.startsWith("__"),
  );
  const rules = new Map(Object.entries(table).map(([name, type]) => [name, audiencesOf(type)]));
  const known = new Map(types.map((type) => [type.name, type.getFields()]));
  const places = types.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type: type.name, field })));
  const missing = places.filter(({ type, field }) => !rules.get(type)?.has(field.name));
  const unused = [...rules].flatMap(([type, fields]) =>
    [...fields.keys()].filter((field) => known.get(type)?.[field] === undefined).map((field) => `${type}.${field}`),
  );
  const wide = places.flatMap(({ type, field }) => tooWide(schema, rules, type, field));
  const faults = [
    ...(missing.length > 0
      ? [`nobody is named for ${missing.map(({ type, field }) => `${type}.${field.name}`).join(", ")}`]
      : []),
    ...(unused.length > 0 ? [`in no schema: ${unused.join(", ")}`] : []),
    ...wide,
  ];
  if (faults.length > 0)
    throw new Error(`packages/domain/src/rules/visibility.ts is out of date; ${faults.join("; ")}`);
}

type Rules = ReadonlyMap<string, ReadonlyMap<string, Audience>>;

function tooWide(
  schema: GraphQLSchema,
  rules: Rules,
  type: string,
  field: GraphQLField<unknown, unknown>,
): readonly string[] {
  const audience = rules.get(type)?.get(field.name);
  // Whoever asked for a change is told what became of it: the change itself was admitted with that very thing.
  if (audience === undefined || audience === "asker") return [];
  const to = getNamedType(field.type);
  const named = isAbstractType(to) ? schema.getPossibleTypes(to) : [to];
  return named
    .filter((each) => isObjectType(each))
    .filter(({ name }) => !isWithin(audience, rules.get(name)))
    .map(({ name }) => `${type}.${field.name} is for ${AUDIENCES[audience].who}, and leads to ${name}, which is not`);
}

/** Whether nobody comes by that field to a type of which they may see nothing. */
function isWithin(audience: Audience, of: ReadonlyMap<string, Audience> | undefined): boolean {
  const inside = [...(of?.values() ?? [])];
  if (inside.length === 0 || inside.every((each) => each === "part")) return true;
  const ranks = inside.map((each) => AUDIENCES[each].rank).filter((rank) => rank !== null);
  const { rank } = AUDIENCES[audience];
  return rank !== null && ranks.length > 0 && rank >= Math.min(...ranks);
}
