import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { keepStatements, StatementCache } from "./statement-cache.ts";

test("a kept statement answers each time with its own parameters", () => {
  const db = new Database(":memory:");
  db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
  const prepared: string[] = [];
  const cache = new StatementCache((sql) => {
    prepared.push(sql);
    return db.prepare(sql);
  });
  const insert = "INSERT INTO t (name) VALUES (?)";
  const select = "SELECT id, name FROM t WHERE name = ?";
  const both = [cache.get(insert).bind(["a"]), cache.get(insert).bind(["b"])];
  expect(both.map((statement) => statement.run().changes)).toEqual([1, 1]);
  for (const [id, name] of [
    [1, "a"],
    [2, "b"],
  ]) {
    const bound = cache.get(select).bind([name]);
    expect(bound.reader).toBe(true);
    expect(bound.columns().map((column) => [column.name, column.type])).toEqual([
      ["id", "INTEGER"],
      ["name", "TEXT"],
    ]);
    expect(bound.raw().all()).toEqual([[id, name]]);
  }
  expect(prepared).toEqual([insert, select]);
  db.close();
});

test("no more statements are kept than the limit, and those in use stay", () => {
  const db = new Database(":memory:");
  let prepared = 0;
  const cache = new StatementCache((sql) => {
    prepared += 1;
    return db.prepare(sql);
  });
  for (let index = 0; index < 2_000; index += 1) {
    cache.get("SELECT 0");
    cache.get(`SELECT ${index + 1}`);
  }
  expect(cache.size).toBe(500);
  expect(prepared).toBe(2_001);
  db.close();
});

test("an adapter that hides its connection is left as it is", () => {
  const adapter = { client: { prepare: () => "untouched" } };
  keepStatements(adapter);
  expect(adapter.client.prepare()).toBe("untouched");
});
