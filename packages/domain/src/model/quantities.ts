import { ok, type Result, refuse } from "./result.ts";

/** Kubernetes' suffixes for bytes. `Gi` and `G` are different amounts and stay so. */
const BYTE_FACTORS: Readonly<Record<string, bigint>> = {
  "": 1n,
  k: 10n ** 3n,
  M: 10n ** 6n,
  G: 10n ** 9n,
  T: 10n ** 12n,
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
};

const GIB = 2 ** 30;
const NUMBER_AND_SUFFIX = /^(\d{1,15})(?:\.(\d{1,9}))?([A-Za-z]*)$/;

/** CPU as people type it: `4`, `0.5` (cores) or `500m` (millicores). Answers millicores; finer than 1m is refused. */
export function parseCpu(text: string): Result<number, string> {
  const parts = NUMBER_AND_SUFFIX.exec(text);
  if (!parts)
    return refuse(`"${excerpt(text)}" is not a CPU quantity: write cores ("4", "0.5") or millicores ("500m")`);
  const [, whole = "", fraction = "", suffix] = parts;
  if (suffix !== "" && suffix !== "m") {
    return refuse(`"${excerpt(text)}" has the unit "${suffix}": CPU takes cores ("4") or millicores ("500m")`);
  }
  const millis = scale(whole, fraction, suffix === "m" ? 1n : 1000n);
  if (millis === null) return refuse(`"${excerpt(text)}" is finer than one millicore`);
  return positive(millis, text);
}

/** RAM or storage: a whole number of bytes after its suffix, `Ki Mi Gi Ti` (powers of 1024) or `k M G T` (powers of 1000). */
export function parseBytes(text: string): Result<number, string> {
  const parts = NUMBER_AND_SUFFIX.exec(text);
  const hint = `write an amount such as "16Gi", "512Mi" or "16G"`;
  if (!parts) return refuse(`"${excerpt(text)}" is not an amount of bytes: ${hint}`);
  const [, whole = "", fraction = "", suffix = ""] = parts;
  const factor = BYTE_FACTORS[suffix];
  if (factor === undefined) return refuse(`"${excerpt(text)}" has the unknown unit "${suffix}": ${hint}`);
  const bytes = scale(whole, fraction, factor);
  if (bytes === null) return refuse(`"${excerpt(text)}" is not a whole number of bytes`);
  return positive(bytes, text);
}

/** Bytes as people read them: `64 GiB`, `1.5 GiB`, at most two decimals. */
export function formatGib(bytes: number): string {
  return `${trimNumber(bytes / GIB)} GiB`;
}

/** Millicores as people read them: `4 cores`, `0.5 cores`. */
export function formatCores(millis: number): string {
  return `${trimNumber(millis / 1000)} ${millis === 1000 ? "core" : "cores"}`;
}

function scale(whole: string, fraction: string, factor: bigint): bigint | null {
  const digits = BigInt(whole + fraction) * factor;
  const divisor = 10n ** BigInt(fraction.length);
  return digits % divisor === 0n ? digits / divisor : null;
}

function positive(amount: bigint, text: string): Result<number, string> {
  if (amount <= 0n) return refuse("must be more than zero");
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) return refuse(`"${excerpt(text)}" is more than any server can have`);
  return ok(Number(amount));
}

function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function trimNumber(value: number): string {
  return value.toFixed(2).replace(/\.?0+$/, "");
}
