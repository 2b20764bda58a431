import { describe, expect, test } from "vitest";
import type { AuditEntry } from "../model/audit.ts";
import type { Operation } from "../model/operation.ts";
import type { Receipt } from "../model/receipt.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Ledger, LedgerTransaction } from "../ports/ledger.ts";
import { operation } from "../testing/operations.ts";
import type { CommandRequest } from "./commands.ts";
import { type Asked, auditRefusal, findPrior, keepAnswer, keepRefusal, refusedEvent } from "./idempotency.ts";
import { inputHash } from "./input-hash.ts";

const ACTOR = { kind: "USER", id: "user-ann", name: "ann" } as const;
const REFUSAL: Refusal = { kind: "Conflict", message: "no", currentVersion: 3 };

function asked(request: Partial<CommandRequest> & Readonly<Record<string, unknown>> = {}): Asked {
  const named = { dryRun: false, operationId: "key", ...request };
  return { actor: ACTOR, action: "deletePod", subject: "pod:team/train", request: named };
}

const HASH = inputHash("deletePod", asked().request);
const receipt = (changes: Partial<Receipt> = {}): Receipt => ({
  ...{ actorId: "user-ann", key: "key", inputHash: HASH, answer: { kind: "REFUSED", refusal: REFUSAL } },
  ...changes,
});

/** A ledger with what it remembers of ann's key, and what is written into it. */
function remembering(known: { readonly operation?: Operation; readonly receipt?: Receipt } = {}) {
  const written: { receipts: Receipt[]; events: AuditEntry[] } = { receipts: [], events: [] };
  const isHers = (actor: string, key: string) => actor === "user-ann" && key === "key";
  const tx = {
    operationByKey: async (actor: string, key: string) => (isHers(actor, key) && known.operation) || null,
    receipt: async (actor: string, key: string) => (isHers(actor, key) && known.receipt) || null,
    insertReceipt: async (one: Receipt) => void written.receipts.push(one),
    audit: async (event: AuditEntry) => void written.events.push(event),
  } satisfies Partial<LedgerTransaction>;
  // Only what is asked here: nothing else of a transaction is called.
  const of = tx as unknown as LedgerTransaction;
  const ledger: Pick<Ledger, "write"> = { write: (work) => work(of) };
  return { tx: of, ledger, written };
}

describe("what a key was answered before", () => {
  const hers = operation("DELETE_POD", 1, { key: "key", inputHash: HASH });

  test("is its operation, or its receipt, and nothing where it is new", async () => {
    expect(await findPrior(remembering().tx, asked())).toEqual({ kind: "NEW" });
    expect(await findPrior(remembering({ operation: hers }).tx, asked())).toEqual({
      kind: "OPERATION",
      operation: hers,
    });
    const { answer } = receipt();
    expect(await findPrior(remembering({ receipt: receipt() }).tx, asked())).toEqual({ kind: "ANSWERED", answer });
  });

  test("is refused for another input, and for another command", async () => {
    const other = { kind: "OTHER_INPUT", refusal: { kind: "Conflict", currentVersion: null } };
    const byOperation = remembering({ operation: { ...hers, inputHash: "other" } }).tx;
    expect(await findPrior(byOperation, asked())).toMatchObject(other);
    expect(await findPrior(remembering({ receipt: receipt() }).tx, asked({ name: "other" }))).toMatchObject(other);
    const create = { ...asked(), action: "createPod" };
    expect(await findPrior(remembering({ receipt: receipt() }).tx, create)).toMatchObject(other);
  });

  test("is its actor's own; a dry run and a request without a key ask for none", async () => {
    const { tx } = remembering({ operation: hers, receipt: receipt() });
    expect(await findPrior(tx, { ...asked(), actor: { ...ACTOR, id: "user-bob" } })).toEqual({ kind: "NEW" });
    expect(await findPrior(tx, asked({ operationId: null }))).toEqual({ kind: "NEW" });
    expect(await findPrior(tx, asked({ dryRun: true }))).toEqual({ kind: "NEW" });
  });
});

describe("an answer is kept", () => {
  test("under its actor's key, with the hash of what was asked", async () => {
    const { tx, written } = remembering();
    await keepAnswer(tx, asked(), { kind: "UNCHANGED", podId: "pod-1" });
    expect(written.receipts).toEqual([receipt({ answer: { kind: "UNCHANGED", podId: "pod-1" } })]);
  });

  test("not of a dry run, nor without a key", async () => {
    const { tx, written } = remembering();
    await keepAnswer(tx, asked({ dryRun: true }), { kind: "UNCHANGED", podId: "pod-1" });
    await keepAnswer(tx, asked({ operationId: null }), { kind: "UNCHANGED", podId: "pod-1" });
    expect(written.receipts).toEqual([]);
  });
});

describe("a refusal is written down", () => {
  const event = refusedEvent(asked(), REFUSAL);

  test("with its event and its receipt, so that a copy that comes late is refused too", async () => {
    const { ledger, written } = remembering();
    expect(await keepRefusal(ledger, asked(), REFUSAL)).toEqual({ kind: "NEW" });
    expect(written).toEqual({ receipts: [receipt()], events: [event] });
  });

  test("with its event alone, where the key is another input's, or there is none", async () => {
    const other = remembering({ receipt: receipt({ inputHash: "other" }) });
    expect((await keepRefusal(other.ledger, asked(), REFUSAL)).kind).toBe("OTHER_INPUT");
    expect(other.written).toEqual({ receipts: [], events: [event] });
    const keyless = remembering();
    await keepRefusal(keyless.ledger, asked({ operationId: null }), REFUSAL);
    expect(keyless.written).toEqual({ receipts: [], events: [event] });
  });

  test("not at all where a copy was answered in between: that answer holds", async () => {
    const { ledger, written } = remembering({ receipt: receipt({ answer: { kind: "UNCHANGED", podId: "pod-1" } }) });
    expect(await keepRefusal(ledger, asked(), REFUSAL)).toEqual({
      kind: "ANSWERED",
      answer: { kind: "UNCHANGED", podId: "pod-1" },
    });
    expect(written).toEqual({ receipts: [], events: [] });
  });

  test("not of a dry run", async () => {
    const { ledger, written } = remembering();
    expect(await keepRefusal(ledger, asked({ dryRun: true }), REFUSAL)).toEqual({ kind: "NEW" });
    await auditRefusal(ledger, asked({ dryRun: true }), REFUSAL);
    expect(written).toEqual({ receipts: [], events: [] });
  });

  test("without a receipt where it could not be read: the mended request may use the key", async () => {
    const { ledger, written } = remembering();
    await auditRefusal(ledger, asked(), REFUSAL);
    expect(written).toEqual({ receipts: [], events: [event] });
  });

  test("as who was refused what, and why, in at most a thousand characters", () => {
    const { actor, action, subject } = asked();
    const empty = { before: null, after: null, operationId: null };
    expect(event).toEqual({ actor, action, subject, result: "REFUSED", reason: "Conflict: no", ...empty });
    const long = refusedEvent(asked(), { kind: "NotPermitted", message: "x".repeat(2_000) });
    expect(long.reason).toBe(`NotPermitted: ${"x".repeat(986)}`);
  });
});

describe("two requests are the same input", () => {
  const hash = (request: Readonly<Record<string, unknown>>, command = "createPod") =>
    inputHash(command, { ...asked().request, ...request });

  test("whatever their key, whether dry or not, and in whichever order they are written", () => {
    expect(hash({ a: 1, b: { c: 1, d: 2 } })).toBe(hash({ b: { d: 2, c: 1 }, a: 1 }));
    expect(hash({ dryRun: true, operationId: "other" })).toBe(hash({}));
    expect(hash({ a: undefined })).toBe(hash({ a: null }));
  });

  test.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
    ["a value", { a: 1 }, { a: 2 }],
    ["a number from its text", { a: 1 }, { a: "1" }],
    ["the order of a list", { a: [1, 2] }, { a: [2, 1] }],
    ["the limits of a list", { a: [[1], 2] }, { a: [1, [2]] }],
    ["what is inside", { a: { b: 1 } }, { a: { b: 2 } }],
    ["names", { a: 1 }, { b: 1 }],
    ["nothing from no field", { a: null }, {}],
  ])("but not where they differ by %s", (_, one, other) => {
    expect(hash(one)).not.toBe(hash(other));
  });

  test("nor of two commands", () => {
    expect(hash({}, "createPod")).not.toBe(hash({}, "deletePod"));
  });
});
