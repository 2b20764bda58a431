import fc from "fast-check";
import { describe, expect, test } from "vitest";
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
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
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
