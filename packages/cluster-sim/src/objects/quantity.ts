/** A Kubernetes quantity, exact: `nano` is its value in 1e-9 units. Source of the rules: apimachinery/pkg/api/resource. */
export interface Quantity {
  readonly nano: bigint;
  readonly format: "DecimalSI" | "BinarySI" | "DecimalExponent";
}

const NANO = 1_000_000_000n;
const DECIMAL: readonly (readonly [string, number])[] = [
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
];
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] as const;
const DECIMAL_POWERS = new Map(DECIMAL);
const SHAPE = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d+))?$/;

const parsed = new Map<string | number, Quantity | undefined>();
const PARSED_MAX = 10_000;

/** The quantity that a text or number stands for, or undefined where it is none. Fractions below 1n are rounded up. */
export function parseQuantity(text: string | number): Quantity | undefined {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const quantity = parse(text);
  if (parsed.size >= PARSED_MAX) parsed.clear();
  parsed.set(text, quantity);
  return quantity;
}

function parse(text: string | number): Quantity | undefined {
  const match = SHAPE.exec(typeof text === "number" ? String(text) : text.trim());
  if (match === null) return undefined;
  const [, sign, digits = "", binary, decimal, exponent] = match;
  const [whole = "", fraction = ""] = digits.split(".");
  const power = exponent !== undefined ? Number(exponent) : (DECIMAL_POWERS.get(decimal ?? "") ?? 0);
  let numerator = BigInt(`${whole}${fraction}` || "0") * NANO;
  let denominator = 10n ** BigInt(fraction.length);
  if (binary !== undefined) numerator *= 1024n ** BigInt(BINARY.indexOf(binary as (typeof BINARY)[number]));
  else if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator *= 10n ** BigInt(-power);
  const rounded = (numerator + denominator - 1n) / denominator;
  const format = binary !== undefined ? "BinarySI" : exponent !== undefined ? "DecimalExponent" : "DecimalSI";
  return { nano: sign === "-" ? -rounded : rounded, format };
}

/** The canonical text: no precision lost, no fractional digits, the largest suffix that fits. */
export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return "0";
  const sign = nano < 0n ? "-" : "";
  const size = nano < 0n ? -nano : nano;
  if (format === "BinarySI" && size >= 1024n * NANO && size % NANO === 0n) return sign + formatBinary(size / NANO);
  return sign + formatDecimal(size, format === "DecimalExponent");
}

function formatBinary(value: bigint): string {
  let rest = value;
  let power = 0;
  while (power < BINARY.length - 1 && rest % 1024n === 0n) {
    rest /= 1024n;
    power++;
  }
  return `${rest}${BINARY[power]}`;
}

function formatDecimal(nano: bigint, asExponent: boolean): string {
  let rest = nano;
  let index = 0;
  while (index < DECIMAL.length - 1 && rest % 1000n === 0n) {
    rest /= 1000n;
    index++;
  }
  const [suffix = "", power = 0] = DECIMAL[index] ?? [];
  if (asExponent) return power === 0 ? `${rest}` : `${rest}e${power}`;
  return `${rest}${suffix}`;
}

export function canonicalQuantity(text: string | number): string | undefined {
  const quantity = parseQuantity(text);
  return quantity === undefined ? undefined : formatQuantity(quantity);
}

const valueCache = new Map<string, number>();

/**
 * The value as a number for sums and comparisons: CPU in thousandths, everything else in whole units, rounded up.
 * Exact up to 2^53 (8 PiB), as the scheduler's int64 is far beyond any server.
 */
export function quantityAmount(resource: string, text: string | undefined): number {
  if (text === undefined) return 0;
  const cacheKey = resource === "cpu" ? `c${text}` : text;
  const cached = valueCache.get(cacheKey);
  if (cached !== undefined) return cached;
  const nano = parseQuantity(text)?.nano ?? 0n;
  const unit = resource === "cpu" ? NANO / 1000n : NANO;
  const amount = Number((nano + (nano > 0n ? unit - 1n : 0n)) / unit);
  if (valueCache.size > 50_000) valueCache.clear();
  valueCache.set(cacheKey, amount);
  return amount;
}

export function compareQuantities(a: Quantity, b: Quantity): number {
  return a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0;
}

/** The sum keeps the first non-zero operand's format, as Go's Quantity.Add does. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return { nano: a.nano + b.nano, format: a.nano === 0n ? b.format : a.format };
}

export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return { nano: a.nano - b.nano, format: a.nano === 0n ? b.format : a.format };
}

export const zeroQuantity: Quantity = { nano: 0n, format: "DecimalSI" };
