import type { Seeded } from "@resource-manager/simulation/seeded";

/** Texts that programs trip over: empty, long, odd characters, numbers at their edges, names with a meaning in JavaScript. */
export const junkTexts: readonly string[] = [
  "",
  " ",
  "\u0000",
  "\ud800",
  "\u202e😀ﷺ",
  "a".repeat(300),
  "x".repeat(20_000),
  "__proto__",
  "constructor",
  "toString",
  "null",
  "NaN",
  "-1",
  "0",
  "1e999999",
  "9999999999999999999999Ei",
  "-9223372036854775809",
  "0.0000000001",
  "1Ki1",
  "0000-00-00T00:00:00Z",
  "275760-09-13T00:00:00.001Z",
  "../../etc/passwd",
  "'; DROP TABLE pods; --",
  "%00%ff",
  "a\r\nb: c",
];

const junkNumbers: readonly number[] = [
  0,
  -0,
  -1,
  0.5,
  1e21,
  -1e308,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  2 ** 63,
  Number.MIN_VALUE,
];

/** Any JSON value, of any type, mostly one that nobody asked for. */
export function junkValue(random: Seeded, depth = 2): unknown {
  switch (random.below(depth > 0 ? 7 : 5)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick(junkNumbers);
    case 3:
    case 4:
      return random.pick(junkTexts);
    case 5:
      return Array.from({ length: random.below(4) }, () => junkValue(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [random.pick(junkTexts), junkValue(random, depth - 1)]),
      );
  }
}

/** The same bytes with a few of them changed, taken out, doubled or moved. */
export function mutateBytes(random: Seeded, given: Buffer): Buffer {
  let bytes = given;
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(bytes.length + 1);
    const end = Math.min(bytes.length, at + 1 + random.below(16));
    const [before, piece, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
    const made = [randomBytes(random, 1 + random.below(4)), Buffer.alloc(0), Buffer.concat([piece, piece])];
    bytes = Buffer.concat([before, random.pick(made), after]);
  }
  return bytes;
}

export function randomBytes(random: Seeded, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}
