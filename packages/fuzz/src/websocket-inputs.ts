import type { Seeded } from "@resource-manager/simulation/seeded";
import type { GraphQLSchema } from "graphql";
import { bombDocument, deepJson } from "./bombs.ts";
import { generateOperation } from "./documents.ts";
import { junkValue, mutateBytes, randomBytes } from "./junk.ts";

export interface WebSocketInput {
  readonly frame: string | Buffer;
  /** The id that an answer has to carry; null: the protocol owes this frame no answer but a `pong` or a close. */
  readonly answerTo: string | null;
}

/** One message on a connection of graphql-transport-ws that was acknowledged. */
export function websocketInput(schema: GraphQLSchema, random: Seeded, id: string): WebSocketInput {
  const type = random.chance(0.6) ? "subscription" : random.chance(0.7) ? "query" : "mutation";
  const payload = generateOperation(schema, random, type);
  const subscribe = { id, type: "subscribe", payload };
  const draw = random.next();
  if (draw < 0.5) return { frame: JSON.stringify(subscribe), answerTo: id };
  if (draw < 0.6) {
    const query = mutateBytes(random, Buffer.from(payload.query)).toString("utf8");
    return { frame: JSON.stringify({ ...subscribe, payload: { ...payload, query } }), answerTo: id };
  }
  if (draw < 0.63)
    return { frame: JSON.stringify({ ...subscribe, payload: { query: bombDocument(random) } }), answerTo: id };
  const others: readonly (() => string | Buffer)[] = [
    () => JSON.stringify({ ...subscribe, payload: { ...payload, variables: junkValue(random) } }),
    () => JSON.stringify({ ...subscribe, payload: junkValue(random) }),
    () => JSON.stringify({ ...subscribe, id: junkValue(random) }),
    () => JSON.stringify({ ...subscribe, type: junkValue(random) }),
    () => JSON.stringify({ type: "connection_init", payload: junkValue(random) }),
    () => JSON.stringify({ type: random.pick(["ping", "pong"]), payload: junkValue(random) }),
    () =>
      JSON.stringify({
        type: random.pick(["complete", "next", "error", "connection_ack"]),
        id: junkValue(random),
        payload: junkValue(random),
      }),
    () => JSON.stringify(junkValue(random)),
    () => `{"type":"ping","payload":${deepJson(random)}}`,
    () => mutateBytes(random, Buffer.from(JSON.stringify(subscribe))).toString("utf8"),
    () => mutateBytes(random, Buffer.from(JSON.stringify(subscribe))),
    () => randomBytes(random, random.below(300)),
  ];
  return { frame: random.pick(others)(), answerTo: null };
}
