import type { IncomingHttpHeaders } from "node:http";
import { CloseCode, type Server } from "graphql-ws";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { MESSAGES_PER_SECOND_MAX } from "../graphql/limits/limits.ts";
import type { Asker } from "./asker.ts";
import { isTooDeep, JSON_DEPTH_MAX } from "./json-depth.ts";

/** A connection whose client does not answer a ping until the next one is dead. */
const PING_EVERY_MS = 12_000;
/** Source: RFC 6455, section 7.4.1. */
const POLICY_VIOLATION = 1008;

/** What operations may know of their connection. */
export interface SocketFacts {
  /** The address that it came from. */
  readonly from: string;
  /** Of the request that opened it. */
  readonly headers: IncomingHttpHeaders;
  readonly close: (code: number, reason: string) => void;
  /** Who asks over it; null: not said yet, or nobody any more. */
  asker: Asker | null;
  /** Stops waiting for the end of that, and counting what is open for them. */
  forget?: () => void;
}

/**
 * Connects one socket to the protocol. A message counts as sent once it has left for the operating system: that is how a
 * slow reader holds up its own subscriptions, and only those.
 */
export function attachSocket(server: Server<SocketFacts>, socket: WebSocket, facts: SocketFacts, log: Logger): void {
  const closed = server.opened(
    {
      protocol: socket.protocol,
      send: (text) => send(socket, text),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (take) => {
        const isTooMany = rateLimit(MESSAGES_PER_SECOND_MAX);
        socket.on("message", (data) => {
          if (isTooMany()) {
            socket.close(POLICY_VIOLATION, `more than ${MESSAGES_PER_SECOND_MAX} messages in a second`);
            return;
          }
          const text = String(data);
          if (isTooDeep(text)) {
            socket.close(CloseCode.BadRequest, `a message that is nested deeper than ${JSON_DEPTH_MAX}`);
            return;
          }
          take(text).catch((error: unknown) => {
            if (isOfServers(error)) {
              socket.close(CloseCode.BadRequest, "a message that only servers send");
              return;
            }
            log.error({ err: error }, "a WebSocket message failed");
            socket.close(CloseCode.InternalServerError, "internal error");
          });
        });
      },
    },
    facts,
  );
  const stopPinging = keepAlive(socket);
  // What a client sends wrongly (too large, no UTF-8) closes its connection; that is no fault of ours.
  socket.on("error", (error) => log.debug({ err: error }, "a WebSocket client broke the protocol"));
  socket.once("close", (code, reason) => {
    stopPinging();
    void closed(code, String(reason));
  });
}

/** graphql-ws refuses by an error without a code what has the form of a message and comes from the wrong side. */
function isOfServers(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Unexpected message of type ");
}

/** Counts calls; true for those beyond `max` since the present second began. */
function rateLimit(max: number): () => boolean {
  let [begun, count] = [performance.now(), 0];
  return () => {
    const now = performance.now();
    if (now - begun >= 1_000) [begun, count] = [now, 0];
    count += 1;
    return count > max;
  };
}

function send(socket: WebSocket, text: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  return new Promise((resolve, reject) => {
    // A client that left in the meantime is no fault.
    socket.send(text, (error) => (error && socket.readyState === socket.OPEN ? reject(error) : resolve()));
  });
}

function keepAlive(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on("pong", () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) {
      socket.terminate();
      return;
    }
    isAlive = false;
    socket.ping();
  }, PING_EVERY_MS);
  return () => clearInterval(timer);
}
