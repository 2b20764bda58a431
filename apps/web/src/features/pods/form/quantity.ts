const byteFactors: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};
const numberAndUnit = /^(\d{1,15}(?:\.\d{1,9})?)([A-Za-z]*)$/;

/** Millicores of a CPU quantity as people type it (`4`, `0.5`, `500m`); null where it is none. The API has the last word. */
export function readCpu(text: string): number | null {
  const [, number, unit] = numberAndUnit.exec(text.trim()) ?? [];
  if (number === undefined || (unit !== "" && unit !== "m")) return null;
  const millis = Number(number) * (unit === "m" ? 1 : 1000);
  return millis > 0 ? millis : null;
}

/** Bytes of an amount as people type it (`64Gi`, `512Mi`, `16G`); null where it is none. */
export function readBytes(text: string): number | null {
  const [, number, unit] = numberAndUnit.exec(text.trim()) ?? [];
  const factor = unit === undefined ? undefined : byteFactors[unit];
  if (number === undefined || factor === undefined) return null;
  const bytes = Number(number) * factor;
  return bytes > 0 ? bytes : null;
}

/** The shortest exact text of an amount of CPU: `4`, `1.5`, `250m`. */
export function cpuText(cpuMillis: number): string {
  return cpuMillis % 100 === 0 ? String(cpuMillis / 1000) : `${cpuMillis}m`;
}

/** The text of an amount of bytes in the largest unit that keeps it whole: `64Gi`, `16G`, `1000`. */
export function bytesText(bytes: number | string): string {
  const amount = BigInt(bytes);
  if (amount === 0n) return "0";
  const unit = ["Ti", "Gi", "Mi", "T", "G", "M", "Ki", "k"].find(
    (one) => amount % BigInt(byteFactors[one] ?? 1) === 0n,
  );
  return `${amount / BigInt(byteFactors[unit ?? ""] ?? 1)}${unit ?? ""}`;
}
