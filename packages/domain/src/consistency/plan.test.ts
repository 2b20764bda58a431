import { describe, expect, test } from "vitest";
import type { Finding, Repair, RepairKind } from "./finding.ts";
import { makeFinding, type RepairPlan } from "./make-finding.ts";
import { listOf, plan } from "./plan.ts";

function repair(kind: RepairKind, changes: Partial<RepairPlan> = {}): RepairPlan {
  const versions = { podId: "pod-1", podVersion: 3, uid: "uid-1", resourceVersion: "7" };
  return { kind, ...versions, title: kind, calls: [], risk: "none", undo: null, deletes: false, ...changes };
}

function finding(key: string, repairs: readonly RepairPlan[], asks = false): Finding {
  const words = { severity: "WARNING", subject: `pod:team/${key}`, title: key, explanation: key } as const;
  return makeFinding({ class: "SPEC_DRIFT", key, ...words, repairs, asks });
}

const EDITED = finding("edited", [repair("REAPPLY")]);
const MISSING = finding("missing", [repair("RETIRE"), repair("RECREATE")]);
const REPLACED = finding("replaced", [repair("RECREATE"), repair("ADOPT")], true);
const STUCK = finding("stuck", []);
const ALL = [EDITED, MISSING, REPLACED, STUCK];

function planned(ids: readonly string[] | null, kind: RepairKind | null = null) {
  const list = plan(ALL, { findings: ids, kind });
  if (!list.ok) return list.error;
  return list.value.repairs.map(({ findingId, kind: chosen }) => [findingId, chosen]);
}

describe("the plan for all findings", () => {
  test("takes each one's default repair, and leaves out those that have none", () => {
    expect(planned(null)).toEqual([
      [EDITED.id, "REAPPLY"],
      [MISSING.id, "RETIRE"],
    ]);
  });

  test("takes the repair that was asked for wherever it is offered", () => {
    expect(planned(null, "RECREATE")).toEqual([
      [MISSING.id, "RECREATE"],
      [REPLACED.id, "RECREATE"],
    ]);
    expect(planned(null, "RELEASE")).toEqual([]);
  });

  test("names the findings that it repairs, and no others", () => {
    const list = plan(ALL, { findings: null, kind: "RECREATE" });
    expect(list.ok && [...list.value.findings]).toEqual([
      [MISSING.id, MISSING],
      [REPLACED.id, REPLACED],
    ]);
  });
});

describe("the plan for named findings", () => {
  test("takes them in the order in which they are named, each once", () => {
    expect(planned([MISSING.id, EDITED.id, MISSING.id])).toEqual([
      [MISSING.id, "RETIRE"],
      [EDITED.id, "REAPPLY"],
    ]);
    expect(planned([REPLACED.id], "ADOPT")).toEqual([[REPLACED.id, "ADOPT"]]);
  });

  test("is refused where one of them does not stand", () => {
    expect(planned([EDITED.id, "x".repeat(100)])).toEqual({
      kind: "NotFound",
      what: "FINDING",
      message: `there is no finding "${"x".repeat(80)}" now`,
    });
  });

  test.each<[string, Finding, RepairKind | null, string]>([
    ["nobody chose its repair", REPLACED, null, "a person must choose its repair: kind is one of RECREATE, ADOPT"],
    ["it does not offer that repair", MISSING, "ADOPT", "has no repair ADOPT, but RETIRE, RECREATE"],
    ["it has no repair at all", STUCK, "RETIRE", "has no repair: a person must settle it"],
  ])("is refused at that finding where %s", (_, refused, kind, message) => {
    const first = kind === "ADOPT" ? REPLACED : kind === "RETIRE" ? MISSING : EDITED;
    expect(planned([first.id, refused.id], kind)).toMatchObject({
      kind: "InvalidInput",
      problems: [{ path: "findings.1", message }],
    });
  });
});

describe("a plan's id, by which a person confirms it", () => {
  const base: Repair = { findingId: "F", ...repair("RETIRE") };
  const idOf = (...repairs: readonly Repair[]) => listOf(repairs, []).id;

  test("is the same whatever the order and the words", () => {
    const other: Repair = { ...base, findingId: "G" };
    expect(idOf(base)).toMatch(/^[0-9a-f]{32}$/);
    expect(idOf(base, other)).toBe(idOf(other, base));
    expect(idOf({ ...base, title: "other", calls: ["GET"], risk: "other", undo: "x" })).toBe(idOf(base));
  });

  test.each<Partial<Repair>>([
    { findingId: "G" },
    { kind: "RELEASE" },
    { podId: "pod-2" },
    { podVersion: 4 },
    { uid: "uid-2" },
    { resourceVersion: "8" },
  ])("is another one for %j", (change) => {
    expect(idOf({ ...base, ...change })).not.toBe(idOf(base));
  });
});
