import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { WatchStream } from "./watch-stream.ts";

const line = (type: string, name: string) => `${JSON.stringify({ type, object: { metadata: { name } } })}\n`;
const streamOf = (chunks: string[]) => new WatchStream(200, {}, Readable.from(chunks.map((text) => Buffer.from(text))));

test("events come whole and in order, however the bytes are cut", async () => {
  const text = line("ADDED", "ä") + line("MODIFIED", "b");
  const bytes = Buffer.from(text);
  const cut = Array.from(bytes, (byte) => Buffer.from([byte]));
  const stream = new WatchStream(200, {}, Readable.from(cut));
  const events = await stream.untilName("b");
  expect(events.map(({ type }) => type)).toEqual(["ADDED", "MODIFIED"]);
});

test("a stream that ends says so, and fails who still waits for an event", async () => {
  const stream = streamOf([line("ADDED", "a")]);
  expect(await stream.end()).toBe("by the server");
  await expect(stream.untilName("b")).rejects.toThrow("before the event");
  expect(stream.events).toHaveLength(1);
});

test("a stream that breaks is told from one that ends", async () => {
  const body = new Readable({ read() {} });
  const stream = new WatchStream(200, {}, body);
  body.destroy(new Error("reset"));
  expect(await stream.end()).toBe("broken");
});

test("a refusal is kept and gives no events", async () => {
  const stream = new WatchStream(410, {}, Readable.from([Buffer.from('{"kind":"Status"}')]));
  expect(await stream.refusal).toEqual({ kind: "Status" });
  expect(stream.events).toEqual([]);
});
