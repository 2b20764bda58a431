import { addNeeds, equalNeeds, type Need } from "@resource-manager/domain/model/amounts";
import type {
  LedgerServer,
  ObservedServer,
  ServerCondition,
  ServerStatus,
  Taint,
} from "@resource-manager/domain/model/server";
import { roomOn, whyUnavailable } from "@resource-manager/domain/rules/capacity";
import { admitsPods, serverStatus } from "@resource-manager/domain/rules/server-facts";

/** What is held on a server: by pods of the ledger, and by pods that it does not own. */
export interface ServerHoldings {
  readonly ours: Need;
  readonly foreign: Need;
  readonly podCount: number;
  readonly foreignPodCount: number;
}

export interface ServerRowParts {
  readonly name: string;
  readonly observed: ObservedServer | null;
  /** Its page in the ledger; null until it was written. */
  readonly page: LedgerServer | null;
  readonly holdings: ServerHoldings;
  /** Taint keys that our pods tolerate. */
  readonly toleratedTaints: ReadonlySet<string>;
  readonly observedAt: Date | null;
}

/** One server as people see it. Immutable; its names are those of the schema's `Server`. */
export class LiveServerRow {
  readonly name: string;
  readonly observed: ObservedServer | null;
  readonly gpuModel: string | null;
  readonly status: ServerStatus;
  /** Why new pods cannot be placed here; null when they can. */
  readonly unavailableReason: string | null;
  readonly capacity: Need;
  readonly allocatable: Need;
  readonly allocated: Need;
  readonly foreign: Need;
  readonly available: Need;
  readonly podCount: number;
  readonly foreignPodCount: number;
  readonly observedAt: Date | null;

  constructor(parts: ServerRowParts) {
    const page = currentPage(parts);
    this.name = parts.name;
    this.observed = parts.observed;
    this.gpuModel = page.gpuModel;
    this.status = page.status;
    this.unavailableReason = whyUnavailable(page);
    this.capacity = parts.observed?.capacity ?? page.allocatable;
    this.allocatable = page.allocatable;
    this.allocated = addNeeds(page.allocated, page.foreign);
    this.foreign = page.foreign;
    this.available = roomOn(page).available;
    this.podCount = parts.holdings.podCount;
    this.foreignPodCount = parts.holdings.foreignPodCount;
    this.observedAt = parts.observedAt;
  }

  get conditions(): readonly ServerCondition[] {
    return this.observed?.conditions ?? [];
  }
  get taints(): readonly Taint[] {
    return this.observed?.taints ?? [];
  }
  get labels(): readonly { readonly key: string; readonly value: string }[] {
    return Object.entries(this.observed?.labels ?? {}).map(([key, value]) => ({ key, value }));
  }
  get kubeletVersion(): string | null {
    return this.observed?.kubeletVersion ?? null;
  }
  get createdAt(): Date | null {
    return this.observed?.createdAt ?? null;
  }
  get podSlots(): { readonly allocatable: number; readonly allocated: number; readonly available: number } {
    return {
      allocatable: this.allocatable.podSlots,
      allocated: this.allocated.podSlots,
      available: this.available.podSlots,
    };
  }
  /** The kubelet does not answer, or the cluster lost the node: what runs here is not known. */
  get lost(): boolean {
    return this.status === "NOT_READY" || this.observed === null;
  }
}

/** Whether nobody could tell the two apart. */
export function sameServerRow(a: LiveServerRow, b: LiveServerRow): boolean {
  return (
    SHOWN.every((field) => a[field] === b[field]) &&
    NEEDS_SHOWN.every((field) => equalNeeds(a[field], b[field])) &&
    sameFacts(a.observed, b.observed)
  );
}

const SHOWN = ["gpuModel", "status", "unavailableReason", "podCount", "foreignPodCount"] as const;
const NEEDS_SHOWN = ["capacity", "allocatable", "allocated", "foreign", "available"] as const;

function sameFacts(a: ObservedServer | null, b: ObservedServer | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.uid !== b.uid || a.kubeletVersion !== b.kubeletVersion) return false;
  return JSON.stringify([a.labels, a.taints, a.conditions]) === JSON.stringify([b.labels, b.taints, b.conditions]);
}

/** The server's page as it would be if the ledger had already taken in what the watches just told. */
function currentPage({ name, observed, page, holdings, toleratedTaints }: ServerRowParts): LedgerServer {
  const held = { allocated: holdings.ours, foreign: holdings.foreign };
  if (observed !== null) {
    const { uid, gpuModel, allocatable, taints } = observed;
    const status = serverStatus(observed);
    const admits = admitsPods(taints, toleratedTaints);
    return { name, uid, gpuModel, allocatable, status, admits, vanished: false, observedAt: NEVER, ...held };
  }
  if (page !== null) return { ...page, ...held };
  throw new Error(`server ${name}: neither the cluster nor the ledger knows it`);
}

/** When a page that is not in the ledger was observed: nobody reads it. */
const NEVER = new Date(0);
