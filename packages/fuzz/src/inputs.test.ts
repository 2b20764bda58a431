import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";
import { expect, it } from "vitest";
import { generateOperation } from "./documents.ts";
import { httpInput } from "./http-inputs.ts";
import { randomOf } from "./input-random.ts";
import { mutatedEvent } from "./kubernetes-objects.ts";
import { websocketInput } from "./websocket-inputs.ts";

const schema = buildSchema(readFileSync(new URL("../../../apps/api/schema.graphql", import.meta.url), "utf8"));
const indexes = Array.from({ length: 300 }, (_, index) => index);
const pod = { metadata: { name: "p", uid: "u", labels: { a: "b" } }, spec: { containers: [{ image: "i" }] } };

it("the same seed, kind and number make the same input, and another seed another one", () => {
  const makers = [
    (seed: number, index: number) => httpInput(schema, randomOf(seed, "http", index)),
    (seed: number, index: number) => websocketInput(schema, randomOf(seed, "websocket", index), "id"),
    (seed: number, index: number) => JSON.stringify(mutatedEvent(randomOf(seed, "watch", index), pod, "7")),
  ];
  for (const make of makers) {
    const made = indexes.map((index) => make(1, index));
    expect(indexes.map((index) => make(1, index))).toEqual(made);
    expect(indexes.map((index) => make(2, index))).not.toEqual(made);
  }
});

it("every input can be made", () => {
  for (let index = 0; index < 20_000; index++) httpInput(schema, randomOf(3, "http", index));
});

it("most generated operations are ones that the schema allows, and reach every root field", () => {
  const made = (["query", "mutation", "subscription"] as const).flatMap((type) =>
    indexes.map((index) => generateOperation(schema, randomOf(1, "http", index), type).query),
  );
  const parsed = made.flatMap((query) => {
    try {
      return [parse(query)];
    } catch {
      return [];
    }
  });
  const allowed = parsed.filter((document) => validate(schema, document).length === 0);
  expect(allowed.length).toBeGreaterThan(made.length * 0.6);
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.flatMap((root) => Object.keys(root?.getFields() ?? {}));
  expect(fields.filter((field) => !made.some((query) => query.includes(`: ${field}`)))).toEqual([]);
});

it("a changed object leaves its template alone, and never claims a newer version", () => {
  const before = structuredClone(pod);
  const versions = indexes.map((index) => {
    const { metadata } = mutatedEvent(randomOf(1, "watch", index), pod, "7").object;
    return Number((metadata as { resourceVersion?: unknown } | null | undefined)?.resourceVersion);
  });
  expect(pod).toEqual(before);
  expect(versions.filter((version) => version > 7)).toEqual([]);
  expect(versions.filter((version) => version === 7).length).toBeGreaterThan(200);
});
