import { createHash } from "node:crypto";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import { invalid } from "../rules/pod-input.ts";
import type { Finding, Repair, RepairKind } from "./finding.ts";

/** Which repairs a person asks for. */
export interface Selection {
  /** Ids of findings; null: all that stand. */
  readonly findings: readonly string[] | null;
  /** Null: each finding's default repair. Else this one: of the named findings, or of all that offer it. */
  readonly kind: RepairKind | null;
}

/** What would be done: the same objects at the same versions make the same plan, and the same id. */
export interface RepairList {
  readonly id: string;
  readonly repairs: readonly Repair[];
  /** What it repairs, by id. */
  readonly findings: ReadonlyMap<string, Finding>;
}

/** The repairs that a selection means among the findings that stand. Pure. */
export function plan(findings: readonly Finding[], { findings: ids, kind }: Selection): Result<RepairList, Refusal> {
  const repairOf = (finding: Finding): Repair | null =>
    kind === null ? finding.repair : (finding.repairs.find((repair) => repair.kind === kind) ?? null);
  if (ids === null)
    return ok(
      listOf(
        findings.map(repairOf).filter((repair) => repair !== null),
        findings,
      ),
    );
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const repairs: Repair[] = [];
  for (const [index, id] of [...new Set(ids)].entries()) {
    const finding = byId.get(id);
    if (!finding)
      return refuse({ kind: "NotFound", what: "FINDING", message: `there is no finding "${id.slice(0, 80)}" now` });
    const repair = repairOf(finding);
    if (!repair) return refuse(invalid([{ path: `findings.${index}`, message: whyNone(finding, kind) }]));
    repairs.push(repair);
  }
  return ok(listOf(repairs, findings));
}

export function listOf(repairs: readonly Repair[], findings: readonly Finding[]): RepairList {
  const parts = repairs
    .map(({ findingId, kind, podId, podVersion, uid, resourceVersion }) =>
      JSON.stringify([findingId, kind, podId, podVersion, uid, resourceVersion]),
    )
    .sort();
  const id = createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 32);
  const repaired = new Set(repairs.map(({ findingId }) => findingId));
  return {
    id,
    repairs,
    findings: new Map(findings.filter((each) => repaired.has(each.id)).map((each) => [each.id, each])),
  };
}

function whyNone(finding: Finding, kind: RepairKind | null): string {
  const kinds = finding.repairs.map((repair) => repair.kind).join(", ");
  if (finding.repairs.length === 0) return "has no repair: a person must settle it";
  return kind === null
    ? `a person must choose its repair: kind is one of ${kinds}`
    : `has no repair ${kind}, but ${kinds}`;
}
