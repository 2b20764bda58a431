import { readdirSync, readFileSync } from "node:fs";

const apiProgram = /apps\/api\/dist\/main\.js$/;
const sampleMs = 1_000;

/** Follows the resident memory of the API's process, across its restarts. Linux only: elsewhere it sees nothing. */
export class ApiMemory implements Disposable {
  readonly #pid: number | undefined;
  readonly #timer: NodeJS.Timeout;
  #peakMib: number | undefined;

  constructor(pid: number | undefined) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#sample(), sampleMs);
    this.#sample();
  }

  /** Undefined where the process was not found, or several might be it. */
  get peakMib(): number | undefined {
    this.#sample();
    return this.#peakMib;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const pid = this.#pid ?? findApi();
    const peak = pid === undefined ? undefined : peakOf(pid);
    if (peak !== undefined) this.#peakMib = Math.max(this.#peakMib ?? 0, peak);
  }
}

/** Peak of this process, in MiB. */
export function ownPeakMib(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** The peak since the process's start, as the kernel keeps it. */
function peakOf(pid: number): number | undefined {
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, "status"))?.[1];
  return kib === undefined ? undefined : Number(kib) / 1024;
}

function findApi(): number | undefined {
  const found = pidsOf().filter((pid) =>
    readProc(pid, "cmdline")
      .split("\0")
      .some((argument) => apiProgram.test(argument)),
  );
  return found.length === 1 ? found[0] : undefined;
}

function pidsOf(): number[] {
  try {
    return readdirSync("/proc")
      .map(Number)
      .filter((pid) => Number.isSafeInteger(pid));
  } catch {
    return [];
  }
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
