import { GraphQLError, type GraphQLFormattedError } from "graphql";

/** Codes of graphql-js' and Apollo's own refusals of a request: their messages speak of the request only. */
const SPOKEN_CODES: ReadonlySet<unknown> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
]);

/**
 * An error as a client gets it: message, code and request id, with the place in the request; never a stack. Anything that
 * was not meant for clients becomes "internal error", and `report` is told of it.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  requestId: string,
  report: (error: unknown) => void,
): GraphQLFormattedError {
  const { path, locations } = formatted;
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  const code = formatted.extensions?.code;
  if (typeof code === "string" && (SPOKEN_CODES.has(code) || isMeantForClients(error))) {
    return { message: formatted.message, ...place, extensions: { code, requestId } };
  }
  report(error);
  const message = `internal error; it is in the log under request ${requestId}`;
  return { message, ...place, extensions: { code: "INTERNAL_SERVER_ERROR", requestId } };
}

/** Thrown on purpose with a code: execution wraps it, and keeps it as the original. */
function isMeantForClients(error: unknown): boolean {
  if (!(error instanceof GraphQLError)) return false;
  const original = error.originalError;
  return original === undefined || original === null ? "code" in error.extensions : isMeantForClients(original);
}
