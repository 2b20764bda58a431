import { describe, expect, test } from "vitest";
import type { RepairKind } from "../consistency/finding.ts";
import { NO_NEED } from "../model/amounts.ts";
import type { AuditEntry } from "../model/audit.ts";
import type { Operation } from "../model/operation.ts";
import type { TeamNamespace } from "../model/team.ts";
import type { ClusterAnswer, ObservedNamespace } from "../ports/cluster.ts";
import type { CounterMismatch, LedgerTransaction } from "../ports/ledger.ts";
import { HELD, NOW, team } from "../testing/objects.ts";
import { operation } from "../testing/operations.ts";
import { inputHash } from "./input-hash.ts";
import type { CommandPorts } from "./pod-commands.ts";
import { recount, restoreNamespace } from "./repair-books.ts";
import { askedToRepair, type RepairRequest } from "./repair-request.ts";

const ANN = { kind: "USER", id: "user-ann", name: "ann" } as const;
const AWAY = { kind: "unavailable", message: "no answer", effectUnknown: false, retryAfterMs: null } as const;

interface Place {
  readonly mismatch?: CounterMismatch | null;
  readonly owned?: readonly TeamNamespace[];
  readonly observed?: ClusterAnswer<readonly ObservedNamespace[]>;
  readonly made?: ClusterAnswer<"MADE" | "UNTOUCHED">;
  readonly prior?: Operation;
}

/** Ledger and cluster as far as these repairs ask them, and what they are told. */
function place({ mismatch = null, owned = [], observed, made, prior }: Place) {
  const told: { counters: unknown[]; operations: Operation[]; events: AuditEntry[]; calls: string[]; asked: string[] } =
    {
      ...{ counters: [], operations: [], events: [], calls: [], asked: [] },
    };
  const tx = {
    operationByKey: async () => prior ?? null,
    receipt: async () => null,
    counterMismatch: async (of, name) => {
      told.asked.push(`${of} ${name}`);
      return mismatch;
    },
    setCounter: async (one) => void told.counters.push(one),
    insertOperation: async (one) => void told.operations.push(one),
    audit: async (event) => void told.events.push(event),
    team: async () => team(),
    operation: async () => null,
    namespacesOf: async () => owned,
    upsertTeam: async () => {},
  } satisfies Partial<LedgerTransaction>;
  const ports = {
    ledger: {
      write: (work: (tx: unknown) => Promise<unknown>) => work(tx),
      namespaces: async () => owned,
      team: async () => team(),
    },
    cluster: {
      namespaces: async () => observed ?? { kind: "ok", value: [] },
      ensureNamespace: async (name: string, of: string) => {
        told.calls.push(`make ${name} of ${of}`);
        return made ?? { kind: "ok", value: "MADE" };
      },
    },
    runner: { admit: () => {}, waitFor: async (one: Operation) => ({ ...one, state: "DONE" }) },
    clock: { now: () => NOW },
    ids: { uuid: () => "new-id" },
  } as unknown as CommandPorts;
  return { ports, told };
}

function request(kind: RepairKind, subject: string, changes: Partial<RepairRequest> = {}): RepairRequest {
  const of = { podId: null, podVersion: null, uid: null, resourceVersion: null };
  const words = { title: "Right", calls: [], risk: "", undo: null, deletes: false };
  return {
    ...{ repair: { findingId: "finding-1", kind, ...of, ...words }, subject, pod: null },
    ...{ dryRun: false, operationId: "key", ...changes },
  };
}

const hash = (asked: RepairRequest) => {
  const { action, request } = askedToRepair(ANN, asked);
  return inputHash(action, request);
};

describe("RECOUNT", () => {
  const asked = request("RECOUNT", "server:gpu-1");
  const mismatch: CounterMismatch = { of: "SERVER", name: "gpu-1", counter: HELD, sum: NO_NEED };

  test("sets the counter to its sum and records that, done, in the same transaction", async () => {
    const { ports, told } = place({ mismatch });
    const answer = await recount(ports, ANN, asked);
    expect(told.counters).toEqual([mismatch]);
    expect(told.operations).toMatchObject([
      { id: "new-id", kind: "HEAL", state: "DONE", endedAt: NOW, podId: null, key: "key", inputHash: hash(asked) },
    ]);
    expect(told.events).toMatchObject([
      { action: "heal.RECOUNT", result: "DONE", before: HELD, after: NO_NEED, operationId: "new-id" },
    ]);
    expect(answer).toEqual({ ok: true, value: { operation: told.operations[0] } });
  });

  test("looks at the server or the team that the finding names", async () => {
    for (const [subject, named] of [
      ["server:gpu-1", "SERVER gpu-1"],
      ["team:vision", "TEAM vision"],
    ] as const) {
      const { ports, told } = place({ mismatch });
      await recount(ports, ANN, request("RECOUNT", subject));
      expect(told.asked).toEqual([named]);
    }
  });

  test("does nothing where the counter is right by now, nor in a dry run", async () => {
    const right = place({});
    expect(await recount(right.ports, ANN, asked)).toMatchObject({ ok: false, error: { kind: "Conflict" } });
    const dry = place({ mismatch });
    const answer = await recount(dry.ports, ANN, { ...asked, dryRun: true });
    expect(answer).toEqual({ ok: true, value: { operation: null } });
    for (const { told } of [right, dry]) expect([told.counters, told.operations, told.events]).toEqual([[], [], []]);
  });

  test("answers the same key the same, and refuses it for another input", async () => {
    const before = operation("HEAL", 1, { inputHash: hash(asked), facts: { repair: "RECOUNT" } });
    const again = place({ mismatch, prior: before });
    expect(await recount(again.ports, ANN, asked)).toEqual({ ok: true, value: { operation: before } });
    const other = place({ mismatch, prior: { ...before, inputHash: "other" } });
    expect(await recount(other.ports, ANN, asked)).toMatchObject({ ok: false, error: { kind: "Conflict" } });
    for (const { told } of [again, other]) expect(told.counters).toEqual([]);
  });
});

describe("a namespace that is missing", () => {
  const asked = request("CREATE_NAMESPACE", "namespace:lab");
  const untouched: TeamNamespace = { name: "lab", team: "team", keeping: "UNTOUCHED" };
  const kept: TeamNamespace = { ...untouched, keeping: "MADE" };
  const observed = (terminating: boolean) =>
    ({ kind: "ok", value: [{ name: "lab", uid: "uid-ns", terminating }] }) as const;

  test("is left alone where the cluster does not say how it is, is still deleting it, or no team has it", async () => {
    const tried = async (of: Place) => {
      const { ports, told } = place(of);
      const answer = await restoreNamespace(ports, ANN, asked);
      expect([told.calls, told.operations]).toEqual([[], []]);
      return answer;
    };
    const others = [{ ...untouched, name: "other" }];
    expect(await tried({ owned: [untouched], observed: AWAY })).toMatchObject({
      error: { kind: "ClusterUnavailable", message: "no answer" },
    });
    expect(await tried({ owned: [untouched], observed: { kind: "notFound" } })).toMatchObject({
      error: { kind: "ClusterUnavailable", message: "notFound" },
    });
    expect(await tried({ owned: [untouched], observed: observed(true) })).toMatchObject({
      error: { kind: "Conflict" },
    });
    expect(await tried({ owned: others })).toMatchObject({ error: { kind: "Conflict" } });
  });

  test("is only made where we leave it untouched, and then recorded", async () => {
    const { ports, told } = place({ owned: [untouched] });
    const answer = await restoreNamespace(ports, ANN, asked);
    expect(told.calls).toEqual(["make lab of team"]);
    expect(told.operations).toMatchObject([{ kind: "HEAL", state: "DONE", inputHash: hash(asked) }]);
    expect(told.events).toMatchObject([{ action: "heal.CREATE_NAMESPACE", result: "DONE" }]);
    expect(answer).toEqual({ ok: true, value: { operation: told.operations[0] } });
  });

  test("that could not be made is not recorded", async () => {
    for (const made of [AWAY, { kind: "notFound" } as const]) {
      const { ports, told } = place({ owned: [untouched], made });
      expect(await restoreNamespace(ports, ANN, asked)).toMatchObject({ error: { kind: "ClusterUnavailable" } });
      expect([told.operations, told.events]).toEqual([[], []]);
    }
  });

  test("is not made in a dry run, nor for a key that was answered", async () => {
    const before = operation("HEAL", 1, { inputHash: hash(asked), facts: { repair: "CREATE_NAMESPACE" } });
    const dry = place({ owned: [untouched] });
    const nothing = { ok: true, value: { operation: null } };
    expect(await restoreNamespace(dry.ports, ANN, { ...asked, dryRun: true })).toEqual(nothing);
    const again = place({ owned: [untouched], prior: before });
    expect(await restoreNamespace(again.ports, ANN, asked)).toEqual({ ok: true, value: { operation: before } });
    const other = place({ owned: [untouched], prior: { ...before, inputHash: "other" } });
    expect(await restoreNamespace(other.ports, ANN, asked)).toMatchObject({ error: { kind: "Conflict" } });
    for (const { told } of [dry, again, other]) expect([told.calls, told.operations]).toEqual([[], []]);
  });

  test("that we keep goes the way of keepNamespaces, about that one alone", async () => {
    for (const there of [{ observed: observed(false) }, {}]) {
      const { ports, told } = place({ owned: [kept], ...there });
      const answer = await restoreNamespace(ports, ANN, asked);
      expect(told.calls).toEqual([]);
      expect(told.operations).toMatchObject([{ kind: "KEEP_NAMESPACES", team: "team", namespace: "lab", key: "key" }]);
      expect(answer).toMatchObject({ ok: true, value: { operation: { kind: "KEEP_NAMESPACES", state: "DONE" } } });
    }
  });
});
