import type { Need } from "@resource-manager/domain/model/amounts";
import type { Operation } from "@resource-manager/domain/model/operation";
import type { Allocation, LedgerPod, PodKey } from "@resource-manager/domain/model/pod";
import type { Receipt } from "@resource-manager/domain/model/receipt";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import type { QuotaRequest, Team, TeamNamespace } from "@resource-manager/domain/model/team";
import { DraftTable } from "./draft-table.ts";

export type PodRow = Omit<LedgerPod, "allocations">;
export interface AllocationRow {
  readonly allocation: Allocation;
  readonly ended: boolean;
}

/** All tables of the ledger in memory, and what is looked up in them. */
export class Books {
  readonly servers = new DraftTable<LedgerServer>();
  readonly teams = new DraftTable<Team>();
  readonly namespaces = new DraftTable<TeamNamespace>();
  readonly pods = new DraftTable<PodRow>();
  readonly allocations = new DraftTable<AllocationRow>();
  readonly operations = new DraftTable<Operation>();
  /** Ids of operations by actor and key. */
  readonly keys = new DraftTable<string>();
  /** Ids of the pods that are not gone, by namespace and name. */
  readonly names = new DraftTable<string>();
  /** By actor and key. */
  readonly receipts = new DraftTable<Receipt>();
  readonly quotaRequests = new DraftTable<QuotaRequest>();
  /** Ids of allocations by pod, ended ones too. */
  readonly ofPod = new DraftTable<readonly string[]>();

  commit(): void {
    for (const table of this.#all()) table.commit();
  }

  rollBack(): void {
    for (const table of this.#all()) table.rollBack();
  }

  /** The pod with its active allocations, as the open transaction sees it. */
  pod(id: string): LedgerPod | null {
    const row = this.pods.get(id);
    return row && withAllocations(row, this.ofPod.get(id), (each) => this.allocations.get(each));
  }

  /** The same as of the last commit. */
  committedPod(id: string): LedgerPod | null {
    const row = this.pods.committed.get(id) ?? null;
    const { committed } = this.allocations;
    return (
      row &&
      withAllocations(row, this.ofPod.committed.get(id) ?? null, (allocation) => committed.get(allocation) ?? null)
    );
  }

  #all(): readonly DraftTable<unknown>[] {
    const { servers, teams, namespaces, pods, allocations, operations, keys, names, receipts, quotaRequests } = this;
    return [
      servers,
      teams,
      namespaces,
      pods,
      allocations,
      operations,
      keys,
      names,
      receipts,
      quotaRequests,
      this.ofPod,
    ];
  }
}

export function nameOf({ namespace, name }: PodKey): string {
  return `${namespace}/${name}`;
}

/** Throws where an amount is negative or no exact integer, as the columns do. */
export function checkNeed(need: Need): void {
  for (const amount of Object.values(need))
    if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is no amount`);
}

function withAllocations(
  row: PodRow,
  ids: readonly string[] | null,
  read: (id: string) => AllocationRow | null,
): LedgerPod {
  const rows = (ids ?? []).map(read).filter((found) => found !== null && !found.ended);
  return { ...row, allocations: rows.flatMap((found) => (found ? [found.allocation] : [])) };
}
