import { describe, expect, test } from "vitest";
import type { AuditEntry } from "../model/audit.ts";
import type { Operation } from "../model/operation.ts";
import type { ObservedPod } from "../model/pod.ts";
import type { Receipt } from "../model/receipt.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { ledgerServer, NOW, observedPod, observedServer } from "../testing/objects.ts";
import type { CommandPorts } from "./pod-commands.ts";
import { createServerCommands } from "./server-commands.ts";

const ANN = { kind: "USER", id: "user-ann", name: "ann" } as const;
const KEY = "0b5a2a52-6a1e-4b11-9c62-2f8c7b1f0001";
const on = (name: string, changes: { dryRun?: boolean; operationId?: string | null } = {}) => ({
  ...{ name, dryRun: false, operationId: null },
  ...changes,
});

interface Place {
  readonly cordoned?: boolean;
  readonly foreign?: readonly ObservedPod[];
  /** How the operation is after the wait; default: done. */
  readonly end?: Partial<Operation>;
}

/** A ledger with the server gpu-1, and what is asked of it and of the runner. */
function place({ cordoned = false, foreign = [], end = { state: "DONE" } }: Place = {}) {
  const told: {
    operations: Operation[];
    events: AuditEntry[];
    receipts: Receipt[];
    driven: string[];
    waits: unknown[];
  } = {
    ...{ operations: [], events: [], receipts: [], driven: [], waits: [] },
  };
  const tx = {
    operationByKey: async (_, key) => told.operations.find((one) => one.key === key) ?? null,
    receipt: async (_, key) => told.receipts.find((one) => one.key === key) ?? null,
    insertReceipt: async (one) => void told.receipts.push(one),
    insertOperation: async (one) => void told.operations.push(one),
    audit: async (event) => void told.events.push(event),
    servers: () =>
      new Map([
        ["gpu-1", ledgerServer()],
        ["old", ledgerServer({ name: "old", vanished: true })],
      ]),
    podsOn: async () => [],
  } satisfies Partial<LedgerTransaction>;
  const ports = {
    ledger: { write: (work: (tx: unknown) => Promise<unknown>) => work(tx) },
    view: { server: () => observedServer({ cordoned }), podsOn: () => foreign },
    runner: {
      admit: ({ id }: Operation) => void told.driven.push(id),
      waitFor: async (one: Operation, test: (one: Operation) => boolean, ms: number) => {
        const latest = { ...one, ...end };
        told.waits.push([test(one), test(latest), ms]);
        return latest;
      },
    },
    clock: { now: () => NOW },
    ids: { uuid: () => "new-id" },
    installationId: "us",
  } as unknown as CommandPorts;
  return { commands: createServerCommands(ports), told };
}

describe("a command about a server", () => {
  test.each([
    ["cordon", "CORDON_SERVER", "cordonServer", true],
    ["uncordon", "UNCORDON_SERVER", "uncordonServer", false],
    ["drain", "DRAIN_SERVER", "drainServer", true],
  ] as const)("%s is recorded, driven and waited for until it is over", async (verb, kind, action, cordoned) => {
    const { commands, told } = place();
    const answer = await commands[verb](ANN, on("gpu-1"));
    expect(told.operations).toMatchObject([{ kind, server: "gpu-1", facts: { wasCordoned: false }, state: "RUNNING" }]);
    expect(told.events).toMatchObject([
      { actor: ANN, action, subject: "server:gpu-1", before: { cordoned: false }, after: { cordoned } },
    ]);
    expect([told.driven, told.waits]).toEqual([["new-id"], [[false, true, 2_000]]]);
    expect(answer).toMatchObject({
      ok: true,
      value: { server: "gpu-1", dryRun: false, moves: [], foreignPods: [], operation: { state: "DONE" } },
    });
  });

  test("remembers whether it was cordoned", async () => {
    const { commands, told } = place({ cordoned: true });
    await commands.cordon(ANN, on("gpu-1"));
    expect(told.operations).toMatchObject([{ facts: { wasCordoned: true } }]);
  });

  test("that went back or failed is a refusal; one under way is none", async () => {
    const error = { code: "CLUSTER_REFUSED", message: "not allowed" };
    for (const state of ["UNDONE", "FAILED"] as const)
      expect(await place({ end: { state, error } }).commands.cordon(ANN, on("gpu-1"))).toMatchObject({
        ok: false,
        error: { kind: "ClusterRefused" },
      });
    expect(await place({ end: { state: "WAITING" } }).commands.cordon(ANN, on("gpu-1"))).toMatchObject({
      ok: true,
      value: { operation: { state: "WAITING" } },
    });
  });

  test("with the same key is answered for by the same operation, which is driven once", async () => {
    const { commands, told } = place();
    for (let time = 0; time < 2; time += 1)
      expect(await commands.cordon(ANN, on("gpu-1", { operationId: KEY }))).toMatchObject({ ok: true });
    expect([told.operations.length, told.driven]).toEqual([1, ["new-id"]]);
  });

  test("about one that is not there is refused, and the key gets that answer again", async () => {
    const { commands, told } = place();
    for (const name of ["nowhere", "old"]) {
      const refused = { ok: false, error: { kind: "NotFound", what: "SERVER" } };
      expect(await commands.cordon(ANN, on(name, { operationId: KEY }))).toMatchObject(
        name === "nowhere" ? refused : { ok: false },
      );
    }
    expect(told.receipts).toMatchObject([{ actorId: "user-ann", key: KEY, answer: { kind: "REFUSED" } }]);
    expect(told.events[0]).toMatchObject({ action: "cordonServer", result: "REFUSED", subject: "server:nowhere" });
    expect(await place().commands.cordon(ANN, on("old"))).toMatchObject({ error: { kind: "NotFound" } });
    expect(told.operations).toEqual([]);
  });

  test("with a key that is none is refused, audited, and takes up no key", async () => {
    const { commands, told } = place();
    expect(await commands.drain(ANN, on("gpu-1", { operationId: "none" }))).toMatchObject({
      ok: false,
      error: { kind: "InvalidInput" },
    });
    expect(told.events).toMatchObject([{ action: "drainServer", result: "REFUSED" }]);
    expect([told.receipts, told.operations]).toEqual([[], []]);
  });

  test("names a server in the audit by no more than a name can have", async () => {
    const { commands, told } = place();
    await commands.cordon(ANN, on("x".repeat(300)));
    expect(told.events[0]?.subject).toBe(`server:${"x".repeat(253)}`);
  });
});

describe("a dry run", () => {
  const mark = observedPod().mark;
  const theirs = observedPod({ namespace: "others", name: "theirs", mark: null });
  const copies = observedPod({ name: "of-another", mark: mark && { ...mark, installationId: "them" } });
  const foreign = [observedPod(), theirs, copies, observedPod({ name: "ended", mark: null, terminal: true })];

  test("of a drain names what runs there and is not ours; nothing is recorded", async () => {
    const { commands, told } = place({ foreign });
    expect(await commands.drain(ANN, on("gpu-1", { dryRun: true }))).toEqual({
      ok: true,
      value: {
        ...{ server: "gpu-1", operation: null, dryRun: true, moves: [] },
        foreignPods: [
          { namespace: "others", name: "theirs" },
          { namespace: "team", name: "of-another" },
        ],
      },
    });
    expect([told.operations, told.events, told.driven]).toEqual([[], [], []]);
  });

  test("of a drain names a hundred of them at most", async () => {
    const { commands } = place({ foreign: Array.from({ length: 150 }, () => theirs) });
    const answer = await commands.drain(ANN, on("gpu-1", { dryRun: true }));
    expect(answer.ok && answer.value.foreignPods.length).toBe(100);
  });

  test("of the others names none: they keep running where they are", async () => {
    const { commands } = place({ foreign });
    for (const verb of ["cordon", "uncordon"] as const)
      expect(await commands[verb](ANN, on("gpu-1", { dryRun: true }))).toMatchObject({
        ok: true,
        value: { dryRun: true, operation: null, foreignPods: [] },
      });
  });
});
