import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";

export interface DescribedError {
  readonly message: string;
  /** The API's error code, such as API_UNAVAILABLE; null where the answer had none. */
  readonly code: string | null;
  /** By which the server's log can be searched. */
  readonly requestId: string | null;
}

interface WireError {
  readonly message?: unknown;
  readonly extensions?: { readonly code?: unknown; readonly requestId?: unknown };
}

/** An outage or a bug in words for people. Refusals are not errors: they are results (see features/refusals). */
export function describeError(error: unknown): DescribedError {
  const [wire] = wireErrors(error);
  if (wire) {
    return {
      message: text(wire.message) ?? "The API reported an error without saying which.",
      code: text(wire.extensions?.code),
      requestId: text(wire.extensions?.requestId),
    };
  }
  if (ServerError.is(error)) {
    return { message: `The API answered with HTTP status ${error.statusCode}.`, code: null, requestId: null };
  }
  return { message: "The API cannot be reached from here. Is Resource Manager running?", code: null, requestId: null };
}

function wireErrors(error: unknown): readonly WireError[] {
  if (CombinedGraphQLErrors.is(error)) return error.errors as readonly WireError[];
  if (!ServerError.is(error)) return [];
  try {
    const body: unknown = JSON.parse(error.bodyText);
    const errors = (body as { errors?: unknown }).errors;
    return Array.isArray(errors) ? errors : [];
  } catch {
    return []; // not JSON: something between us and the API answered
  }
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
