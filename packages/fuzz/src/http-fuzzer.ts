import type { GraphQLSchema } from "graphql";
import { Agent } from "undici";
import { httpInput } from "./http-inputs.ts";
import { randomOf } from "./input-random.ts";
import { judgeDoor, judgeHttp, type Verdict } from "./judge-answer.ts";

export interface Fuzzer extends AsyncDisposable {
  /** Sends one input and says what came of it. Inputs may overlap. */
  send(index: number): Promise<Verdict>;
}

const ANSWER_WITHIN_MS = 60_000;
/** A server may close a kept connection just when the next request is on its way. Twice in a row it is no chance any more. */
const TRIES = 2;

export function openHttpFuzzer(url: string, schema: GraphQLSchema, seed: number): Fuzzer {
  const agent = new Agent({ connections: 64, headersTimeout: ANSWER_WITHIN_MS, bodyTimeout: ANSWER_WITHIN_MS });
  const { origin } = new URL(url);
  return {
    async send(index) {
      const { method, path, headers, body } = httpInput(schema, randomOf(seed, "http", index));
      for (let tried = 1; ; tried += 1) {
        try {
          const answer = await agent.request({ origin, method, path, headers, body });
          const judge = path.startsWith("/graphql") ? judgeHttp : judgeDoor;
          return judge(answer.statusCode, await answer.body.text());
        } catch (error) {
          if (tried < TRIES && isClosed(error)) continue;
          return { class: "no answer", fault: `${method} ${path.slice(0, 200)}: ${String(error)}` };
        }
      }
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

function isClosed(error: unknown): boolean {
  return (error as { code?: unknown }).code === "UND_ERR_SOCKET" || (error as { code?: unknown }).code === "ECONNRESET";
}
