import { describe, expect, test } from "vitest";
import type { FindingClass, RepairKind } from "./finding.ts";
import { makeFinding } from "./make-finding.ts";
import { defaultMode, type HealingPolicy, isAutomatic, mayHeal, modeFor, type PolicyMode } from "./policy.ts";

const CLASSES: readonly FindingClass[] = [
  "POD_MISSING",
  "ORPHAN",
  "FOREIGN_POD",
  "SPEC_DRIFT",
  "WRONG_SERVER",
  "STATUS_OUT_OF_DATE",
  "STUCK_TERMINATING",
  "ZOMBIE_PENDING",
  "STALE_RESERVATION",
  "COUNTER_MISMATCH",
  "OVER_ALLOCATED",
  "SERVER_VANISHED",
  "QUOTA_DRIFT",
  "NAMESPACE_MISSING",
  "NETWORK_DRIFT",
  "PULL_SECRET_DRIFT",
  "TERMINAL_HOLDS_CAPACITY",
];

describe("where nobody set a policy", () => {
  const inMode = (mode: PolicyMode) => CLASSES.filter((cls) => defaultMode("SAFE", cls) === mode);

  test("a cluster that was named by its kubeconfig is only reported on", () => {
    expect(CLASSES.map((cls) => defaultMode("REPORT_ONLY", cls))).toEqual(CLASSES.map(() => "REPORT"));
  });

  test("on our own cluster the books are mended unasked, what nobody can repair is reported, and the rest is asked", () => {
    expect(inMode("HEAL")).toEqual(["COUNTER_MISMATCH"]);
    expect(inMode("REPORT")).toEqual([
      "FOREIGN_POD",
      "STATUS_OUT_OF_DATE",
      "OVER_ALLOCATED",
      "SERVER_VANISHED",
      "TERMINAL_HOLDS_CAPACITY",
    ]);
  });
});

describe("of the lines that people set", () => {
  const line = (namespace: string | null, mode: PolicyMode): HealingPolicy => ({
    class: "SPEC_DRIFT",
    namespace,
    mode,
  });
  const drift = (namespace: string | null) => ({ class: "SPEC_DRIFT", namespace }) as const;
  const lines = [line("prod", "REPORT"), line(null, "HEAL")];

  test("the namespace's own wins over the one for all, and that over the default", () => {
    expect(modeFor(lines, "SAFE", drift("prod"))).toBe("REPORT");
    expect(modeFor(lines.toReversed(), "SAFE", drift("prod"))).toBe("REPORT");
    expect(modeFor(lines, "SAFE", drift("dev"))).toBe("HEAL");
    expect(modeFor([line("prod", "HEAL")], "SAFE", drift("dev"))).toBe("ASK");
  });

  test("those of another class say nothing", () => {
    expect(modeFor(lines, "SAFE", { class: "POD_MISSING", namespace: "prod" })).toBe("ASK");
  });

  test("only the one for all holds for what is in no namespace", () => {
    expect(modeFor(lines, "REPORT_ONLY", drift(null))).toBe("HEAL");
    expect(modeFor([line("prod", "HEAL")], "REPORT_ONLY", drift(null))).toBe("REPORT");
  });
});

describe("done unasked", () => {
  const offering = (kind: RepairKind, asks = false) =>
    makeFinding({
      ...{ class: "POD_MISSING", severity: "CRITICAL", key: "k", subject: "s", title: "t", explanation: "e", asks },
      repairs: [
        {
          kind,
          podId: null,
          podVersion: null,
          uid: null,
          resourceVersion: null,
          title: "",
          calls: [],
          risk: "",
          undo: null,
          deletes: false,
        },
      ],
    });
  const kinds: readonly RepairKind[] = [
    "RETIRE",
    "REAPPLY",
    "RECREATE",
    "ADOPT",
    "DELETE_ORPHAN",
    "RECOUNT",
    "RELEASE",
    "CREATE_NAMESPACE",
  ];

  test("are only repairs that make, take over and delete no pod, and that free nothing unproven", () => {
    expect(kinds.filter((kind) => isAutomatic(offering(kind), "HEAL"))).toEqual([
      "RETIRE",
      "REAPPLY",
      "RECOUNT",
      "CREATE_NAMESPACE",
    ]);
  });

  test("is nothing where the policy does not say so, or a person has to choose", () => {
    expect(isAutomatic(offering("RETIRE"), "ASK")).toBe(false);
    expect(isAutomatic(offering("RETIRE"), "REPORT")).toBe(false);
    expect(isAutomatic(offering("RETIRE", true), "HEAL")).toBe(false);
  });

  test("may be the repairs of these classes", () => {
    expect(CLASSES.filter(mayHeal)).toEqual([
      "POD_MISSING",
      "SPEC_DRIFT",
      "STALE_RESERVATION",
      "COUNTER_MISMATCH",
      "QUOTA_DRIFT",
      "NAMESPACE_MISSING",
      "NETWORK_DRIFT",
      "PULL_SECRET_DRIFT",
    ]);
  });
});
