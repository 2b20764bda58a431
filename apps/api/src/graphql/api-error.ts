import { GraphQLError } from "graphql";

/** Why a request as a whole is not served. Refusals of changes are results, not these. */
export type ApiErrorCode =
  | "BAD_USER_INPUT"
  | "BATCHING_NOT_SUPPORTED"
  | "FORBIDDEN"
  | "METHOD_NOT_ALLOWED"
  | "NOT_FOUND"
  | "PAYLOAD_TOO_LARGE"
  | "QUERY_TOO_COMPLEX"
  | "STARTING"
  | "TOO_MANY_REQUESTS"
  | "TOO_MANY_SUBSCRIPTIONS"
  | "UNAUTHENTICATED"
  | "UNAVAILABLE";

/** An error whose message is meant for the client. */
export class ApiError extends GraphQLError {
  constructor(code: ApiErrorCode, message: string) {
    super(message, { extensions: { code } });
  }
}
