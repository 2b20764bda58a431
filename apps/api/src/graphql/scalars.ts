import { GraphQLScalarType } from "graphql";
import { GraphQLBigInt, GraphQLDateTime } from "graphql-scalars";

const bigInt = GraphQLBigInt.toConfig();

/** Bytes. All of ours are safe integers, which need no way through BigInt. */
export const BigIntScalar = new GraphQLScalarType({
  ...bigInt,
  description: "A whole number of up to 2^53, as a JSON number.",
  serialize: (value) => (Number.isSafeInteger(value) ? value : bigInt.serialize(value)),
});

export const DateTimeScalar = new GraphQLScalarType({
  ...GraphQLDateTime.toConfig(),
  description: "An instant in UTC as in RFC 3339: 2026-01-31T12:00:00.000Z.",
});
