import { setTimeout as pause } from "node:timers/promises";
import { Agent, request } from "undici";

export interface ApiClient extends AsyncDisposable {
  /**
   * Sends one GraphQL request and answers its data. Sends it again where the API does not answer, answers 5xx, takes too long or
   * says itself to ask again: the caller's operationId makes that safe.
   * @throws ApiFault where the API answers with an error of GraphQL, or stays away
   */
  call<T>(query: string, variables?: object): Promise<T>;
  /** How often a request had to be sent again. */
  readonly retries: number;
}

export class ApiFault extends Error {
  override readonly name = "ApiFault";
}

export interface ApiClientOptions {
  /** How long one request may take before it is sent again. */
  readonly answerWithinMs?: number;
  /** How long to go on trying. */
  readonly tryForMs?: number;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

const firstPauseMs = 100;
const longestPauseMs = 2_000;
/** Errors of GraphQL by which our API says: not now, ask again. */
const askAgainCodes = new Set(["STARTING", "UNAVAILABLE"]);

export function openApiClient(
  url: string,
  { answerWithinMs = 30_000, tryForMs = 180_000 }: ApiClientOptions = {},
): ApiClient {
  const agent = new Agent({ connections: 64, headersTimeout: answerWithinMs, bodyTimeout: answerWithinMs });
  let retries = 0;
  return {
    get retries() {
      return retries;
    },
    async call<T>(query: string, variables: object = {}): Promise<T> {
      const deadline = performance.now() + tryForMs;
      for (let waitMs = firstPauseMs; ; waitMs = Math.min(waitMs * 2, longestPauseMs)) {
        const outcome = await send(agent, url, { query, variables }, answerWithinMs);
        if ("data" in outcome) return outcome.data as T;
        if (!outcome.again || performance.now() > deadline) throw new ApiFault(outcome.fault);
        retries++;
        await pause(waitMs);
      }
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

type Outcome = { readonly data: unknown } | { readonly fault: string; readonly again: boolean };

async function send(dispatcher: Agent, url: string, body: object, answerWithinMs: number): Promise<Outcome> {
  try {
    const answer = await request(url, {
      dispatcher,
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 500) return { fault: `HTTP ${answer.statusCode}: ${text.slice(0, 300)}`, again: true };
    return read(answer.statusCode, text);
  } catch (error) {
    return { fault: `${url} does not answer: ${error instanceof Error ? error.message : String(error)}`, again: true };
  }
}

function read(status: number, text: string): Outcome {
  let answer: Answer;
  try {
    answer = JSON.parse(text) as Answer;
  } catch {
    return { fault: `HTTP ${status} and no JSON: ${text.slice(0, 300)}`, again: false };
  }
  const [error] = answer.errors ?? [];
  if (error === undefined && answer.data != null) return { data: answer.data };
  const code = error?.extensions?.code ?? `HTTP ${status}`;
  return { fault: `${code}: ${error?.message ?? text.slice(0, 300)}`, again: askAgainCodes.has(code) };
}
