const GIB = 1024 ** 3;
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** Bytes as the API sends them: a number while that is exact, decimal text beyond 2^53. */
export type Bytes = number | string;

/** `12,345`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** `64 GiB`, `0.25 GiB`, `1,523.5 GiB`: at most two digits after the point, fewer for larger amounts. */
export function formatGib(bytes: Bytes): string {
  return `${gibText(bytes)} GiB`;
}

/** The same without the unit, for columns that have it in their header. */
export function gibText(bytes: Bytes): string {
  return shorten(Number(bytes) / GIB);
}

/** `68,719,476,736 bytes`, exactly. */
export function formatBytes(bytes: Bytes): string {
  return `${BigInt(bytes).toLocaleString("en")} bytes`;
}

/** `16 cores`, `1 core`, `0.5 cores`. */
export function formatCores(cpuMillis: number): string {
  return `${coresText(cpuMillis)} ${cpuMillis === 1000 ? "core" : "cores"}`;
}

export function coresText(cpuMillis: number): string {
  return shorten(cpuMillis / 1000);
}

/** `16,000 millicores`, exactly. */
export function formatMillicores(cpuMillis: number): string {
  return `${formatCount(cpuMillis)} millicores`;
}

/** `1 GPU`, `8 GPUs`. */
export function formatGpus(gpus: number): string {
  return plural(gpus, "GPU");
}

/** `1 pod`, `3 pods`; another plural where it is irregular. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function shorten(value: number): string {
  const maximumFractionDigits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 10_000 ? 1 : 0;
  return new Intl.NumberFormat("en", { maximumFractionDigits }).format(value);
}
