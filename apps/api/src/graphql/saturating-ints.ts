import {
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLOutputType,
  GraphQLScalarType,
  type GraphQLSchema,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";

const INT_MAX = 2 ** 31 - 1;
const INT_MIN = -(2 ** 31);

/** Int as answers have it: a number that it cannot hold is given as the nearest that it can. Programs see the ordinary Int. */
const SaturatingInt = new GraphQLScalarType({
  ...GraphQLInt.toConfig(),
  serialize: (value) =>
    GraphQLInt.serialize(Number.isFinite(value) ? Math.min(INT_MAX, Math.max(INT_MIN, value as number)) : value),
});

/**
 * A sum of millicores may be larger than an Int (8,388 servers of 256 cores), and what a node says of itself may be absurd. Neither is a reason to
 * answer nothing: all fields of this type saturate.
 */
export function saturateInts(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) field.type = saturating(field.type);
  }
}

function saturating(type: GraphQLOutputType): GraphQLOutputType {
  if (isNonNullType(type)) return new GraphQLNonNull(saturating(type.ofType));
  if (isListType(type)) return new GraphQLList(saturating(type.ofType));
  return type === GraphQLInt ? SaturatingInt : type;
}
