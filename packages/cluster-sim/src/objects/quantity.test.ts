import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addQuantities, canonicalQuantity, formatQuantity, parseQuantity, quantityAmount } from "./quantity.ts";

describe("canonical text", () => {
  test.each([
    ["0.5", "500m"],
    ["1000m", "1"],
    ["1024Mi", "1Gi"],
    ["2048Ki", "2Mi"],
    ["1500Mi", "1500Mi"],
    ["0.1Gi", "107374182400m"],
    ["1e3", "1e3"],
    ["1E", "1E"],
    ["1000k", "1M"],
    ["0", "0"],
    ["0Gi", "0"],
    ["-1", "-1"],
    ["+2", "2"],
    [".5Gi", "512Mi"],
    ["1u", "1u"],
    ["0.1n", "1n"],
    ["123456789", "123456789"],
  ])("%s is %s", (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  test.each(["", "lots", "1GG", "1 Gi", "Gi", "--1", "1e"])("%j is none", (text) => {
    expect(canonicalQuantity(text)).toBeUndefined();
  });

  test("says the same amount, and canonical text stays as it is", () => {
    const texts = fc
      .tuple(fc.integer({ min: 0, max: 10 ** 9 }), fc.constantFrom("", "m", "k", "M", "G", "Ki", "Mi", "Gi", "Ti"))
      .map(([number, suffix]) => `${number}${suffix}`);
    fc.assert(
      fc.property(texts, (text) => {
        const quantity = parseQuantity(text);
        if (quantity === undefined) return false;
        const canonical = formatQuantity(quantity);
        return parseQuantity(canonical)?.nano === quantity.nano && canonicalQuantity(canonical) === canonical;
      }),
    );
  });
});

test("CPU counts in thousandths, everything else in whole units, rounded up", () => {
  expect(quantityAmount("cpu", "1500m")).toBe(1500);
  expect(quantityAmount("cpu", "0.1m")).toBe(1);
  expect(quantityAmount("memory", "1Ki")).toBe(1024);
  expect(quantityAmount("memory", "1500m")).toBe(2);
  expect(quantityAmount("nvidia.com/gpu", "8")).toBe(8);
});

test("a sum keeps the form of its first operand", () => {
  const sum = (a: string, b: string): string => {
    const [left, right] = [parseQuantity(a), parseQuantity(b)];
    return left && right ? formatQuantity(addQuantities(left, right)) : "";
  };
  expect(sum("1Gi", "512Mi")).toBe("1536Mi");
  expect(sum("1500m", "500m")).toBe("2");
  expect(sum("0", "1Gi")).toBe("1Gi");
});
