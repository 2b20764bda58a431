import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { AuditCheckpoint, AuditLink, SealedEvent } from "../model/audit.ts";
import { NOW } from "../testing/objects.ts";
import { AUDIT_FAULTS_MAX, ChainCheck, chainHash, GENESIS, seal, TRIM_ACTION } from "./audit-chain.ts";

type Content = Parameters<typeof seal>[1];

const CONTENT: Content = {
  id: "event",
  at: NOW,
  actor: { kind: "USER", id: "user-ann", name: "ann" },
  action: "createPod",
  subject: "pod:team/train",
  result: "DONE",
  reason: null,
  before: null,
  after: { gpus: 1 },
  operationId: "operation-1",
};

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Events one after the other, each with these contents. */
function chain(count: number, from: AuditLink = GENESIS, contents: Readonly<Record<number, Partial<Content>>> = {}) {
  const events: SealedEvent[] = [];
  for (let index = 0; index < count; index += 1) {
    const head = events.at(-1) ?? from;
    events.push(seal(head, { ...CONTENT, ...contents[head.sequence + 1], id: `event-${head.sequence + 1}` }));
  }
  return events;
}

function check(
  events: readonly SealedEvent[],
  lastGiven = events.at(-1)?.sequence ?? 0,
  { checkpoint = null, anchor = null }: { checkpoint?: AuditCheckpoint | null; anchor?: AuditLink | null } = {},
) {
  const looking = new ChainCheck(checkpoint, anchor);
  for (const event of events) looking.add(event);
  return looking.end(lastGiven);
}

const faults = (...given: Parameters<typeof check>) =>
  check(...given).faults.map(({ kind, sequence, through }) => [kind, sequence, through]);
const told = (...given: Parameters<typeof check>) => check(...given).faults.map(({ message }) => message);

describe("an event is sealed", () => {
  test("behind the one before it, the first behind 64 zeros", () => {
    const [first, second] = chain(2);
    expect(first).toMatchObject({ sequence: 1, previousHash: "0".repeat(64) });
    expect(first?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toMatchObject({ sequence: 2, previousHash: first?.hash });
  });

  test("in the form that whoever has the exported lines can compute", () => {
    const request = { id: "request-1", from: "10.0.0.1" };
    const actor = { ...CONTENT.actor, onBehalfOf: "bob", request };
    const event = { ...CONTENT, actor, reason: "why", before: { gpus: 2 }, sequence: 7 };
    const fields = [
      "event",
      "2026-01-01T12:00:00.000Z",
      "USER",
      "user-ann",
      "ann",
      "bob",
      "createPod",
      "pod:team/train",
    ];
    const rest = ["DONE", "why", { gpus: 2 }, { gpus: 1 }, "operation-1", "request-1", "10.0.0.1"];
    expect(chainHash("p", event)).toBe(sha256(`p\n${JSON.stringify([7, ...fields, ...rest])}`));
    const plain = ["event", "2026-01-01T12:00:00.000Z", "USER", "user-ann", "ann", null, "createPod", "pod:team/train"];
    const nothing = ["DONE", null, null, null, null, null, null];
    const least = { ...CONTENT, before: undefined, after: undefined, operationId: null, sequence: 7 };
    expect(chainHash("p", least)).toBe(sha256(`p\n${JSON.stringify([7, ...plain, ...nothing])}`));
  });

  test.each<[string, Partial<Content>]>([
    ["its id", { id: "other" }],
    ["when", { at: new Date(NOW.getTime() + 1) }],
    ["what kind of actor", { actor: { ...CONTENT.actor, kind: "TOKEN" } }],
    ["whose id", { actor: { ...CONTENT.actor, id: "other" } }],
    ["whose name", { actor: { ...CONTENT.actor, name: "other" } }],
    ["for whom", { actor: { ...CONTENT.actor, onBehalfOf: "bob" } }],
    ["by which request", { actor: { ...CONTENT.actor, request: { id: "r", from: "f" } } }],
    ["what was done", { action: "deletePod" }],
    ["to what", { subject: "pod:team/other" }],
    ["how it ended", { result: "FAILED" }],
    ["why", { reason: "because" }],
    ["what was before", { before: 1 }],
    ["what is after", { after: 1 }],
    ["by which operation", { operationId: null }],
  ])("over %s", (_, change) => {
    expect(chainHash("p", { ...CONTENT, ...change, sequence: 1 })).not.toBe(
      chainHash("p", { ...CONTENT, sequence: 1 }),
    );
  });
});

describe("a chain that is as it was written", () => {
  test("has no faults, and its newest event as its head", () => {
    const events = chain(3);
    const head = { sequence: 3, hash: events[2]?.hash };
    expect(check(events)).toEqual({ events: 3, checkpoint: null, head, faults: [] });
  });

  test("may tell of a cut where nothing is cut off any more", () => {
    expect(faults(chain(3, GENESIS, { 2: { action: TRIM_ACTION, after: { through: 1 } } }))).toEqual([]);
  });

  test("may be empty", () => {
    expect(check([])).toEqual({ events: 0, checkpoint: null, head: null, faults: [] });
  });

  test("holds what somebody wrote down earlier", () => {
    const events = chain(3);
    const [, second] = events;
    expect(faults(events, 3, { anchor: { sequence: 2, hash: second?.hash ?? "" } })).toEqual([]);
    expect(faults(events, 3, { anchor: events[2] ?? null })).toEqual([]);
  });
});

describe("an event that was changed", () => {
  test("is named, alone", () => {
    const events = chain(4).map((event) => (event.sequence === 2 ? { ...event, after: { gpus: 9 } } : event));
    expect(faults(events)).toEqual([["ALTERED", 2, 2]]);
    expect(told(events)).toEqual(["event 2 is not as it was written"]);
  });

  test("and given a matching hash is known by the one after it", () => {
    const [first, second, third] = chain(3) as [SealedEvent, SealedEvent, SealedEvent];
    const anew = seal(first, { ...CONTENT, id: "event-2", after: { gpus: 9 } });
    expect(second.hash).not.toBe(anew.hash);
    expect(faults([first, anew, third])).toEqual([["ALTERED", 2, 2]]);
    expect(told([first, anew, third])).toEqual(["event 2 was written anew: event 3 knows it by another hash"]);
  });

  test("first of all does not build on where the trail begins", () => {
    const elsewhere = chain(2, { sequence: 0, hash: "f".repeat(64) });
    expect(told(elsewhere)).toEqual(["event 1 does not build on where the trail begins"]);
    expect(faults(elsewhere)).toEqual([["ALTERED", 1, 1]]);
  });
});

describe("events that are gone", () => {
  const events = chain(6);
  const without = (...gone: readonly number[]) => events.filter(({ sequence }) => !gone.includes(sequence));

  test("are named where they were: one, some, the first, the last, all", () => {
    expect(told(without(3))).toEqual(["event 3 was removed"]);
    expect(faults(without(3, 4))).toEqual([["REMOVED", 3, 4]]);
    expect(told(without(3, 4))).toEqual(["events 3 to 4 were removed"]);
    expect(faults(without(1))).toEqual([["REMOVED", 1, 1]]);
    expect(faults(without(5, 6), 6)).toEqual([["REMOVED", 5, 6]]);
    expect(faults([], 6)).toEqual([["REMOVED", 1, 6]]);
  });

  test("in two places are two faults", () => {
    expect(faults(without(2, 5))).toEqual([
      ["REMOVED", 2, 2],
      ["REMOVED", 5, 5],
    ]);
  });
});

test("events that changed places are each told where they were written", () => {
  const [first, second, third, fourth] = chain(4) as [SealedEvent, SealedEvent, SealedEvent, SealedEvent];
  const swapped = [first, { ...third, sequence: 2 }, { ...second, sequence: 3 }, fourth];
  expect(faults(swapped)).toEqual([
    ["REORDERED", 2, 2],
    ["REORDERED", 3, 3],
  ]);
  expect(told(swapped)).toEqual(["event 2 was written as event 3", "event 3 was written as event 2"]);
});

test("the last event in an earlier one's place is told where it was written", () => {
  const [first, , third] = chain(3) as [SealedEvent, SealedEvent, SealedEvent];
  expect(faults([first, { ...third, sequence: 2 }], 3)).toEqual([
    ["REORDERED", 2, 2],
    ["REMOVED", 3, 3],
  ]);
});

describe("what was written down earlier", () => {
  const events = chain(3);

  test("is not what stands there now", () => {
    const anchor = { sequence: 2, hash: "f".repeat(64) };
    expect(faults(events, 3, { anchor })).toEqual([["ANCHOR", 2, 2]]);
  });

  test("is not there any more", () => {
    const anchor = { sequence: 9, hash: "f".repeat(64) };
    expect(told(events, 3, { anchor })).toEqual(["the event that was written down earlier is not there"]);
    expect(faults(events, 3, { anchor })).toEqual([["ANCHOR", 9, 9]]);
  });
});

describe("a trail that was cut", () => {
  const checkpoint: AuditCheckpoint = { sequence: 4, hash: "c".repeat(64), events: 4, at: NOW };
  const cut = (after: unknown, action = TRIM_ACTION) => chain(3, checkpoint, { 6: { action, after } });
  const told4 = { through: 4, hash: checkpoint.hash, events: 4 };

  test("begins where the audited cut says", () => {
    const events = cut(told4);
    expect(check(events, 7, { checkpoint })).toMatchObject({
      checkpoint,
      events: 3,
      head: { sequence: 7 },
      faults: [],
    });
  });

  test.each<[string, unknown, string]>([
    ["another place", { ...told4, through: 3 }, TRIM_ACTION],
    ["another hash", { ...told4, hash: "d".repeat(64) }, TRIM_ACTION],
    ["another number of events", { ...told4, events: 3 }, TRIM_ACTION],
    ["nothing", null, TRIM_ACTION],
    ["a text", "through 4", TRIM_ACTION],
    ["the right thing by another action", told4, "createPod"],
  ])("by a cut that tells of %s was not cut by that", (_, after, action) => {
    expect(faults(cut(after, action), 7, { checkpoint })).toEqual([["CHECKPOINT", 4, 4]]);
  });

  test("does not build on its checkpoint where the first event left was written anew", () => {
    const events = chain(3, { ...checkpoint, hash: "d".repeat(64) }, { 6: { action: TRIM_ACTION, after: told4 } });
    expect(told(events, 7, { checkpoint })).toEqual(["event 5 does not build on where the trail begins"]);
  });

  test("and is empty since has no head", () => {
    expect(check([], 4, { checkpoint })).toMatchObject({ head: null, events: 0 });
  });
});

test("of a chain that is broken all over, the first hundred faults are told", () => {
  const events = chain(250).map((event) => (event.sequence % 2 === 0 ? { ...event, reason: "changed" } : event));
  const sequences = check(events).faults.map(({ sequence }) => sequence);
  expect(sequences).toEqual(Array.from({ length: AUDIT_FAULTS_MAX }, (_, index) => 2 * (index + 1)));
});
