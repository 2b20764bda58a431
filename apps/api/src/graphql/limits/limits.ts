import { type DocumentNode, type GraphQLSchema, getOperationAST } from "graphql";
import { ApiError } from "../api-error.ts";
import { type OperationCost, operationCost } from "./operation-cost.ts";

/** Words and signs of a document; longer ones are not even parsed to their end. Validation takes time by the square of it. */
export const TOKENS_MAX = 2_000;
/** A document of more bytes is refused, by HTTP and by WebSocket. */
export const BODY_BYTES_MAX = 1024 * 1024;
/** Operations under way at once on one WebSocket. */
export const SUBSCRIPTIONS_MAX = 100;
/** Messages that one WebSocket may send in a second; then it is closed. */
export const MESSAGES_PER_SECOND_MAX = 500;

const LIMITS = {
  depth: 12,
  aliases: 30,
  rootFields: 30,
  directives: 50,
  fields: 250_000,
} as const satisfies Record<keyof OperationCost, number>;

const WORDS: Readonly<Record<keyof OperationCost, string>> = {
  depth: "levels deep",
  aliases: "aliases",
  rootFields: "fields at its root",
  directives: "directives",
  fields: "fields to resolve, about",
};

/** How many fields the operation resolves, about; or why it is refused before it runs. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>> | null | undefined,
): number | ApiError {
  const operation = getOperationAST(document, operationName);
  if (!operation) return 0;
  const cost = operationCost(schema, document, operation, variables ?? {});
  for (const name of Object.keys(LIMITS) as (keyof OperationCost)[]) {
    if (cost[name] <= LIMITS[name]) continue;
    const asked = Math.min(cost[name], Number.MAX_SAFE_INTEGER);
    return new ApiError(
      "QUERY_TOO_COMPLEX",
      `the operation is too large: ${asked} ${WORDS[name]}; at most ${LIMITS[name]} are allowed`,
    );
  }
  return cost.fields;
}
