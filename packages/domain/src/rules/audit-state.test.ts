import { describe, expect, it } from "vitest";
import type { AuditRecord } from "../model/audit.ts";
import { auditChanges, auditedState } from "./audit-state.ts";

function event(changes: Partial<AuditRecord>): AuditRecord {
  return {
    at: new Date(0),
    actor: { kind: "USER", id: "alice", name: "alice" },
    action: "updatePod",
    subject: "pod:research/train",
    result: "ACCEPTED",
    reason: null,
    before: null,
    after: null,
    operationId: null,
    ...changes,
  };
}

const fields = (values: Record<string, string | null>) =>
  Object.entries(values).map(([field, value]) => ({ field, value }));
const created = event({ action: "createPod", after: fields({ image: "a:1", gpus: "1" }), operationId: "1" });
const updated = event({ before: fields({ gpus: "1" }), after: fields({ gpus: "2" }), operationId: "2" });
const deleted = event({ action: "deletePod", before: fields({ image: "a:1" }), operationId: "3" });

function shown(events: readonly AuditRecord[]) {
  const { exists, fields: known } = auditedState(events);
  return { exists, ...Object.fromEntries(known) };
}

describe("the state that events tell of", () => {
  it("is nothing before the first", () => {
    expect(auditedState([])).toEqual({ exists: false, fields: new Map(), lastEvent: null });
  });

  it("follows creation, change and deletion", () => {
    expect(shown([created])).toEqual({ exists: true, image: "a:1", gpus: "1" });
    expect(shown([created, updated])).toEqual({ exists: true, image: "a:1", gpus: "2" });
    expect(shown([created, updated, deleted])).toEqual({ exists: false });
  });

  it("takes back what was undone, and is left alone by refusals, ends and other things' events", () => {
    const undone = event({ action: "operation.UPDATE_POD", result: "UNDONE", operationId: "2" });
    expect(shown([created, updated, undone])).toEqual({ exists: true, image: "a:1", gpus: "1" });
    const refused = event({ result: "REFUSED", after: fields({ gpus: "9" }) });
    const done = event({ action: "operation.CREATE_POD", result: "DONE", operationId: "1" });
    const counter = event({ action: "heal.RECOUNT", result: "DONE", before: { gpus: 1 }, after: { gpus: 0 } });
    expect(shown([created, refused, done, counter])).toEqual({ exists: true, image: "a:1", gpus: "1" });
  });

  it("knows which event it is from", () => {
    expect(auditedState([created, updated]).lastEvent).toBe(updated);
  });
});

describe("what an event changed", () => {
  it.each([
    [fields({ gpus: "1" }), fields({ gpus: "2", cpu: null }), [{ field: "gpus", before: "1", after: "2" }]],
    [
      null,
      { state: "OPEN", change: { gpus: 8 } },
      [
        { field: "state", before: null, after: "OPEN" },
        { field: "change", before: null, after: '{"gpus":8}' },
      ],
    ],
    ["ASK", "HEAL", [{ field: "value", before: "ASK", after: "HEAL" }]],
    [null, undefined, []],
  ])("is told field by field: %j to %j", (before, after, changes) => {
    expect(auditChanges({ before, after })).toEqual(changes);
  });
});
