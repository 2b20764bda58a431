import type { ClusterAnswer } from "@resource-manager/domain/ports/cluster";

/**
 * What goes wrong at a boundary. LOST_ANSWER and TIME_OUT_AFTER took effect, TIME_OUT_BEFORE did not; the caller cannot tell them
 * apart. A crash is the end of the process before or after the effect. LEDGER_FAILS: a full disk, a locked file: nothing was kept.
 */
export type Fault = (typeof CRASHES)[number] | (typeof CALL_FAULTS)[number] | (typeof LEDGER_FAULTS)[number];

export const CRASHES = ["CRASH_BEFORE", "CRASH_AFTER"] as const;
export const LEDGER_FAULTS = [...CRASHES, "LEDGER_FAILS"] as const;
export const CALL_FAULTS = [
  ...CRASHES,
  "UNREACHABLE",
  "TIME_OUT_BEFORE",
  "TIME_OUT_AFTER",
  "LOST_ANSWER",
  "TOO_MANY_REQUESTS",
  "SERVER_ERROR",
  "BAD_GATEWAY",
  "CONFLICT",
] as const;

/** What the port answers for a fault that is no crash. */
export function answerOf(fault: Fault): ClusterAnswer<never> {
  const away = (message: string, effectUnknown: boolean, retryAfterMs: number | null = null) =>
    ({ kind: "unavailable", message, effectUnknown, retryAfterMs }) as const;
  switch (fault) {
    case "UNREACHABLE":
      return away("connection refused", false);
    case "TIME_OUT_BEFORE":
    case "TIME_OUT_AFTER":
      return away("timed out", true);
    case "LOST_ANSWER":
      return away("socket hang up", true);
    case "TOO_MANY_REQUESTS":
      return away("429 Too Many Requests", false, 1_000);
    case "SERVER_ERROR":
      return away("500 Internal Server Error", true);
    case "BAD_GATEWAY":
      return away("503 Service Unavailable", true, 2_000);
    case "CONFLICT":
      return { kind: "conflict", message: "409 Conflict" };
    case "CRASH_BEFORE":
    case "CRASH_AFTER":
    case "LEDGER_FAILS":
      throw new Error(`${fault} is no answer of a cluster`);
  }
}
