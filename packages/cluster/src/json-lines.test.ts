import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LineTooLong, linesOf } from "./json-lines.ts";

async function read(chunks: readonly Buffer[], longest = 1_000_000): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of linesOf(Readable.from(chunks), longest)) {
    lines.push(...batch);
  }
  return lines;
}

test("lines are whole wherever the chunks were cut, also inside of a character", async () => {
  const lines = fc.array(
    fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", "")),
    { minLength: 1 },
  );
  await fc.assert(
    fc.asyncProperty(lines, fc.array(fc.nat(200)), async (texts, cuts) => {
      const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(""));
      const places = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b);
      const chunks = [...places, bytes.length].map((end, index) => bytes.subarray(places[index - 1] ?? 0, end));
      expect(await read(chunks)).toEqual(texts);
    }),
  );
});

test("a last line without its newline was cut off and is dropped", async () => {
  expect(await read([Buffer.from('{"a":1}\n{"b":'), Buffer.from("2}")])).toEqual(['{"a":1}']);
});

test("a chunk that completes no line is told as none: something was heard", async () => {
  const batches: (readonly string[])[] = [];
  for await (const batch of linesOf(Readable.from([Buffer.from("a"), Buffer.from("b\nc")]), 100)) {
    batches.push(batch);
  }
  expect(batches).toEqual([[], ["ab"]]);
});

test("nothing gives nothing", async () => {
  expect(await read([])).toEqual([]);
});

test("a line of several megabytes in many chunks is one line", async () => {
  const chunks = Array.from({ length: 64 }, () => Buffer.alloc(65_536, "x"));
  const lines = await read([...chunks, Buffer.from("\nend\n")], 16_000_000);
  expect(lines.map(({ length }) => length)).toEqual([64 * 65_536, 3]);
});

test("a line without end is refused before it fills the memory", async () => {
  const endless = Array.from({ length: 100 }, () => Buffer.alloc(65_536, "x"));
  await expect(read(endless, 200_000)).rejects.toBeInstanceOf(LineTooLong);
});
