const pattern = /^(\d+)(?:\.(\d+))?(?:([eE][+-]?\d+)|(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?)$/;
const binary: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n };
const decimal: Readonly<Record<string, number>> = { m: -3, k: 3, M: 6, G: 9, T: 12, P: 15 };

/**
 * A Kubernetes quantity in thousandths of its unit, rounded up: `500m` is 500, `1Ki` is 1,024,000.
 * On purpose not the product's own parser, so that the proof does not share its faults.
 * @throws where it is no quantity
 */
export function thousandthsOf(text: string): bigint {
  const match = pattern.exec(text);
  if (match === null) throw new Error(`"${text}" is no quantity`);
  const [, whole = "", fraction = "", exponent, suffix = ""] = match;
  const digits = BigInt(whole + fraction) << (binary[suffix] ?? 0n);
  const power = 3 - fraction.length + (exponent === undefined ? (decimal[suffix] ?? 0) : Number(exponent.slice(1)));
  if (power >= 0) return digits * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (digits + divisor - 1n) / divisor;
}

/** Whole units (bytes, devices, pods), rounded up. */
export function unitsOf(text: string | undefined): number {
  return text === undefined ? 0 : Number((thousandthsOf(text) + 999n) / 1000n);
}

/** Thousandths (millicores), rounded up. */
export function millisOf(text: string | undefined): number {
  return text === undefined ? 0 : Number(thousandthsOf(text));
}
