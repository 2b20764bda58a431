import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";

/** The smallest operation that asks for one root field of a schema, with something for all that it requires. */
export function minimalOperation(
  kind: "query" | "mutation" | "subscription",
  field: GraphQLField<unknown, unknown>,
): string {
  const args = field.args.filter(isRequiredArgument).map(given);
  const selection = isCompositeType(getNamedType(field.type)) ? " { __typename }" : "";
  return `${kind} { ${field.name}${args.length > 0 ? `(${args.join(", ")})` : ""}${selection} }`;
}

function given({ name, type }: GraphQLArgument | GraphQLInputField): string {
  return `${name}: ${literal(type)}`;
}

function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return `[${literal(type.ofType)}]`;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${fields.map(given).join(", ")} }`;
  }
  if (isEnumType(type)) return type.getValues()[0]?.name ?? "null";
  if (type.name === "Boolean") return "true";
  if (type.name === "DateTime") return '"2026-01-01T00:00:00.000Z"';
  return type.name === "Int" || type.name === "BigInt" ? "1" : '"x"';
}
