import { describe, expect, test } from "vitest";
import type { RepairKind } from "../consistency/finding.ts";
import { NO_NEED } from "../model/amounts.ts";
import type { AuditEntry } from "../model/audit.ts";
import type { Operation } from "../model/operation.ts";
import type { Allocation, LedgerPod, ObservedPod } from "../model/pod.ts";
import type { LedgerServer } from "../model/server.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import {
  allocation,
  GIB,
  HELD,
  ledgerPod,
  ledgerServer,
  minutesAgo,
  NOW,
  observedPod,
  team,
} from "../testing/objects.ts";
import { operation } from "../testing/operations.ts";
import type { Admission } from "./admission.ts";
import type { AdmitPorts } from "./admit-create.ts";
import { admitReapply } from "./admit-reapply.ts";
import { admitRecreate } from "./admit-recreate.ts";
import type { RepairRequest } from "./repair-request.ts";

const ANN = { kind: "USER", id: "user-ann", name: "ann" } as const;
const PORTS = { clock: { now: () => NOW }, ids: { uuid: () => "new-id" } } as unknown as AdmitPorts;

interface Books {
  readonly pod?: LedgerPod | null;
  readonly servers?: readonly LedgerServer[];
  readonly latest?: Operation;
}

/** A transaction over one pod of one team, and what is written in it. */
function open({ pod = ledgerPod(), servers = [ledgerServer()], latest }: Books) {
  const written: { operations: Operation[]; pods: LedgerPod[]; allocations: Allocation[]; events: AuditEntry[] } = {
    ...{ operations: [], pods: [], allocations: [], events: [] },
  };
  const tx = {
    podById: async (id) => (pod?.id === id ? pod : null),
    operation: async (id) => (latest?.id === id ? latest : null),
    team: async () => team(),
    servers: () => new Map(servers.map((server) => [server.name, server])),
    reserve: async () => true,
    reserveQuota: async () => true,
    insertAllocation: async (one) => void written.allocations.push(one),
    insertOperation: async (one) => void written.operations.push(one),
    savePod: async (one) => void written.pods.push(one),
    audit: async (event) => void written.events.push(event),
  } satisfies Partial<LedgerTransaction>;
  return { tx: tx as unknown as LedgerTransaction, written };
}

function request(kind: RepairKind, changes: Partial<RepairRequest["repair"]> = {}, dryRun = false): RepairRequest {
  const of = { podId: "pod-1", podVersion: 3, uid: "uid-1", resourceVersion: null, ...changes };
  const words = { title: "Set it again", calls: [], risk: "", undo: null, deletes: false };
  const asked = { subject: "pod:team/train", pod: { namespace: "team", name: "train" }, dryRun, operationId: "key" };
  return { repair: { findingId: "finding-1", kind, ...of, ...words }, ...asked };
}

async function reapply(books: Books, seen: ObservedPod | null = null, asked = request("REAPPLY")) {
  const { tx, written } = open(books);
  return { admission: await admitReapply(tx, PORTS, ANN, asked, "hash", seen), ...written };
}

async function recreate(books: Books, standsOn: string | null = null, asked = request("RECREATE")) {
  const { tx, written } = open(books);
  return { admission: await admitRecreate(tx, PORTS, ANN, asked, "hash", standsOn), ...written };
}

type Tried = (books: Books) => Promise<{ readonly admission: Admission; readonly operations: readonly Operation[] }>;

describe.each<[string, Tried]>([
  ["REAPPLY", reapply],
  ["RECREATE", recreate],
])("%s is of the very pod that was looked at", (_, tried) => {
  const refused = async (books: Books) => {
    const { admission, operations } = await tried(books);
    expect(operations).toEqual([]);
    return admission;
  };

  test("not of one that has ended, or has another wish by now", async () => {
    const gone = { ok: false, error: { kind: "NotFound", what: "POD" } };
    expect(await refused({ pod: null })).toMatchObject(gone);
    expect(await refused({ pod: ledgerPod({ gone: true }) })).toMatchObject(gone);
    expect(await refused({ pod: ledgerPod({ version: 4 }) })).toMatchObject({
      error: { kind: "Conflict", currentVersion: 4 },
    });
  });

  test("not while an operation on it is under way; one that is over is no obstacle", async () => {
    const pod = ledgerPod({ operationId: "operation-1" });
    expect(await refused({ pod, latest: operation("UPDATE_POD", 1) })).toMatchObject({
      error: { kind: "Conflict", currentVersion: 3, message: expect.stringContaining("UPDATE_POD, operation-1") },
    });
    expect(await tried({ pod, latest: operation("UPDATE_POD", 1, { state: "DONE" }) })).toMatchObject({
      admission: { ok: true },
    });
  });

  test("not where nothing holds its room", async () => {
    expect(await refused({ pod: ledgerPod({ allocations: [] }) })).toMatchObject({
      error: { kind: "Conflict", currentVersion: 3 },
    });
  });
});

describe("REAPPLY", () => {
  const facts = { repair: "REAPPLY", finding: "finding-1", allocationId: "allocation-1" };

  test("records the repair and nothing else in the books", async () => {
    const { admission, operations, pods, events } = await reapply({});
    expect(operations).toMatchObject([
      { id: "new-id", kind: "HEAL", key: "key", inputHash: "hash", podId: "pod-1", name: "train", state: "RUNNING" },
    ]);
    expect(operations[0]?.steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "record DONE",
      "reapply PENDING",
      "settle PENDING",
    ]);
    expect(operations[0]?.facts).toMatchObject({ ...facts, extraCpuMillis: 0, extraRamBytes: 0 });
    expect(pods).toEqual([ledgerPod({ operationId: "new-id", updatedAt: NOW })]);
    expect(events).toMatchObject([
      { actor: ANN, action: "heal.REAPPLY", subject: "pod:team/train", result: "ACCEPTED", reason: "Set it again" },
    ]);
    expect(admission).toMatchObject({ value: { pod: pods[0], operation: operations[0], repeated: false } });
    expect(admission).toMatchObject({ value: { plan: { server: "gpu-1", recreates: false } } });
  });

  test("keeps what somebody had set, of the very pod that the ledger bound, so that it can be undone", async () => {
    const kept = async (seen: ObservedPod) => (await reapply({}, seen)).operations[0]?.facts;
    expect(await kept(observedPod({ image: "edited" }))).toMatchObject({
      version: 3,
      before: expect.stringContaining('"image":"edited"'),
    });
    expect(await kept(observedPod())).not.toHaveProperty("before");
    expect(await kept(observedPod({ image: "edited", uid: "uid-2" }))).not.toHaveProperty("before");
  });

  test("leaves to the cluster what it made the pod larger by, and needs all that the pod wishes to be held", async () => {
    const holds = (changes: Partial<typeof HELD>) =>
      reapply({ pod: ledgerPod({ allocations: [allocation({ held: { ...HELD, ...changes } })] }) });
    const more = await holds({ cpuMillis: 1_500, ramBytes: 3 * GIB });
    expect(more.operations[0]?.facts).toMatchObject({ extraCpuMillis: 500, extraRamBytes: 2 * GIB });
    for (const less of [{ cpuMillis: 999 }, { ramBytes: GIB - 1 }, { gpus: 0 }]) {
      expect(await holds(less)).toMatchObject({
        admission: { ok: false, error: { kind: "Conflict", currentVersion: 3 } },
        operations: [],
      });
    }
  });

  test("tells in a dry run what it would do, and writes nothing", async () => {
    const { admission, ...written } = await reapply({}, null, request("REAPPLY", {}, true));
    expect(admission).toMatchObject({
      error: { kind: "DryRun", admitted: { operation: null, repeated: false, plan: { server: "gpu-1" } } },
    });
    expect(written).toEqual({ operations: [], pods: [], allocations: [], events: [] });
  });
});

describe("RECREATE", () => {
  test("reserves beside the old room and keeps what is to go", async () => {
    const { admission, operations, pods, allocations, events } = await recreate({});
    const next = { id: "new-id", podId: "pod-1", server: "gpu-1", gpuModel: null, held: NO_NEED, clusterUid: null };
    expect(allocations).toEqual([next]);
    expect(operations[0]?.facts).toMatchObject({
      ...{ repair: "RECREATE", finding: "finding-1", allocationId: "new-id" },
      ...{ oldAllocationId: "allocation-1", oldUid: "uid-1", oldServer: "gpu-1" },
    });
    const pod = ledgerPod();
    expect(pods).toEqual([
      {
        ...pod,
        ...{ previousSpec: pod.spec, version: 4, placement: "stays on gpu-1", operationId: "new-id", updatedAt: NOW },
        allocations: [allocation(), next],
      },
    ]);
    expect(events).toMatchObject([{ before: { server: "gpu-1" }, after: { server: "gpu-1" }, result: "ACCEPTED" }]);
    expect(admission).toMatchObject({
      ok: true,
      value: { repeated: false, plan: { server: "gpu-1", placement: "stays on gpu-1", recreates: true, changes: [] } },
    });
  });

  test("takes away what stands under the name, wherever that is, or what the ledger had bound", async () => {
    const factsOf = async (uid: string | null, standsOn: string | null) =>
      (await recreate({}, standsOn, request("RECREATE", { uid }))).operations[0]?.facts;
    expect(await factsOf("uid-2", "gpu-9")).toMatchObject({ oldUid: "uid-2", oldServer: "gpu-9" });
    expect(await factsOf("uid-2", null)).toMatchObject({ oldUid: "uid-2", oldServer: "gpu-1" });
    expect(await factsOf(null, null)).toMatchObject({ oldUid: "uid-1", oldServer: "gpu-1" });
  });

  test("goes to another server where its own does not take it, and is refused where none does", async () => {
    const servers = [ledgerServer({ vanished: true }), ledgerServer({ name: "gpu-2", gpuModel: "A100" })];
    const { allocations, events } = await recreate({ servers });
    expect(allocations).toMatchObject([{ server: "gpu-2", gpuModel: "A100", held: HELD }]);
    expect(events).toMatchObject([{ before: { server: "gpu-1" }, after: { server: "gpu-2" } }]);
    const nowhere = await recreate({ servers: [ledgerServer({ vanished: true })] });
    expect(nowhere).toMatchObject({ admission: { ok: false }, operations: [], pods: [], events: [] });
  });

  test("is refused of a pod that is to go", async () => {
    expect(await recreate({ pod: ledgerPod({ desired: "ABSENT", createdAt: minutesAgo(5) }) })).toMatchObject({
      admission: { ok: false, error: { kind: "Conflict", currentVersion: 3 } },
      operations: [],
    });
  });

  test("tells in a dry run what it would do, and records nothing", async () => {
    const { admission, operations, pods, events } = await recreate({}, null, request("RECREATE", {}, true));
    expect(admission).toMatchObject({
      error: { kind: "DryRun", admitted: { pod: { version: 4 }, operation: null, repeated: false } },
    });
    expect([operations, pods, events]).toEqual([[], [], []]);
  });
});
