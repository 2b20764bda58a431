import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { millisOf, parseQuantity, unitsOf } from "./quantity.ts";

describe("unitsOf", () => {
  test.each([
    ["0", 0],
    ["1", 1],
    ["+3", 3],
    ["1.5", 2],
    [".5", 1],
    ["5.", 5],
    ["100m", 1],
    ["1000m", 1],
    ["1001m", 2],
    ["1n", 1],
    ["1u", 1],
    ["2k", 2_000],
    ["2Ki", 2_048],
    ["3M", 3_000_000],
    ["3Mi", 3_145_728],
    ["16G", 16_000_000_000],
    ["16Gi", 17_179_869_184],
    ["1T", 1_000_000_000_000],
    ["1Ti", 1_099_511_627_776],
    ["1P", 1_000_000_000_000_000],
    ["1Pi", 1_125_899_906_842_624],
    ["1.5Gi", 1_610_612_736],
    ["0.1Gi", 107_374_183],
    ["128e6", 128_000_000],
    ["128E6", 128_000_000],
    ["12e-1", 2],
    ["1e+3", 1_000],
    ["128974848", 128_974_848],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ])("%s is %d", (text, units) => {
    expect(unitsOf(text)).toBe(units);
  });

  test.each(["1E", "1Ei", "9223372036854775807", "1e999", "9007199254740992"])(
    "%s is more than can be counted exactly, and counts as the most there is",
    (text) => {
      expect(unitsOf(text)).toBe(Number.MAX_SAFE_INTEGER);
    },
  );

  test.each([
    "",
    " ",
    "1 ",
    "Gi",
    "1gi",
    "1K",
    "1kk",
    "1Ki i",
    "0x10",
    "1e",
    "1.2.3",
    "1,5",
    "-1",
    "-1Ki",
    "NaN",
    "e3",
    ".",
  ])("%j is no amount", (text) => {
    expect(unitsOf(text)).toBeNull();
  });

  test.each([undefined, null, {}, [], true])("%j is no amount", (value) => {
    expect(unitsOf(value)).toBeNull();
  });

  test("a bare number is read as its text", () => {
    expect(unitsOf(4)).toBe(4);
    expect(unitsOf(1.5)).toBe(2);
    expect(unitsOf(Number.NaN)).toBeNull();
  });
});

describe("millisOf", () => {
  test.each([
    ["1", 1_000],
    ["500m", 500],
    ["0.5", 500],
    ["0.0001", 1],
    ["1500u", 2],
    ["2k", 2_000_000],
    ["1Ki", 1_024_000],
    ["100e-3", 100],
  ])("%s is %d thousandths", (text, millis) => {
    expect(millisOf(text)).toBe(millis);
  });
});

describe("for all quantities", () => {
  const wholes = fc.integer({ min: 0, max: 2 ** 40 });

  test("millicores are read back exactly", () => {
    fc.assert(fc.property(wholes, (millis) => millisOf(`${millis}m`) === millis));
  });

  test("plain bytes are read back exactly", () => {
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => unitsOf(String(bytes)) === bytes));
  });

  test("a suffix multiplies", () => {
    const suffixes = [
      ["k", 1e3],
      ["M", 1e6],
      ["G", 1e9],
      ["Ki", 2 ** 10],
      ["Mi", 2 ** 20],
      ["Gi", 2 ** 30],
    ] as const;
    const amounts = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(
        amounts,
        fc.constantFrom(...suffixes),
        (count, [suffix, factor]) => unitsOf(`${count}${suffix}`) === count * factor,
      ),
    );
  });

  test("a fraction is rounded up, by less than one", () => {
    const texts = fc.tuple(wholes, fc.stringMatching(/^[0-9]{1,12}$/)).map(([whole, digits]) => `${whole}.${digits}`);
    fc.assert(
      fc.property(texts, (text) => {
        const exact = parseQuantity(text);
        const units = unitsOf(text);
        if (exact === null || units === null) {
          return false;
        }
        const scaledUnits = BigInt(units) * exact.denominator;
        return scaledUnits >= exact.numerator && scaledUnits - exact.numerator < exact.denominator;
      }),
    );
  });

  test("no text makes it throw", () => {
    const nearly = fc.stringMatching(/^[-+.0-9eEmkMGTPKinu ]{0,12}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearly), (text) => {
        const units = unitsOf(text);
        return units === null || (Number.isSafeInteger(units) && units >= 0);
      }),
    );
  });
});
