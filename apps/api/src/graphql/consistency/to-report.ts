import type * as domain from "@resource-manager/domain/consistency/finding";
import { type FindingLife, isAlert } from "@resource-manager/domain/consistency/finding-life";
import type { Healer, Report, ReportedFinding } from "@resource-manager/domain/consistency/healer";
import type * as domainPass from "@resource-manager/domain/consistency/healing-pass";
import { defaultMode, mayHeal } from "@resource-manager/domain/consistency/policy";
import { ApiError } from "../api-error.ts";
import { FindingClass } from "./consistency.enum.ts";
import type { FindingFilter } from "./consistency.input.ts";
import type { ConsistencyReport, HealingPass, HealingPolicy } from "./consistency.type.ts";
import type { Finding, Repair } from "./finding.type.ts";

export interface PageRequest {
  readonly filter: FindingFilter;
  readonly first: number;
  readonly after: string | null;
}

/** The page of a report that was asked for; its counts are of all that passes the filter. */
export function toReport(
  { findings, ...report }: Report,
  { filter, first, after }: PageRequest,
  { stale, why }: { readonly stale: boolean; readonly why: string | null },
): ConsistencyReport {
  const passing = findings.filter((reported) => isWanted(reported, filter));
  const byClass = Map.groupBy(passing, ({ finding }) => finding.class);
  const { nodes, pageInfo } = pageOf(passing, ({ finding }) => finding.id, first, after);
  return {
    checkedAt: report.checkedAt,
    sequence: report.sequence,
    consistent: findings.every(({ finding, life }) => finding.severity === "INFO" || life?.state === "ACCEPTED"),
    counts: [...byClass].map(([cls, found]) => ({ class: cls, count: found.length })),
    findings: nodes.map(toFinding),
    totalCount: passing.length,
    pageInfo,
    stopped: report.stopped,
    stale,
    why,
  };
}

/** A part of a list after the entry with that id. A cursor that names none is refused. */
export function pageOf<T>(all: readonly T[], idOf: (entry: T) => string, first: number, after: string | null) {
  const start = after === null ? 0 : all.findIndex((entry) => idOf(entry) === after) + 1;
  if (after !== null && start === 0) throw new ApiError("BAD_USER_INPUT", "after: there is no such entry any more");
  const nodes = all.slice(start, start + first);
  const last = nodes.at(-1);
  const pageInfo = { hasNextPage: start + nodes.length < all.length, endCursor: last ? idOf(last) : null };
  return { nodes, pageInfo };
}

export function toFinding({ finding, life, mode, automatic }: ReportedFinding): Finding {
  const { repair, repairs, pod: _, ...facts } = finding;
  return {
    ...facts,
    state: life?.state ?? "OPEN",
    since: life?.since ?? finding.since,
    changedAt: life?.changedAt ?? null,
    occurrences: life?.occurrences ?? 1,
    cause: life?.cause ?? null,
    policy: mode,
    repair: repair && toRepair(repair, automatic),
    repairs: repairs.map((each) => toRepair(each, automatic && each.kind === repair?.kind)),
    operationId: life?.operationId ?? null,
    attempts: life?.attempts ?? 0,
    alert: life ? isAlert(life) : false,
    nextAttemptAt: life?.nextAttemptAt ?? null,
    error: life?.error ?? null,
    decidedBy: life?.decidedBy ?? null,
    decidedWhy: life?.decidedWhy ?? null,
  };
}

/** A finding as it last stood. What could be repaired then can not be now. */
export function toPastFinding(life: FindingLife): Finding {
  const finding = { ...life.finding, repair: null, repairs: [] };
  return toFinding({ finding, life, mode: "REPORT", automatic: false });
}

export function toRepair(repair: domain.Repair, automatic: boolean): Repair {
  const { podId: _, podVersion: __, uid: ___, resourceVersion: ____, ...shown } = repair;
  return { ...shown, automatic };
}

export function toPass({ actor, repairs, ...pass }: domainPass.HealingPass): HealingPass {
  const { inputHash: _, deletions: __, sequence: ___, ...shown } = pass;
  return {
    ...shown,
    actor: actor.name,
    repairs: repairs.map(({ repair, result, ...rest }) => ({
      ...rest,
      findingId: repair.findingId,
      kind: repair.kind,
      started: result === "STARTED",
    })),
  };
}

/** A line for each class, as people set it or by default; then those of single namespaces. */
export function toPolicies({ policies, defaults }: Healer, seesNamespace = (_name: string) => true): HealingPolicy[] {
  const everywhere = Object.values(FindingClass).map((cls): HealingPolicy => {
    const set = policies.find((line) => line.class === cls && line.namespace === null);
    const mode = set?.mode ?? defaultMode(defaults, cls);
    return { class: cls, namespace: null, mode, isDefault: !set, mayHeal: mayHeal(cls) };
  });
  const single = policies
    .filter(({ namespace }) => namespace !== null && seesNamespace(namespace))
    .map((line): HealingPolicy => ({ ...line, isDefault: false, mayHeal: mayHeal(line.class) }));
  return [...everywhere, ...single];
}

function isWanted({ finding, life }: ReportedFinding, filter: FindingFilter): boolean {
  const search = filter.search?.toLowerCase() ?? "";
  return (
    isAmong(finding.class, filter.classes) &&
    isAmong(finding.namespace, filter.namespaces) &&
    isAmong(finding.server, filter.servers) &&
    isAmong(finding.severity, filter.severities) &&
    isAmong(life?.state ?? "OPEN", filter.states) &&
    `${finding.subject}\n${finding.title}`.toLowerCase().includes(search)
  );
}

function isAmong<T>(value: T | null, wanted: readonly T[] | null | undefined): boolean {
  return !wanted?.length || (value !== null && wanted.includes(value));
}
