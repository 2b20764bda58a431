import type { GraphQLFormattedError } from "graphql";
import { type Client, createClient, type SubscribePayload } from "graphql-ws";
import WebSocket from "ws";

export interface GraphQLAnswer {
  readonly status: number;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[] | undefined;
  readonly text: string;
}

/** One operation over HTTP. `body` is sent as it is where a test wants to send something odd. */
export async function post(
  url: string,
  request:
    | { readonly query: string; readonly variables?: object; readonly operationName?: string }
    | { readonly body: string },
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphQLAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: "body" in request ? request.body : JSON.stringify(request),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text);
  return { status: response.status, data, errors, text };
}

/** A WebSocket client that does not reconnect, so that a test sees what happens to its connection. */
export function connect(url: string, connectionParams: Readonly<Record<string, string>> = {}): Client {
  return createClient({
    connectionParams,
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    // The default prints it.
    onNonLazyError: () => undefined,
    lazy: false,
  });
}

/** A result as it comes off the wire. */
export interface WireResult<T> {
  readonly data?: T | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
}

/** The next result of an iteration, or an error when none comes within the time. */
export async function nextResult<T>(results: AsyncIterator<WireResult<T>>, withinMs = 5_000): Promise<WireResult<T>> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no message within ${withinMs} ms`)), withinMs);
  });
  try {
    const { done, value } = await Promise.race([results.next(), deadline]);
    if (done) throw new Error("the subscription ended");
    return value;
  } finally {
    clearTimeout(timer);
  }
}

/** Runs one operation over a WebSocket to its first result. Refusals come back as the errors that the server sent. */
export async function once(client: Client, payload: SubscribePayload): Promise<WireResult<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const unsubscribe = client.subscribe<Record<string, unknown>>(payload, {
      next: (result) => {
        resolve(result);
        unsubscribe();
      },
      error: (error) => (Array.isArray(error) ? resolve({ errors: error }) : reject(error)),
      complete: () => reject(new Error("it ended without a result")),
    });
  });
}
