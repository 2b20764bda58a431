import { describe, expect, test } from "vitest";
import { minutesAgo, NOW } from "../testing/objects.ts";
import type { Cause } from "./cause.ts";
import type { Finding } from "./finding.ts";
import { type FindingLife, type FoldInput, foldLives, inVain, isAlert, type RepairProgress } from "./finding-life.ts";
import { makeFinding } from "./make-finding.ts";

const CAUSE: Cause = { who: "kubectl-edit", operation: "Update", at: NOW, source: "MANAGED_FIELDS", words: "w" };
const secondsAgo = (seconds: number): Date => minutesAgo(seconds / 60);

function finding(changes: { image?: string; title?: string; since?: Date } = {}): Finding {
  const { image = "other:1", title = "Image differs", since = null } = changes;
  const differences = [{ field: "image", ledger: "train:1", clusterSpec: image, clusterStatus: null }];
  const words = { severity: "WARNING", subject: "pod:team/train", explanation: "e" } as const;
  return makeFinding({ class: "SPEC_DRIFT", key: "pod-1", ...words, title, differences, since });
}

/** A life that stands for ten minutes, with all that may have been written into it. */
function life(changes: Partial<FindingLife> = {}): FindingLife {
  return {
    id: "SPEC_DRIFT:pod-1",
    state: "OPEN",
    finding: finding(),
    cause: CAUSE,
    occurrences: 2,
    firstSeenAt: minutesAgo(30),
    since: minutesAgo(10),
    changedAt: minutesAgo(10),
    attempts: 1,
    nextAttemptAt: minutesAgo(5),
    error: "in vain",
    repair: "REAPPLY",
    operationId: "operation-1",
    decidedBy: "ann",
    decidedWhy: "meant so",
    ...changes,
  };
}

function fold(before: FindingLife | null, now: Finding | null, rest: Partial<FoldInput> = {}): FindingLife[] {
  return foldLives({
    lives: new Map(before ? [[before.id, before]] : []),
    findings: now ? [now] : [],
    now: NOW,
    inFlux: new Set(),
    progress: () => "OPEN",
    ...rest,
  });
}

/** What is known of it as long as nobody did anything about it. */
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
} as const;
const ended = (progress: RepairProgress) => ({ progress: () => progress });

describe("a finding that comes up", () => {
  test("opens a life, since the objects say, or since now", () => {
    const opened = { ...CLEAN, id: "SPEC_DRIFT:pod-1", occurrences: 1, firstSeenAt: NOW, changedAt: NOW };
    expect(fold(null, finding())).toEqual([{ ...opened, finding: finding(), since: NOW }]);
    const older = finding({ since: minutesAgo(3) });
    expect(fold(null, older)).toEqual([{ ...opened, finding: older, since: minutesAgo(3) }]);
  });

  test.each(["REPAIRED", "RESOLVED"] as const)("again after it was %s counts up, and begins anew", (state) => {
    const again = { ...life({ state }), ...CLEAN, occurrences: 3, changedAt: NOW };
    expect(fold(life({ state }), finding())).toEqual([{ ...again, since: NOW }]);
    const since = minutesAgo(2);
    expect(fold(life({ state }), finding({ since }))).toEqual([{ ...again, finding: finding({ since }), since }]);
  });
});

describe("a finding that stands", () => {
  test.each(["OPEN", "ACCEPTED"] as const)("and says the same changes nothing while it is %s", (state) => {
    expect(fold(life({ state }), finding())).toEqual([]);
  });

  test("and says something else by now is shown as it is, and keeps what is known of it", () => {
    const now = finding({ image: "other:2" });
    expect(fold(life(), now)).toEqual([{ ...life(), finding: now, changedAt: NOW }]);
    const retitled = finding({ title: "Another title" });
    expect(fold(life(), retitled)).toEqual([{ ...life(), finding: retitled, changedAt: NOW }]);
  });

  test("after it was accepted is open again once it is another disagreement, with the cause that is known", () => {
    const now = finding({ image: "other:2" });
    expect(fold(life({ state: "ACCEPTED" }), now)).toEqual([
      { ...life(), ...CLEAN, cause: CAUSE, finding: now, changedAt: NOW },
    ]);
  });
});

describe("a finding under repair", () => {
  const repairing = life({ state: "REPAIRING", changedAt: secondsAgo(5) });

  test("is left alone while its operation is under way", () => {
    expect(fold(repairing, finding())).toEqual([]);
    expect(fold(repairing, null)).toEqual([]);
  });

  test("is asked about by its own operation", () => {
    const asked: string[] = [];
    const progress = (id: string): RepairProgress => {
      asked.push(id);
      return "OPEN";
    };
    fold(repairing, null, { progress });
    fold(repairing, finding(), { progress });
    expect(asked).toEqual(["operation-1", "operation-1"]);
  });

  test.each<[string, Partial<FindingLife>, RepairProgress]>([
    ["its operation ended", {}, "DONE"],
    ["its operation failed", {}, { failed: "no room" }],
    ["it was repaired without an operation", { operationId: null }, "OPEN"],
  ])("that is gone is REPAIRED where %s", (_, changes, progress) => {
    const before = { ...repairing, ...changes };
    expect(fold(before, null, ended(progress))).toEqual([
      { ...before, state: "REPAIRED", changedAt: NOW, error: null, nextAttemptAt: null },
    ]);
  });

  test("may still be shown for 5 s after its repair: the view lags", () => {
    const justNow = { ...repairing, changedAt: new Date(secondsAgo(5).getTime() + 1) };
    expect(fold(justNow, finding(), ended("DONE"))).toEqual([]);
    expect(fold({ ...justNow, operationId: null }, finding())).toEqual([]);
  });

  test("that still stands after 5 s was repaired in vain, and is tried again later", () => {
    const open = {
      ...repairing,
      state: "OPEN",
      attempts: 2,
      nextAttemptAt: new Date(NOW.getTime() + 40_000),
      changedAt: NOW,
    };
    expect(fold(repairing, finding(), ended("DONE"))).toEqual([
      { ...open, error: "its repair ended, and it still stands" },
    ]);
  });

  test("whose operation failed is open again at once, and says why", () => {
    const justNow = { ...repairing, changedAt: NOW };
    expect(fold(justNow, finding(), ended({ failed: "no room" }))).toMatchObject([
      { state: "OPEN", attempts: 2, error: "no room" },
    ]);
  });
});

describe("a finding that is gone", () => {
  test.each(["OPEN", "ACCEPTED"] as const)("without a repair is RESOLVED, from %s", (state) => {
    expect(fold(life({ state }), null)).toEqual([{ ...life(), state: "RESOLVED", changedAt: NOW }]);
  });

  test("because its subject is in flux is not gone", () => {
    expect(fold(life(), null, { inFlux: new Set(["pod:team/train"]) })).toEqual([]);
    expect(fold(life(), null, { inFlux: new Set(["pod:team/other"]) })).toHaveLength(1);
  });

  test.each(["REPAIRED", "RESOLVED"] as const)("and was %s before stays so", (state) => {
    expect(fold(life({ state, operationId: null }), null)).toEqual([]);
  });
});

describe("repairs in vain", () => {
  test.each([
    [0, 10],
    [1, 40],
    [2, 160],
    [3, 640],
    [4, 2_560],
    [5, 3_600],
    [50, 3_600],
  ])("after %d the next is tried %d s later, at most an hour", (attempts, seconds) => {
    expect(inVain(life({ state: "REPAIRING", attempts }), "why", NOW)).toEqual({
      ...life(),
      attempts: attempts + 1,
      nextAttemptAt: new Date(NOW.getTime() + seconds * 1_000),
      error: "why",
      changedAt: NOW,
    });
  });

  test("are an alert after the fifth", () => {
    expect(isAlert(life({ attempts: 4 }))).toBe(false);
    expect(isAlert(life({ attempts: 5 }))).toBe(true);
  });
});
