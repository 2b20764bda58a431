import type { Cause } from "./cause.ts";
import type { Finding, RepairKind } from "./finding.ts";

/**
 * OPEN: it stands · REPAIRING: an operation repairs it · REPAIRED: it is gone after a repair · RESOLVED: it is gone without one ·
 * ACCEPTED: it stands, and a person said that it may.
 */
export type FindingState = "OPEN" | "REPAIRING" | "REPAIRED" | "RESOLVED" | "ACCEPTED";

/** A finding's record in the ledger: what is known of it beyond the moment. */
export interface FindingLife {
  readonly id: string;
  readonly state: FindingState;
  /** As it was last seen. */
  readonly finding: Finding;
  readonly cause: Cause | null;
  /** How often it has come up; more than once: it recurs. */
  readonly occurrences: number;
  readonly firstSeenAt: Date;
  /** Since when it stands, or stood the last time. */
  readonly since: Date;
  readonly changedAt: Date;
  /** Repairs that were tried and left it standing, since it came up. */
  readonly attempts: number;
  /** It is not repaired by itself before; null: it may be at once. */
  readonly nextAttemptAt: Date | null;
  /** Why the last repair left it standing. */
  readonly error: string | null;
  readonly repair: RepairKind | null;
  readonly operationId: string | null;
  /** Who accepted it and why, or who asked for its repair. */
  readonly decidedBy: string | null;
  readonly decidedWhy: string | null;
}

/** What became of the operation that repairs it. */
export type RepairProgress = "OPEN" | "DONE" | { readonly failed: string };

export interface FoldInput {
  readonly lives: ReadonlyMap<string, FindingLife>;
  readonly findings: readonly Finding[];
  readonly now: Date;
  /** Subjects with an operation under way: they are not compared, so that a finding's absence says nothing. */
  readonly inFlux: ReadonlySet<string>;
  /** Of the operations named by lives that are REPAIRING. */
  readonly progress: (operationId: string) => RepairProgress;
}

/** After this many repairs in vain it is an alert: no more is tried by itself, a person has to look. */
export const ATTEMPTS_MAX = 5;
const BACKOFF_FIRST_MS = 10_000;
const BACKOFF_MAX_MS = 3_600_000;
/** The view may show a finding for a moment after its repair is done. */
const LAG_MS = 5_000;

/** What the lives become by what was found now: only those that change. Pure. */
export function foldLives(input: FoldInput): FindingLife[] {
  const found = new Map(input.findings.map((finding) => [finding.id, finding]));
  const changed: FindingLife[] = [];
  for (const finding of input.findings) {
    const life = input.lives.get(finding.id);
    const next = life ? standing(input, life, finding) : opened(finding, input.now);
    if (next !== life) changed.push(next);
  }
  for (const life of input.lives.values()) {
    if (found.has(life.id)) continue;
    const next = absent(input, life);
    if (next !== life) changed.push(next);
  }
  return changed;
}

/** Whether its repairs failed too often to go on by themselves. */
export function isAlert(life: FindingLife): boolean {
  return life.attempts >= ATTEMPTS_MAX;
}

function opened(finding: Finding, now: Date): FindingLife {
  const times = { firstSeenAt: now, since: finding.since ?? now, changedAt: now };
  return { ...CLEAN, ...times, id: finding.id, finding, occurrences: 1 };
}

const CLEAN = {
  state: "OPEN",
  cause: null,
  attempts: 0,
  nextAttemptAt: null,
  error: null,
  repair: null,
  operationId: null,
  decidedBy: null,
  decidedWhy: null,
} as const satisfies Partial<FindingLife>;

function standing({ now, progress }: FoldInput, life: FindingLife, finding: Finding): FindingLife {
  const isSame = fingerprint(finding) === fingerprint(life.finding);
  const seen = isSame ? life : { ...life, finding, changedAt: now };
  switch (life.state) {
    case "OPEN":
      return seen;
    case "ACCEPTED":
      return isSame ? life : { ...seen, ...CLEAN, cause: life.cause };
    case "REPAIRED":
    case "RESOLVED":
      return {
        ...life,
        ...CLEAN,
        finding,
        since: finding.since ?? now,
        changedAt: now,
        occurrences: life.occurrences + 1,
      };
    case "REPAIRING":
      return repairing(life, seen, progress, now);
  }
}

function repairing(life: FindingLife, seen: FindingLife, progress: FoldInput["progress"], now: Date): FindingLife {
  const state = life.operationId === null ? "DONE" : progress(life.operationId);
  if (state === "OPEN") return seen;
  const lags = state === "DONE" && now.getTime() - life.changedAt.getTime() < LAG_MS;
  if (lags) return seen;
  return inVain(seen, state === "DONE" ? "its repair ended, and it still stands" : state.failed, now);
}

/** A repair that left it standing: it is tried again by itself later and later. */
export function inVain(life: FindingLife, error: string, now: Date): FindingLife {
  const attempts = life.attempts + 1;
  const delayMs = Math.min(BACKOFF_FIRST_MS * 4 ** (attempts - 1), BACKOFF_MAX_MS);
  const nextAttemptAt = new Date(now.getTime() + delayMs);
  return { ...life, state: "OPEN", attempts, nextAttemptAt, error, changedAt: now };
}

function absent({ now, inFlux, progress }: FoldInput, life: FindingLife): FindingLife {
  if (life.state === "REPAIRED" || life.state === "RESOLVED") return life;
  if (life.state === "REPAIRING") {
    if (life.operationId !== null && progress(life.operationId) === "OPEN") return life;
    return { ...life, state: "REPAIRED", changedAt: now, error: null, nextAttemptAt: null };
  }
  if (inFlux.has(life.finding.subject)) return life;
  return { ...life, state: "RESOLVED", changedAt: now };
}

/** What makes it another disagreement than the one that a person accepted. Versions of objects are not among it. */
function fingerprint({ title, differences }: Finding): string {
  return JSON.stringify([title, differences]);
}
