import { parse } from "graphql";
import { expect, test } from "vitest";
import { PreparedDocuments } from "./prepared-documents.ts";
import { makeSchema } from "./schema.ts";

const schema = await makeSchema();

test("a document that Apollo Server found valid is the one that was admitted, and is not validated again", async () => {
  const documents = new PreparedDocuments(schema);
  const query = "{ system { version } }";
  const admitted = documents.admit({ query });
  await documents.store.set("key", parse(query));
  expect("document" in admitted && (await documents.store.get("key"))).toBe(
    "document" in admitted && admitted.document,
  );
  expect(documents.validate(query)).toEqual([]);
});

test("a document that was never admitted is not kept for Apollo Server", async () => {
  const { store } = new PreparedDocuments(schema);
  await store.set("key", parse("{ system { version } }"));
  expect(await store.get("key")).toBeUndefined();
});

test("the oldest are forgotten, for both transports, when all together have too many tokens", async () => {
  const documents = new PreparedDocuments(schema);
  const queryOf = (index: number) => `query q${index} { ${"system { version } ".repeat(300)} }`;
  for (let index = 0; index < 100; index++) {
    documents.admit({ query: queryOf(index) });
    await documents.store.set(`key ${index}`, parse(queryOf(index)));
  }
  const kept = await Promise.all(Array.from({ length: 100 }, (_, index) => documents.store.get(`key ${index}`)));
  expect(kept[0]).toBeUndefined();
  expect(kept.lastIndexOf(undefined)).toBeLessThan(99);
  // Each has 1,205 tokens or so; 100,000 are kept.
  expect(kept.filter((document) => document !== undefined).length).toBeGreaterThan(75);
  expect(kept.filter((document) => document !== undefined).length).toBeLessThan(85);
});
