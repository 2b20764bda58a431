import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyText } from "../testing/any-text.ts";
import { formatCores, formatGib, parseBytes, parseCpu } from "./quantities.ts";

describe("CPU", () => {
  test.each([
    ["4", 4000],
    ["0.5", 500],
    ["500m", 500],
    ["1.5", 1500],
    ["0.001", 1],
    ["16000m", 16000],
  ])("%s is %d millicores", (text, millis) => {
    expect(parseCpu(text)).toEqual({ ok: true, value: millis });
  });

  test.each(["", "abc", "-1", "0", "0m", "4Gi", "4 ", " 4", "1e3", "0.0001", "0.5m", "1,5", "99999999999999999999"])(
    "%j is refused with a reason",
    (text) => {
      const parsed = parseCpu(text);
      expect(parsed.ok).toBe(false);
      if (!parsed.ok) expect(parsed.error).not.toBe("");
    },
  );

  test("millicores read back as written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), (millis) => {
        expect(parseCpu(`${millis}m`)).toEqual({ ok: true, value: millis });
      }),
    );
  });
});

describe("bytes", () => {
  test.each([
    ["16Gi", 16 * 2 ** 30],
    ["16G", 16e9],
    ["512Mi", 512 * 2 ** 20],
    ["1.5Gi", 1.5 * 2 ** 30],
    ["1Ti", 2 ** 40],
    ["1000", 1000],
    ["1k", 1000],
    ["1Ki", 1024],
  ])("%s is %d bytes", (text, bytes) => {
    expect(parseBytes(text)).toEqual({ ok: true, value: bytes });
  });

  test.each(["", "16GiB", "16gi", "-1Gi", "0", "16 Gi", "0.3", "1e9", "9999999Ti"])("%j is refused", (text) => {
    expect(parseBytes(text).ok).toBe(false);
  });

  test("Gi and G are kept apart exactly", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8_000 }), (n) => {
        expect(parseBytes(`${n}Gi`)).toEqual({ ok: true, value: n * 2 ** 30 });
        expect(parseBytes(`${n}G`)).toEqual({ ok: true, value: n * 1e9 });
      }),
    );
  });

  test("no text crashes the parsers", () => {
    fc.assert(
      fc.property(anyText(60), (text) => {
        parseCpu(text);
        parseBytes(text);
      }),
    );
  });
});

test("amounts are shown as people read them", () => {
  expect(formatGib(64 * 2 ** 30)).toBe("64 GiB");
  expect(formatGib(1.5 * 2 ** 30)).toBe("1.5 GiB");
  expect(formatGib(100 * 2 ** 30)).toBe("100 GiB");
  expect(formatCores(500)).toBe("0.5 cores");
  expect(formatCores(1000)).toBe("1 core");
});

describe("amounts that are refused say why", () => {
  const error = (parsed: ReturnType<typeof parseCpu>) => (parsed.ok ? null : parsed.error);

  test.each([
    ["x", '"x" is not a CPU quantity: write cores ("4", "0.5") or millicores ("500m")'],
    ["4Gi", '"4Gi" has the unit "Gi": CPU takes cores ("4") or millicores ("500m")'],
    ["0.0001", '"0.0001" is finer than one millicore'],
    ["0.5m", '"0.5m" is finer than one millicore'],
    ["0", "must be more than zero"],
    ["99999999999999", '"99999999999999" is more than any server can have'],
  ])("CPU %j", (text, why) => {
    expect(error(parseCpu(text))).toBe(why);
  });

  test.each([
    ["16 Gi", '"16 Gi" is not an amount of bytes: write an amount such as "16Gi", "512Mi" or "16G"'],
    ["16gi", '"16gi" has the unknown unit "gi": write an amount such as "16Gi", "512Mi" or "16G"'],
    ["0.3", '"0.3" is not a whole number of bytes'],
    ["0Gi", "must be more than zero"],
    ["9999999Ti", '"9999999Ti" is more than any server can have'],
  ])("bytes %j", (text, why) => {
    expect(error(parseBytes(text))).toBe(why);
  });

  test("with no more than 40 characters of what was typed", () => {
    expect(error(parseCpu("x".repeat(40)))).toMatch(`"${"x".repeat(40)}" is not`);
    expect(error(parseCpu("x".repeat(41)))).toMatch(`"${"x".repeat(40)}…" is not`);
  });
});

test("the largest amount is the largest that is exact", () => {
  expect(parseBytes("9007199.254740991G")).toEqual({ ok: true, value: Number.MAX_SAFE_INTEGER });
  expect(parseBytes("9007199.254740992G").ok).toBe(false);
});

test("each suffix is the amount that Kubernetes means by it", () => {
  const suffixes = ["", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"];
  const bytes = suffixes.map((suffix) => parseBytes(`2${suffix}`)).map((parsed) => parsed.ok && parsed.value);
  expect(bytes).toEqual([2, 2e3, 2e6, 2e9, 2e12, 2 ** 11, 2 ** 21, 2 ** 31, 2 ** 41]);
});

test("a fraction is exact to nine digits, and no text with more before or behind its point is read", () => {
  expect(parseBytes("0.000000001G")).toEqual({ ok: true, value: 1 });
  expect(parseBytes("0.0000000010G").ok).toBe(false);
  expect(parseBytes("1234567890123456").ok).toBe(false);
  expect(parseCpu("1.").ok).toBe(false);
  expect(parseCpu("4x5").ok).toBe(false);
});

test("what is shown has two decimals at most, and none that say nothing", () => {
  expect([0, 1, 1.239, 10, 1.5].map((gib) => formatGib(gib * 2 ** 30))).toEqual([
    "0 GiB",
    "1 GiB",
    "1.24 GiB",
    "10 GiB",
    "1.5 GiB",
  ]);
  expect([0, 1, 250, 2_000, 100_000].map(formatCores)).toEqual([
    "0 cores",
    "0 cores",
    "0.25 cores",
    "2 cores",
    "100 cores",
  ]);
});
