import { AsyncLocalStorage } from "node:async_hooks";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { expressMiddleware } from "@as-integrations/express5";
import express, { type RequestHandler, type Response } from "express";
import { GraphQLError, type GraphQLSchema, getOperationAST } from "graphql";
import type { Logger } from "pino";
import { ApiError, type ApiErrorCode } from "../graphql/api-error.ts";
import type { GraphQLContext } from "../graphql/context.ts";
import { formatError } from "../graphql/format-error.ts";
import { BODY_BYTES_MAX, TOKENS_MAX } from "../graphql/limits/limits.ts";
import type { AdmittedDocument, PreparedDocuments } from "../graphql/prepared-documents.ts";
import { asking } from "../graphql/viewer.ts";
import type { Services } from "../services.ts";
import { answerAllowedOrigins } from "./allowed-origins.ts";
import { type Asker, recogniseAsker } from "./asker.ts";
import { ASKER_LIMITS, type AskerLimits } from "./asker-limits.ts";
import { addressOf, strangerBecause } from "./request-origin.ts";

export interface GraphQLHttpOptions {
  readonly schema: GraphQLSchema;
  readonly documents: PreparedDocuments;
  readonly limits: AskerLimits;
  /** Null: the product is still starting. */
  readonly services: () => Services | null;
  readonly newRequestId: () => string;
  /** The origin that browsers use, where it is not this machine's. */
  readonly publicUrl: string | null;
  /** Other origins, whose pages may ask. */
  readonly allowedOrigins: ReadonlySet<string>;
  readonly log: Logger;
}

export interface GraphQLOverHttp {
  readonly handlers: readonly (RequestHandler | express.ErrorRequestHandler)[];
  stop(): Promise<void>;
}

const STATUS_OF_CODE: Partial<Record<ApiErrorCode | "BAD_REQUEST" | "INTERNAL_SERVER_ERROR", number>> = {
  FORBIDDEN: 403,
  METHOD_NOT_ALLOWED: 405,
  PAYLOAD_TOO_LARGE: 413,
  STARTING: 503,
  TOO_MANY_REQUESTS: 429,
  UNAUTHENTICATED: 401,
  INTERNAL_SERVER_ERROR: 500,
};

const STARTING = "the product is starting; try again in a moment";

/** Carries the request's id to `formatError`, which Apollo calls without a context. */
const requestIds = new AsyncLocalStorage<string>();

/** Apollo Server behind the checks that come before it: who calls, how much, and how much it would take. */
export async function graphqlOverHttp(options: GraphQLHttpOptions): Promise<GraphQLOverHttp> {
  const { schema, documents, services, newRequestId, log } = options;
  const server = new ApolloServer<GraphQLContext>({
    schema,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    // A hash in place of the document would pass by what `admit` allows.
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginLandingPageDisabled()],
    parseOptions: { maxTokens: TOKENS_MAX },
    documentStore: documents.store,
    logger: log,
    formatError: (formatted, error) => {
      const requestId = requestIds.getStore() ?? newRequestId();
      return formatError(formatted, error, requestId, (fault) =>
        log.error({ err: fault, requestId }, "a request failed"),
      );
    },
  });
  await server.start();
  const apollo = expressMiddleware(server, {
    context: async ({ req, res }) => {
      const ready = services();
      if (ready === null) throw new Error("a request passed before the services were there");
      const requestId = requestIdOf(res);
      const { viewer, session } = askerIn(res);
      const origin = { id: requestId, from: addressOf(req), userAgent: req.headers["user-agent"] ?? null };
      return { viewer: asking(viewer, origin), session, origin, requestId, services: ready };
    },
  });
  return {
    handlers: [
      nameRequest(newRequestId),
      answerAllowedOrigins(options.allowedOrigins),
      refuseStrangers(options),
      recognise(services),
      express.json({ limit: BODY_BYTES_MAX }),
      admit(options),
      apollo,
      refuseUnreadable(log),
    ],
    stop: () => server.stop(),
  };
}

function nameRequest(newRequestId: () => string): RequestHandler {
  return (_req, res, next) => {
    const requestId = newRequestId();
    res.locals.requestId = requestId;
    res.setHeader("x-request-id", requestId);
    requestIds.run(requestId, next);
  };
}

function refuseStrangers({ publicUrl, allowedOrigins }: GraphQLHttpOptions): RequestHandler {
  return (req, res, next) => {
    const stranger = strangerBecause(req.headers, publicUrl, allowedOrigins);
    if (stranger !== null) return refuse(res, "FORBIDDEN", stranger);
    if (req.method !== "POST" && req.method !== "GET") return refuse(res, "METHOD_NOT_ALLOWED", "use POST or GET");
    res.setHeader("cache-control", "no-store");
    next();
  };
}

/** Whoever sends credentials that are no good is refused, before the body is read. */
function recognise(services: () => Services | null): RequestHandler {
  return (req, res, next) => {
    const ready = services();
    if (ready === null) return refuse(res, "STARTING", STARTING);
    const asker = recogniseAsker(req.headers.authorization, req.headers, ready);
    if (!asker.ok) {
      res.setHeader("www-authenticate", "Bearer");
      return refuse(res, "UNAUTHENTICATED", asker.error);
    }
    res.locals.asker = asker.value;
    next();
  };
}

function askerIn(res: Response): Asker {
  // `recognise` set it, or the request did not come so far.
  return res.locals.asker as Asker;
}

/** Refuses what must not reach Apollo: batches, subscriptions, and operations that would take too much. */
function admit({ documents, limits }: GraphQLHttpOptions): RequestHandler {
  return (req, res, next) => {
    // An empty body leaves nothing on the request, where Apollo expects something.
    req.body ??= {};
    const admitted = admittedOf(documents, req.method === "GET" ? req.query : req.body);
    const error =
      admitted instanceof GraphQLError ? admitted : limits.spend(askerIn(res).limitKey, admitted?.fields ?? 0);
    if (error === null) return next();
    const { message, extensions, locations } = error;
    if (extensions.code === "TOO_MANY_REQUESTS") res.setHeader("retry-after", String(ASKER_LIMITS.windowMs / 1_000));
    send(res, extensions.code === "TOO_MANY_REQUESTS" ? 429 : 400, {
      message,
      ...(locations ? { locations } : {}),
      extensions: { code: extensions.code },
    });
  };
}

/** Null: there is no document, which Apollo refuses. */
function admittedOf(documents: PreparedDocuments, body: unknown): AdmittedDocument | GraphQLError | null {
  if (Array.isArray(body)) {
    return new ApiError(
      "BATCHING_NOT_SUPPORTED",
      "several operations in one request are not supported; send one at a time",
    );
  }
  const { query, operationName: given, variables } = body as Record<string, unknown>;
  if (typeof query !== "string") return null;
  const operationName = typeof given === "string" ? given : null;
  const admitted = documents.admit({ query, operationName, variables: variablesOf(variables) });
  if ("error" in admitted) return admitted.error;
  if (getOperationAST(admitted.document, operationName)?.operation !== "subscription") return admitted;
  return new ApiError("BAD_USER_INPUT", "a subscription needs a WebSocket, with the protocol graphql-transport-ws");
}

/** In a GET they are JSON text. What is no object is left for Apollo to refuse. */
function variablesOf(given: unknown): Record<string, unknown> | null {
  const value = typeof given === "string" ? parseJson(given) : given;
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refuse(res: Response, code: ApiErrorCode, message: string): void {
  send(res, STATUS_OF_CODE[code] ?? 400, { message, extensions: { code } });
}

function send(res: Response, status: number, error: { message: string; extensions: Record<string, unknown> }): void {
  const extensions = { ...error.extensions, requestId: requestIdOf(res) };
  res.status(status).json({ errors: [{ ...error, extensions }] });
}

function requestIdOf(res: Response): string {
  return String(res.locals.requestId);
}

/** Bodies that cannot be read, and anything that nobody expected. Four parameters tell Express what it is. */
function refuseUnreadable(log: Logger): express.ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    if (res.headersSent) return next(error);
    const { type, status } = error as { type?: unknown; status?: unknown };
    if (type === "entity.too.large") {
      return refuse(res, "PAYLOAD_TOO_LARGE", `the body is larger than ${BODY_BYTES_MAX} bytes`);
    }
    if (typeof status === "number" && status >= 400 && status < 500) {
      return send(res, status, { message: "the body cannot be read as JSON", extensions: { code: "BAD_REQUEST" } });
    }
    const requestId = requestIdOf(res);
    log.error({ err: error, requestId }, "a request failed");
    const message = `internal error; it is in the log under request ${requestId}`;
    send(res, 500, { message, extensions: { code: "INTERNAL_SERVER_ERROR" } });
  };
}
