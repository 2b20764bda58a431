/** An exact Kubernetes quantity: `numerator / denominator` base units (cores, bytes, devices). */
export interface Quantity {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * Parses a quantity as the API server serialises it: decimal suffixes `n u m k M G T P E`, binary ones `Ki … Ei`,
 * and exponents (`1e3`, `12E-2`). Null for anything else.
 * Source: k8s.io/apimachinery/pkg/api/resource/quantity.go.
 */
export function parseQuantity(text: string): Quantity | null {
  const match = PATTERN.exec(text);
  if (match === null) {
    return null;
  }
  const [, sign = "", digits = "", suffix = ""] = match;
  const [whole = "", fraction = ""] = digits.split(".");
  const factor = factorOf(suffix);
  const numerator = BigInt(`${whole}${fraction}`) * factor.numerator;
  return {
    numerator: sign === "-" ? -numerator : numerator,
    denominator: 10n ** BigInt(fraction.length) * factor.denominator,
  };
}

/**
 * Whole base units (bytes, devices, pods), rounded up as Kubernetes does. A value above 2^53 - 1 is given as 2^53 - 1,
 * so that an absurd request fills a server instead of counting as nothing. Null: no quantity, or a negative one.
 */
export function unitsOf(value: unknown): number | null {
  return scaled(value, 1n, UNITS);
}

/** Thousandths of the base unit (millicores), rounded up; limits as for `unitsOf`. */
export function millisOf(value: unknown): number | null {
  return scaled(value, 1000n, MILLIS);
}

const PATTERN = /^([+-]?)(\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d{1,3})?$/;
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

// The same few hundred texts come again with every pod; remembering them makes projection several times faster.
const REMEMBERED_MAX = 20_000;
const UNITS = new Map<string, number | null>();
const MILLIS = new Map<string, number | null>();

function factorOf(suffix: string): Quantity {
  const binary = BINARY[suffix];
  if (binary !== undefined) {
    return { numerator: 2n ** binary, denominator: 1n };
  }
  const exponent = DECIMAL[suffix] ?? Number(suffix.slice(1));
  return exponent < 0
    ? { numerator: 1n, denominator: 10n ** BigInt(-exponent) }
    : { numerator: 10n ** BigInt(exponent), denominator: 1n };
}

function scaled(value: unknown, scale: bigint, memory: Map<string, number | null>): number | null {
  // The API server writes text; a client that builds objects by hand may write a bare number.
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") {
    return null;
  }
  const known = memory.get(text);
  if (known !== undefined) {
    return known;
  }
  const result = roundUp(parseQuantity(text), scale);
  if (memory.size >= REMEMBERED_MAX) {
    memory.clear();
  }
  memory.set(text, result);
  return result;
}

function roundUp(quantity: Quantity | null, scale: bigint): number | null {
  if (quantity === null || quantity.numerator < 0n) {
    return null;
  }
  const rounded = (quantity.numerator * scale + quantity.denominator - 1n) / quantity.denominator;
  return Number(rounded > LARGEST ? LARGEST : rounded);
}
