import { buildSchema, parse } from "graphql";
import { describe, expect, it } from "vitest";
import type { Services } from "../services.ts";
import { SharedExecutions } from "./shared-executions.ts";
import { LOCAL_ADMIN } from "./viewer.ts";

const schema = buildSchema("type Query { a: Int } type Subscription { ticks(of: Int): Int }");

function setUp(messages: readonly unknown[]) {
  let resolved = 0;
  const field = schema.getSubscriptionType()?.getFields().ticks;
  if (!field) throw new Error("the schema has it");
  field.subscribe = async function* () {
    yield* messages;
  };
  field.resolve = () => {
    resolved += 1;
    return resolved;
  };
  const executions = new SharedExecutions();
  const read = async (document: ReturnType<typeof parse>, of: number): Promise<unknown[]> => {
    const contextValue = { viewer: LOCAL_ADMIN, requestId: "", services: {} as Services };
    const results = await executions.subscribe({ schema, document, variableValues: { of }, contextValue });
    if (!(Symbol.asyncIterator in results)) throw new Error(JSON.stringify(results));
    const ticks: unknown[] = [];
    for await (const result of results) ticks.push(result.data?.ticks);
    return ticks;
  };
  return { read, document: parse("subscription ($of: Int) { ticks(of: $of) }") };
}

describe("SharedExecutions", () => {
  it("works a message out once for all who ask the same of it", async () => {
    const { read, document } = setUp([{ tick: 1 }, { tick: 2 }]);
    expect(await read(document, 1)).toEqual([1, 2]);
    expect(await read(document, 1)).toEqual([1, 2]);
  });

  it("but not for those who ask something else, nor where messages are not the same object", async () => {
    const { read, document } = setUp([{ tick: 1 }, 7]);
    expect(await read(document, 1)).toEqual([1, 2]);
    expect(await read(document, 2)).toEqual([3, 4]);
    expect(await read(document, 1)).toEqual([1, 5]);
    expect(await read(parse("subscription { ticks }"), 1)).toEqual([6, 7]);
  });
});
