import { describe, expect, test } from "vitest";
import { NO_AMOUNTS, pickAmounts } from "../model/amounts.ts";
import type { LedgerPod, ObservedPod } from "../model/pod.ts";
import {
  allocation,
  around,
  GIB,
  HELD,
  ledgerPod,
  minutesAgo,
  NOW,
  observedPod,
  observedServer,
} from "../testing/objects.ts";
import { compareBusy, comparePod, ripens, standsFor } from "./compare-pods.ts";
import type { Finding } from "./finding.ts";

const OURS = observedPod().mark;
const COST = pickAmounts(HELD);
const READY = observedServer();
const AWAY = observedServer({ ready: "NOT_READY" });
const UNBOUND = ledgerPod({ allocations: [allocation({ clusterUid: null })] });
const MOVING = [allocation(), allocation({ id: "allocation-2", server: "gpu-2", clusterUid: null })];
const ENDED = ledgerPod({ allocations: [] });
/** 1 ms more, or less, than a time ago. */
const longer = (at: Date): Date => new Date(at.getTime() - 1);

function only(findings: readonly Finding[]): Finding | undefined {
  expect(findings).toHaveLength(1);
  return findings[0];
}

function kinds(finding: Finding | undefined) {
  return finding?.repairs.map(({ kind }) => kind);
}

describe("a pod stands for the ledger's pod", () => {
  test("by its mark, or by the uid in the books", () => {
    const elsewhere = observedPod({ uid: "uid-2" });
    expect(standsFor("us", ledgerPod(), observedPod({ mark: null }))).toBe(true);
    expect(standsFor("us", ledgerPod(), elsewhere)).toBe(true);
    expect(standsFor("us", UNBOUND, observedPod())).toBe(true);
    expect(standsFor("us", ledgerPod({ allocations: MOVING }), observedPod({ mark: null }))).toBe(true);
  });

  test.each<[string, Partial<ObservedPod>]>([
    ["none at all", { mark: null }],
    ["that of another installation", { mark: OURS && { ...OURS, installationId: "them" } }],
    ["that of another pod", { mark: OURS && { ...OURS, podId: "pod-2" } }],
  ])("not by another uid and a mark that is %s", (_, seen) => {
    expect(standsFor("us", ledgerPod(), observedPod({ uid: "uid-2", ...seen }))).toBe(false);
  });
});

describe("a pod that the cluster does not have", () => {
  test("is missing at the cost of all that it holds, while it moves on both servers", () => {
    const finding = only(comparePod(around(READY), ledgerPod({ allocations: MOVING }), undefined));
    expect(finding).toMatchObject({
      id: "POD_MISSING:pod-1",
      severity: "CRITICAL",
      subject: "pod:team/train",
      server: "gpu-1",
      title: "The ledger has a pod that the cluster no longer has",
      differences: [{ field: "pod", ledger: "present", clusterSpec: "absent", clusterStatus: null }],
      cost: { gpus: 2, cpuMillis: 2_000, ramBytes: 2 * GIB, storageBytes: 0 },
      since: null,
      repair: { kind: "RETIRE" },
    });
    expect(finding?.explanation).toMatch(
      /^Somebody deleted it beside .* Its capacity stays held until that is settled\.$/,
    );
  });

  test("that the cluster never had is a stale reservation", () => {
    const finding = only(comparePod(around(READY), UNBOUND, undefined));
    expect(finding).toMatchObject({
      class: "STALE_RESERVATION",
      severity: "CRITICAL",
      title: "The ledger holds room for a pod that the cluster never had",
      cost: COST,
    });
    expect(finding?.explanation).toMatch(/^Its creation left no pod/);
  });

  test("that was there with one of its allocations is missing", () => {
    const moving = ledgerPod({ allocations: MOVING.toReversed() });
    expect(only(comparePod(around(READY), moving, undefined))?.class).toBe("POD_MISSING");
  });

  test("that had ended costs nothing, and is only told", () => {
    const finding = only(comparePod(around(READY), ENDED, undefined));
    expect(finding).toMatchObject({ class: "POD_MISSING", severity: "INFO", server: null, cost: NO_AMOUNTS });
    expect(finding?.explanation).toMatch(/It holds nothing any more\.$/);
    expect(kinds(finding)).toEqual(["RETIRE"]);
  });

  test("that is to go is not offered to be made again", () => {
    expect(kinds(only(comparePod(around(READY), ledgerPod({ desired: "ABSENT" }), undefined)))).toEqual(["RETIRE"]);
  });

  test("can be released unproven where its server does not answer, and only there", () => {
    const away = only(comparePod(around(AWAY), ledgerPod(), undefined));
    expect(kinds(away)).toEqual(["RETIRE", "RECREATE", "RELEASE"]);
    expect(away?.explanation).toMatch(/^Somebody deleted it by force while gpu-1 does not answer/);
    expect(kinds(only(comparePod(around(READY), ledgerPod(), undefined)))).toEqual(["RETIRE", "RECREATE"]);
  });

  test("whose server was removed went with it", () => {
    const finding = only(comparePod(around(), ledgerPod(), undefined));
    expect(kinds(finding)).toEqual(["RETIRE", "RECREATE"]);
    expect(finding?.explanation).toMatch(/^Its server gpu-1 was removed from the cluster/);
  });

  test("whose name another pod has is not made again while that one stands", () => {
    const finding = only(comparePod(around(READY), ledgerPod(), observedPod({ uid: "uid-2", mark: null })));
    expect(kinds(finding)).toEqual(["RETIRE"]);
    expect(finding?.explanation).toMatch(/^Another pod has its name/);
    expect(finding?.differences).toMatchObject([{ field: "pod", clusterSpec: "another pod" }]);
  });
});

describe("a pod on a server where the ledger holds nothing for it", () => {
  const elsewhere = observedPod({ server: "gpu-9", effective: { ...HELD, gpus: 3 }, scheduledAt: minutesAgo(7) });

  test("is on the wrong server, since it was scheduled, at the cost of what it takes there", () => {
    const finding = only(comparePod(around(READY), ledgerPod({ allocations: MOVING }), elsewhere));
    expect(finding).toMatchObject({
      id: "WRONG_SERVER:pod-1",
      severity: "CRITICAL",
      title: "It runs on gpu-9, the ledger holds its room on gpu-1, gpu-2",
      differences: [{ field: "server", ledger: "gpu-1, gpu-2", clusterSpec: "gpu-9", clusterStatus: "gpu-9" }],
      cost: { ...COST, gpus: 3 },
      since: minutesAgo(7),
      repair: null,
    });
    expect(kinds(finding)).toEqual(["ADOPT", "RECREATE"]);
  });

  test.each<[string, LedgerPod, Partial<ObservedPod>]>([
    ["one of its two servers", ledgerPod({ allocations: MOVING }), { server: "gpu-2" }],
    ["no server yet", ledgerPod(), { server: null }],
    ["another, where it holds nothing at all", ENDED, { server: "gpu-9" }],
  ])("but not on %s", (_, pod, seen) => {
    expect(comparePod(around(READY), pod, observedPod(seen))).toEqual([]);
  });

  test("nor once it ended: then it only holds capacity", () => {
    const findings = comparePod(around(READY), ledgerPod(), observedPod({ server: "gpu-9", terminal: true }));
    expect(findings.map((finding) => finding.class)).toEqual(["TERMINAL_HOLDS_CAPACITY"]);
  });

  test("and its spec is not compared besides", () => {
    const findings = comparePod(around(READY), ledgerPod(), { ...elsewhere, image: "other:9" });
    expect(findings.map((finding) => finding.class)).toEqual(["WRONG_SERVER"]);
  });
});

describe("a pod that does not finish terminating", () => {
  const since = longer(minutesAgo(5));
  const held = { ...HELD, gpus: 2 };
  const terminating = observedPod({ status: "TERMINATING", deletionRequestedAt: since, held });

  test("is stuck after five minutes, not at five minutes", () => {
    expect(comparePod(around(READY), ledgerPod(), observedPod({ deletionRequestedAt: minutesAgo(5) }))).toEqual([]);
    const finding = only(comparePod(around(READY), ledgerPod(), terminating));
    expect(finding).toMatchObject({
      id: "STUCK_TERMINATING:pod-1",
      severity: "WARNING",
      cost: { ...COST, gpus: 2 },
      since,
      repairs: [],
    });
    expect(finding?.explanation).toMatch(/^A finalizer holds it/);
  });

  test("may be released where its server does not answer, at the cost of what the ledger holds", () => {
    const finding = only(comparePod(around(AWAY), ledgerPod(), terminating));
    expect(finding).toMatchObject({ class: "STUCK_TERMINATING", severity: "WARNING", cost: COST, since, repair: null });
    expect(finding?.repairs).toMatchObject([{ kind: "RELEASE", podId: "pod-1", podVersion: 3, uid: null }]);
    expect(finding?.explanation).toMatch(/^gpu-1 does not answer/);
  });

  test("is not said to be on a server where it never was, or that the cluster no longer has", () => {
    for (const [servers, server] of [
      [[AWAY], null],
      [[], "gpu-1"],
    ] as const) {
      const finding = only(comparePod(around(...servers), ledgerPod(), { ...terminating, server }));
      expect(finding?.repairs).toEqual([]);
    }
  });
});

describe("a pod that is pending for long", () => {
  const created = longer(minutesAgo(10));

  test("is a zombie after ten minutes, not at ten minutes", () => {
    expect(
      comparePod(around(READY), ledgerPod(), observedPod({ status: "PENDING", createdAt: minutesAgo(10) })),
    ).toEqual([]);
    const held = { ...HELD, gpus: 2 };
    const seen = observedPod({ status: "PENDING", createdAt: created, held, reason: "ImagePullBackOff" });
    expect(only(comparePod(around(READY), ledgerPod(), seen))).toMatchObject({
      id: "ZOMBIE_PENDING:pod-1",
      severity: "WARNING",
      cost: { ...COST, gpus: 2 },
      since: created,
      repairs: [],
    });
  });

  test("says why, by the cluster's message before its reason", () => {
    const why = (seen: Partial<ObservedPod>) =>
      only(comparePod(around(READY), ledgerPod(), observedPod({ status: "PENDING", createdAt: created, ...seen })))
        ?.explanation;
    expect(why({ reason: "ImagePullBackOff", message: "no such image" })).toMatch(/ no such image\.$/);
    expect(why({ reason: "ImagePullBackOff" })).toMatch(/ ImagePullBackOff\.$/);
    expect(why({})).toMatch(/ no reason is given\.$/);
  });

  test("is none while it runs, however old it is", () => {
    expect(comparePod(around(READY), ledgerPod(), observedPod({ createdAt: created }))).toEqual([]);
  });
});

describe("a pod that ended", () => {
  test("holds capacity until its server confirms it, and may be released", () => {
    const finding = only(
      comparePod(around(READY), ledgerPod({ allocations: MOVING }), observedPod({ terminal: true })),
    );
    expect(finding).toMatchObject({
      id: "TERMINAL_HOLDS_CAPACITY:pod-1",
      severity: "INFO",
      cost: { ...COST, gpus: 2, cpuMillis: 2_000, ramBytes: 2 * GIB },
      repair: null,
    });
    expect(finding?.repairs).toMatchObject([{ kind: "RELEASE", risk: expect.stringContaining("still run on gpu-1") }]);
  });

  test("is told with the server on which the ledger holds it, where the cluster names none", () => {
    const finding = only(comparePod(around(READY), ledgerPod(), observedPod({ terminal: true, server: null })));
    expect(finding?.repairs[0]?.risk).toContain("still run on gpu-1");
  });

  test("and holds nothing is no finding", () => {
    expect(comparePod(around(READY), ENDED, observedPod({ terminal: true }))).toEqual([]);
  });
});

describe("a deletion under way that a dead server holds up", () => {
  const going = ledgerPod({ desired: "ABSENT", updatedAt: longer(minutesAgo(5)) });

  test.each([
    ["gone from the cluster", undefined],
    ["still shown", observedPod()],
  ])("is told after five minutes, its pod being %s", (_, seen) => {
    const finding = only(compareBusy(around(AWAY), going, seen));
    expect(finding).toMatchObject({ id: "STUCK_TERMINATING:pod-1", since: going.updatedAt, cost: COST });
    expect(kinds(finding)).toEqual(["RELEASE"]);
  });

  test.each<[string, ReturnType<typeof around>, LedgerPod, ObservedPod | undefined]>([
    ["at five minutes", around(AWAY), { ...going, updatedAt: minutesAgo(5) }, undefined],
    ["of a pod that is to stay", around(AWAY), { ...going, desired: "PRESENT" }, undefined],
    ["of a pod that holds nothing", around(AWAY), { ...going, allocations: [] }, undefined],
    ["where its server answers", around(READY), going, undefined],
    ["where its server was removed", around(), going, undefined],
    ["where another pod has its name", around(AWAY), going, observedPod({ uid: "uid-2", mark: null })],
  ])("is not told %s", (_, surroundings, pod, seen) => {
    expect(compareBusy(surroundings, pod, seen)).toEqual([]);
  });
});

describe("only time makes a finding", () => {
  test.each<[boolean, string, LedgerPod, ObservedPod | undefined]>([
    [true, "of a pod that is being deleted", ledgerPod(), observedPod({ deletionRequestedAt: NOW })],
    [true, "of a pod that is pending", ledgerPod(), observedPod({ status: "PENDING" })],
    [false, "of a pod that runs", ledgerPod(), observedPod()],
    [false, "of a pod that holds nothing", ENDED, observedPod({ status: "PENDING" })],
    [false, "of a pod that is not there", ledgerPod(), undefined],
  ])("%s: %s", (expected, _, pod, seen) => {
    expect(ripens(pod, seen)).toBe(expected);
  });
});
