import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Actor } from "@resource-manager/domain/model/actor";
import { type Amounts, type Need, NO_NEED, needOf } from "@resource-manager/domain/model/amounts";
import type { AuditEntry } from "@resource-manager/domain/model/audit";
import type { Operation } from "@resource-manager/domain/model/operation";
import type { Allocation, LedgerPod } from "@resource-manager/domain/model/pod";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import { NO_QUOTA, newTeam } from "@resource-manager/domain/model/team";
import type { Clock, Ids } from "@resource-manager/domain/ports/clock";
import type { Ledger, LedgerTransaction } from "@resource-manager/domain/ports/ledger";

export const GIB = 2 ** 30;
export const EPOCH = new Date("2026-01-01T00:00:00.000Z");

/** A clock that stands still until it is moved. */
export class StandingClock implements Clock {
  #now = EPOCH.getTime();

  now(): Date {
    return new Date(this.#now);
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  schedule(): () => void {
    throw new Error("the ledger schedules nothing");
  }
}

/** `id-1`, `id-2` … */
export function countingIds(): Ids {
  let last = 0;
  return {
    uuid: () => {
      last += 1;
      return `id-${last}`;
    },
  };
}

/** A folder that is gone after the test. */
export function scratchFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "ledger-test-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export const alice: Actor = { kind: "USER", id: "alice", name: "Alice" };

export const smallAmounts: Amounts = { gpus: 1, cpuMillis: 4_000, ramBytes: 16 * GIB, storageBytes: 64 * GIB };
export const small: Need = needOf(smallAmounts);

export function need(amounts: Partial<Need>): Need {
  return { ...NO_NEED, ...amounts };
}

/** A server with 8 GPUs, on which foreign pods use a little of everything else. */
export function aServer(changes: Partial<LedgerServer> = {}): Omit<LedgerServer, "allocated"> {
  return {
    name: "gpu-1",
    uid: "uid-gpu-1",
    gpuModel: "A100",
    status: "READY",
    admits: true,
    vanished: false,
    allocatable: { gpus: 8, cpuMillis: 64_000, ramBytes: 512 * GIB, storageBytes: 4_096 * GIB, podSlots: 110 },
    foreign: { gpus: 0, cpuMillis: 500, ramBytes: GIB, storageBytes: 0, podSlots: 5 },
    observedAt: EPOCH,
    ...changes,
  };
}

export { NO_QUOTA as NO_LIMIT };

export function aPod(changes: Partial<LedgerPod> = {}): LedgerPod {
  return {
    id: "pod-1",
    namespace: "research",
    name: "train",
    team: "vision",
    owner: "alice",
    ownerId: "user-alice",
    spec: {
      image: "registry.example/train:1",
      command: ["python", "-m", "train"],
      env: [{ name: "EPOCHS", value: "3" }],
      ports: [8080, 9090],
      resources: smallAmounts,
      restartPolicy: "ON_FAILURE",
      gpuModels: ["A100", "H100"],
      server: null,
    },
    previousSpec: null,
    desired: "PRESENT",
    version: 1,
    gone: false,
    goneReason: null,
    placement: "gpu-1 has the most GPUs free",
    allocations: [],
    operationId: null,
    createdAt: EPOCH,
    updatedAt: EPOCH,
    ...changes,
  };
}

export function anAllocation(changes: Partial<Allocation> = {}): Allocation {
  return {
    id: "allocation-1",
    podId: "pod-1",
    server: "gpu-1",
    gpuModel: "A100",
    held: small,
    clusterUid: null,
    ...changes,
  };
}

export function anOperation(changes: Partial<Operation> = {}): Operation {
  return {
    id: "operation-1",
    kind: "CREATE_POD",
    actor: alice,
    key: null,
    inputHash: "hash",
    podId: "pod-1",
    namespace: "research",
    name: "train",
    team: null,
    server: null,
    state: "PENDING",
    steps: [
      {
        name: "reserve",
        title: "Reserve room",
        state: "DONE",
        message: "on gpu-1",
        attempts: 1,
        startedAt: EPOCH,
        endedAt: new Date(EPOCH.getTime() + 5),
      },
      {
        name: "create",
        title: "Create the pod",
        state: "PENDING",
        message: null,
        attempts: 0,
        startedAt: null,
        endedAt: null,
      },
    ],
    facts: { server: "gpu-1", uid: null, tries: 2, adopted: false },
    waitingFor: null,
    error: null,
    attempts: 0,
    nextAttemptAt: null,
    createdAt: EPOCH,
    updatedAt: EPOCH,
    endedAt: null,
    ...changes,
  };
}

export function anAuditEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    actor: alice,
    action: "createPod",
    subject: "pod:research/train",
    result: "ACCEPTED",
    reason: null,
    before: null,
    after: { gpus: 1 },
    operationId: null,
    ...changes,
  };
}

/** The team `vision` without limits, its namespace `research` and the server `gpu-1`. */
export async function seed(ledger: Ledger): Promise<void> {
  await ledger.write(async (tx) => {
    await tx.upsertTeam(newTeam("vision"));
    await tx.upsertNamespace({ name: "research", team: "vision", keeping: "MADE" });
    await tx.observeServer(aServer());
  });
}

/** What an accepted create writes in one transaction. False: there was no room, or the name was taken. */
export async function createPod(tx: LedgerTransaction, id: string, server = "gpu-1", held = small): Promise<boolean> {
  const reserved = (await tx.reserveQuota("vision", held, "A100")) && (await tx.reserve(server, held));
  if (!reserved || !(await tx.insertPod(aPod({ id, name: id, operationId: `operation-of-${id}` })))) return false;
  await tx.insertAllocation(anAllocation({ id: `allocation-of-${id}`, podId: id, server, held }));
  await tx.insertOperation(anOperation({ id: `operation-of-${id}`, key: `key-of-${id}`, podId: id, name: id }));
  await tx.audit(anAuditEntry({ subject: `pod:research/${id}`, operationId: `operation-of-${id}` }));
  return true;
}
