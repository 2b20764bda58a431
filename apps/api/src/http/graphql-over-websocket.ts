import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
} from "graphql";
import { CloseCode, handleProtocols, makeServer, type SubscribePayload } from "graphql-ws";
import type { Logger } from "pino";
import { WebSocketServer } from "ws";
import { ApiError } from "../graphql/api-error.ts";
import type { GraphQLContext } from "../graphql/context.ts";
import { formatError } from "../graphql/format-error.ts";
import { BODY_BYTES_MAX, SUBSCRIPTIONS_MAX } from "../graphql/limits/limits.ts";
import type { PreparedDocuments } from "../graphql/prepared-documents.ts";
import { SharedExecutions } from "../graphql/shared-executions.ts";
import { asking } from "../graphql/viewer.ts";
import type { Services } from "../services.ts";
import { recogniseAsker } from "./asker.ts";
import type { AskerLimits } from "./asker-limits.ts";
import { addressOf, strangerBecause } from "./request-origin.ts";
import { attachSocket, type SocketFacts } from "./websocket-transport.ts";

export interface GraphQLWebSocketOptions {
  readonly server: Server;
  readonly path: string;
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

export interface GraphQLOverWebSocket {
  stop(): Promise<void>;
}

const CONNECTIONS_MAX = 5_000;
/** How long a client has to answer when its connection is closed. */
const GOODBYE_MS = 300;

/** Subscriptions (and any other operation) by the graphql-transport-ws protocol, with the checks that HTTP has. */
export function graphqlOverWebSocket(options: GraphQLWebSocketOptions): GraphQLOverWebSocket {
  const { server, log } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: BODY_BYTES_MAX,
    perMessageDeflate: false,
    handleProtocols,
  });
  const executions = new SharedExecutions();
  const graphql = makeServer<never, SocketFacts>({
    subscribe: (args) => executions.subscribe(args),
    onConnect: ({ connectionParams, extra, subscriptions }) => {
      const underWay = (): number => Object.keys(subscriptions).length;
      return recognise(options, extra, connectionParams, underWay);
    },
    onSubscribe: ({ subscriptions, extra }, _id, payload) =>
      prepare(options, Object.keys(subscriptions).length, payload, extra),
    onNext: (_context, _id, _payload, args, result) =>
      result.errors ? { data: result.data ?? null, errors: told(result.errors, requestIdOf(args), log) } : undefined,
    onError: (_context, _id, _payload, errors) => told(errors, options.newRequestId(), log),
  });
  sockets.on("connection", (socket, request) => {
    const { headers } = request;
    const close = (code: number, reason: string): void => socket.close(code, reason);
    const facts: SocketFacts = { from: addressOf(request), headers, close, asker: null };
    attachSocket(graphql, socket, facts, log);
    socket.once("close", () => facts.forget?.());
  });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const refusal = refusalOf(request, options, sockets.clients.size);
    if (refusal !== null) {
      refuseUpgrade(socket, refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit("connection", client, request));
  };
  server.on("upgrade", upgrade);
  return {
    stop: async () => {
      server.off("upgrade", upgrade);
      for (const client of sockets.clients) client.close(1001, "the product stops");
      // A client that does not answer the goodbye must not hold up the end.
      const timer = setTimeout(() => terminateAll(sockets), GOODBYE_MS);
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
      clearTimeout(timer);
    },
  };
}

function terminateAll(sockets: WebSocketServer): void {
  for (const client of sockets.clients) client.terminate();
}

function refusalOf(
  request: IncomingMessage,
  { path, publicUrl, allowedOrigins, services }: GraphQLWebSocketOptions,
  connections: number,
): string | null {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname !== path) return "404 Not Found";
  if (strangerBecause(request.headers, publicUrl, allowedOrigins) !== null) return "403 Forbidden";
  return services() === null || connections >= CONNECTIONS_MAX ? "503 Service Unavailable" : null;
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.once("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/**
 * Who asks over this connection: by the token in the payload of `connection_init`, or by the request that opened it. False closes the
 * connection with 4403. When they are not the same any more (token or session over, other rights) the connection is closed, and serves
 * nothing from that moment on, however long its client takes to say goodbye.
 */
function recognise(
  { services: ready, limits }: GraphQLWebSocketOptions,
  socket: SocketFacts,
  params: Readonly<Record<string, unknown>> | undefined,
  underWay: () => number,
): boolean {
  const services = ready();
  if (services === null) return false;
  const { headers } = socket;
  const authorization = params?.authorization ?? params?.Authorization ?? headers.authorization;
  const asker = recogniseAsker(authorization, headers, services);
  if (!asker.ok) return false;
  socket.asker = asker.value;
  const disconnect = limits.connect(asker.value.limitKey, underWay);
  const stopWaiting = asker.value.whenOver(() => {
    socket.asker = null;
    socket.close(CloseCode.Forbidden, "who asks is not known any more, or may do something else now");
  });
  socket.forget = () => {
    disconnect();
    stopWaiting();
  };
  return true;
}

/** What is to be executed for a subscribe message, or why it is not. Nothing throws: graphql-ws would close the socket with the text. */
function prepare(
  { schema, documents, limits, services, newRequestId, log }: GraphQLWebSocketOptions,
  underWay: number,
  payload: SubscribePayload,
  { from, headers, asker }: SocketFacts,
): ExecutionArgs | readonly GraphQLError[] {
  try {
    const ready = services();
    if (asker === null) return [new ApiError("UNAUTHENTICATED", "who asks over this connection is not known any more")];
    if (ready === null) return [new ApiError("STARTING", "the product is starting; try again in a moment")];
    if (underWay > SUBSCRIPTIONS_MAX) {
      return [
        new ApiError("TOO_MANY_SUBSCRIPTIONS", `at most ${SUBSCRIPTIONS_MAX} operations at once on one connection`),
      ];
    }
    const { query, operationName = null, variables = null } = payload;
    const admitted = documents.admit({ query, operationName, variables });
    if ("error" in admitted) return [admitted.error];
    const refused = limits.tooManyOpen(asker.limitKey) ?? limits.spend(asker.limitKey, admitted.fields);
    if (refused !== null) return [refused];
    const errors = documents.validate(query);
    if (errors.length > 0) return errors;
    if (!getOperationAST(admitted.document, operationName)) {
      return [
        new GraphQLError("there is no such operation in the document", {
          extensions: { code: "OPERATION_RESOLUTION_FAILURE" },
        }),
      ];
    }
    const requestId = newRequestId();
    const origin = { id: requestId, from, userAgent: headers["user-agent"] ?? null };
    const { viewer, session } = asker;
    const context: GraphQLContext = { viewer: asking(viewer, origin), session, origin, requestId, services: ready };
    return {
      schema,
      document: admitted.document,
      contextValue: context,
      ...(operationName === null ? {} : { operationName }),
      ...(variables === null ? {} : { variableValues: variables }),
    };
  } catch (error) {
    log.error({ err: error }, "a subscribe message could not be prepared");
    return [new GraphQLError("internal error", { extensions: { code: "INTERNAL_SERVER_ERROR" } })];
  }
}

function told(errors: readonly GraphQLError[], requestId: string, log: Logger): GraphQLFormattedError[] {
  return errors.map((error) => {
    const formatted = error.toJSON();
    // graphql-js gives no code to variables of a wrong type: such an error belongs to no field, and its cause is one of the same kind.
    const { path, originalError = null, extensions } = error;
    const isOfVariables =
      !path && !extensions.code && (originalError === null || originalError instanceof GraphQLError);
    const coded = isOfVariables ? { ...formatted, extensions: { code: "BAD_USER_INPUT" } } : formatted;
    return formatError(coded, error, requestId, (fault) => log.error({ err: fault, requestId }, "an operation failed"));
  });
}

function requestIdOf(args: ExecutionArgs): string {
  return (args.contextValue as GraphQLContext).requestId;
}
