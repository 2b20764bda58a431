import type { Cause } from "@resource-manager/domain/consistency/cause";
import type { Finding, RepairKind } from "@resource-manager/domain/consistency/finding";
import type { FindingLife } from "@resource-manager/domain/consistency/finding-life";
import type { Finding as FindingRow } from "../generated/client.ts";
import { asJson, readTime } from "./json-times.ts";
import type { Cell } from "./sql.ts";

export function readFinding(row: FindingRow): FindingLife {
  return {
    id: row.id,
    state: row.state,
    // Only `writeFinding` writes these columns.
    finding: readBody(row.finding as unknown as StoredFinding),
    cause: row.cause === null ? null : readCause(row.cause as unknown as StoredCause),
    occurrences: row.occurrences,
    firstSeenAt: row.firstSeenAt,
    since: row.since,
    changedAt: row.changedAt,
    attempts: row.attempts,
    nextAttemptAt: row.nextAttemptAt,
    error: row.error,
    repair: row.repair as RepairKind | null,
    operationId: row.operationId,
    decidedBy: row.decidedBy,
    decidedWhy: row.decidedWhy,
  };
}

export function writeFinding(life: FindingLife) {
  return {
    id: life.id,
    state: life.state,
    finding: asJson(life.finding),
    cause: life.cause === null ? null : asJson(life.cause),
    occurrences: life.occurrences,
    firstSeenAt: life.firstSeenAt,
    since: life.since,
    changedAt: life.changedAt,
    attempts: life.attempts,
    nextAttemptAt: life.nextAttemptAt,
    error: life.error,
    repair: life.repair,
    operationId: life.operationId,
    decidedBy: life.decidedBy,
    decidedWhy: life.decidedWhy,
  } satisfies Record<keyof FindingRow, Cell>;
}

type StoredFinding = Omit<Finding, "since"> & { readonly since: string | null };
type StoredCause = Omit<Cause, "at"> & { readonly at: string | null };

function readBody(stored: StoredFinding): Finding {
  return { ...stored, since: readTime(stored.since) };
}

function readCause(stored: StoredCause): Cause {
  return { ...stored, at: readTime(stored.at) };
}
