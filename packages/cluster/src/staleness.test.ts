import { expect, test } from "vitest";
import type { Verdict } from "./cluster-trust.ts";
import { type StalenessFacts, staleBecause } from "./staleness.ts";

const NOW = new Date("2026-01-01T10:00:00Z");
const TIMINGS = { probeStaleMs: 10_000, watchStaleMs: 13_000 };
const TRUSTED: Verdict = { kind: "trusted" };

function ago(ms: number): Date {
  return new Date(NOW.getTime() - ms);
}

function facts(
  change: Partial<StalenessFacts> & { pods?: Partial<StalenessFacts["reflectors"][number]> },
): StalenessFacts {
  const reflector = { kind: "pods", synced: true, provedAt: NOW, why: null, ...change.pods };
  return {
    verdict: TRUSTED,
    probeAnsweredAt: NOW,
    reflectors: [reflector, { kind: "nodes", synced: true, provedAt: NOW, why: null }],
    ...change,
  };
}

test.each<[string, StalenessFacts, string | null]>([
  ["all is well", facts({}), null],
  ["a probe just in time", facts({ probeAnsweredAt: ago(10_000) }), null],
  ["no probe in time", facts({ probeAnsweredAt: ago(10_001) }), "the cluster does not answer"],
  [
    "no probe in time, and the reason is known",
    facts({ probeAnsweredAt: ago(60_000), verdict: { kind: "away", why: "no route" } }),
    "the cluster does not answer: no route",
  ],
  [
    "one failed probe is not yet stale",
    facts({ probeAnsweredAt: ago(5_000), verdict: { kind: "away", why: "no route" } }),
    null,
  ],
  ["a watch just in time", facts({ pods: { provedAt: ago(13_000), why: "reset" } }), null],
  ["a dead watch", facts({ pods: { provedAt: ago(13_001) } }), "changes of pods do not arrive"],
  [
    "a dead watch with a reason",
    facts({ pods: { provedAt: ago(13_001), why: "403" } }),
    "changes of pods do not arrive: 403",
  ],
  ["a stranger", facts({ verdict: { kind: "stranger", why: "another cluster" } }), "another cluster"],
  ["backwards", facts({ verdict: { kind: "backwards", why: "back in time", lasting: false } }), "back in time"],
  ["nothing read", facts({ pods: { synced: false } }), "the cluster's state was not read yet"],
  ["the list fails", facts({ pods: { synced: false, why: "403" } }), "the cluster's state was not read yet: 403"],
  [
    "nothing read from a cluster that is away",
    facts({ pods: { synced: false, why: "403" }, verdict: { kind: "away", why: "no route" } }),
    "the cluster's state was not read yet: no route",
  ],
])("%s", (_title, given, why) => {
  expect(staleBecause(given, TIMINGS, NOW)).toBe(why);
});
