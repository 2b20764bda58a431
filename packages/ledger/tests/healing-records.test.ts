import { join } from "node:path";
import type { Finding } from "@resource-manager/domain/consistency/finding";
import type { FindingLife } from "@resource-manager/domain/consistency/finding-life";
import type { HealingPass } from "@resource-manager/domain/consistency/healing-pass";
import { NO_AMOUNTS } from "@resource-manager/domain/model/amounts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLedger } from "../src/open-ledger.ts";
import { alice, anAuditEntry, countingIds, EPOCH, StandingClock, scratchFolder, seed } from "./fixtures.ts";

let folder: ReturnType<typeof scratchFolder>;
let clock: StandingClock;
let ledger: Awaited<ReturnType<typeof open>>;
const open = (installationId?: string) =>
  openLedger({ file: join(folder.path, "ledger.db"), clock, ids: countingIds(), installationId });

beforeEach(async () => {
  folder = scratchFolder();
  clock = new StandingClock();
  ledger = await open();
  await seed(ledger);
});
afterEach(async () => {
  await ledger.close();
  folder[Symbol.dispose]();
});

const finding: Finding = {
  id: "SPEC_DRIFT:pod-1",
  class: "SPEC_DRIFT",
  severity: "WARNING",
  subject: "pod:research/train",
  pod: { namespace: "research", name: "train" },
  namespace: "research",
  server: "gpu-1",
  title: "t",
  explanation: "e",
  differences: [{ field: "image", ledger: "a", clusterSpec: "b", clusterStatus: null }],
  cost: NO_AMOUNTS,
  since: EPOCH,
  repair: null,
  repairs: [],
};

const life: FindingLife = {
  id: finding.id,
  state: "OPEN",
  finding,
  cause: { who: "kubectl", operation: "Update", at: EPOCH, source: "MANAGED_FIELDS", words: "w" },
  occurrences: 1,
  firstSeenAt: EPOCH,
  since: EPOCH,
  changedAt: EPOCH,
  attempts: 0,
  nextAttemptAt: null,
  error: null,
  repair: null,
  operationId: null,
  decidedBy: null,
  decidedWhy: null,
};

const pass = (id: string, changes: Partial<HealingPass> = {}): HealingPass => ({
  id,
  trigger: "REQUEST",
  actor: alice,
  inputHash: null,
  beganAt: clock.now(),
  endedAt: null,
  sequence: 1,
  found: 1,
  opened: 0,
  closed: 0,
  deletions: 2,
  repairs: [],
  planId: null,
  stopped: null,
  ...changes,
});

test("a finding's life is kept whole, written again under its id, and is no change of the books", async () => {
  const sequence = ledger.sequence();
  await ledger.write((tx) => tx.saveFinding(life));
  expect(await ledger.findingLives()).toEqual([life]);
  const accepted: FindingLife = { ...life, state: "ACCEPTED", cause: null, decidedBy: "ann", decidedWhy: "a trial" };
  await ledger.write((tx) => tx.saveFinding(accepted));
  expect(await ledger.findingLives()).toEqual([accepted]);
  expect(ledger.sequence()).toBe(sequence);
});

test("passes are told newest first, page by page, and their deletions are counted by time", async () => {
  for (const id of ["a", "b", "c"]) {
    await ledger.write((tx) => tx.savePass(pass(id)));
    clock.advance(60_000);
  }
  await ledger.write((tx) => tx.savePass({ ...pass("b"), beganAt: new Date(EPOCH.getTime() + 60_000), deletions: 1 }));
  expect((await ledger.healingPasses(2, null)).map(({ id }) => id)).toEqual(["c", "b"]);
  expect((await ledger.healingPasses(2, "b")).map(({ id }) => id)).toEqual(["a"]);
  expect(await ledger.healingDeletionsSince(new Date(EPOCH.getTime() + 60_000))).toBe(3);
  expect(await ledger.healingPass("a")).toEqual({ ...pass("a"), beganAt: EPOCH });
  expect(await ledger.healingPass("z")).toBeNull();
});

test("a policy's line is set, replaced and taken away", async () => {
  const line = { class: "SPEC_DRIFT", namespace: null } as const;
  await ledger.write((tx) => tx.setPolicy({ ...line, mode: "HEAL" }));
  await ledger.write((tx) => tx.setPolicy({ ...line, namespace: "research", mode: "REPORT" }));
  await ledger.write((tx) => tx.setPolicy({ ...line, mode: "ASK" }));
  expect(await ledger.healingPolicies()).toEqual([
    { ...line, mode: "ASK" },
    { ...line, namespace: "research", mode: "REPORT" },
  ]);
  await ledger.write((tx) => tx.setPolicy({ ...line, mode: null }));
  expect(await ledger.healingPolicies()).toEqual([{ ...line, namespace: "research", mode: "REPORT" }]);
});

test("the audit's newest events of a subject are told, the oldest of them first", async () => {
  for (const action of ["one", "two", "three"]) await ledger.write((tx) => tx.audit(anAuditEntry({ action })));
  await ledger.write((tx) => tx.audit(anAuditEntry({ action: "other", subject: "pod:research/other" })));
  expect((await ledger.auditTrail("pod:research/train", 2)).map(({ action }) => action)).toEqual(["two", "three"]);
});

test("a new ledger takes the identity of a lost one; one that exists keeps its own", async () => {
  const { id } = await ledger.installation();
  await ledger.close();
  await expect(open("another")).rejects.toThrow(/Only a new ledger can take an identity/);
  ledger = await open(id);
  expect((await ledger.installation()).id).toBe(id);
  await ledger.close();
  folder[Symbol.dispose]();
  folder = scratchFolder();
  ledger = await open("lost-one");
  expect((await ledger.installation()).id).toBe("lost-one");
});
