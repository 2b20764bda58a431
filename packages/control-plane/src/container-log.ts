/**
 * The text of the one log file that every container of a virtual node shows, in the format of a container runtime
 * (CRI: time, stream, `F` for a full line, text), because that is what kwok reads.
 * @param writtenAt the time of all its lines; what `timestamps` and `sinceTime` of a request are about.
 */
export function containerLog(writtenAt: Date): string {
  return lines.map((line) => `${writtenAt.toISOString()} stdout F ${line}\n`).join("");
}

/** Several, so that `tailLines` has something to choose from. */
const lines = [
  "This server is virtual.",
  "No container runs on it, so none writes a log.",
  "Every container shows these lines.",
] as const;
