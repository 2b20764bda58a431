import { type Amounts, NEEDS } from "@resource-manager/domain/model/amounts";
import type { Operation } from "@resource-manager/domain/model/operation";
import type {
  DesiredState,
  LedgerPod,
  ObservedPod,
  PodStatus,
  RestartPolicy,
} from "@resource-manager/domain/model/pod";
import type { PodCondition } from "./pod-condition.ts";

export interface PodRowParts {
  readonly key: string;
  readonly ledger: LedgerPod;
  readonly observed: ObservedPod | null;
  readonly observedAt: Date | null;
  readonly operation: Operation | null;
  readonly condition: PodCondition;
}

/**
 * One pod as people see it: the ledger's page and the cluster's report side by side. Immutable: a change makes a new row. It holds
 * references only, because there may be 100,000 of them; what is derived is a getter. Its names are those of the schema's `Pod`.
 */
export class LivePodRow {
  /** `namespace/name` */
  readonly key: string;
  readonly ledger: LedgerPod;
  readonly observed: ObservedPod | null;
  readonly observedAt: Date | null;
  /** Its latest operation while that is not over. */
  readonly openOperation: Operation | null;
  readonly status: PodStatus;
  readonly reason: string | null;
  readonly message: string | null;
  #haystack: string | undefined;

  constructor(parts: PodRowParts) {
    this.key = parts.key;
    this.ledger = parts.ledger;
    this.observed = parts.observed;
    this.observedAt = parts.observedAt;
    this.openOperation = parts.operation;
    this.status = parts.condition.status;
    this.reason = parts.condition.reason;
    this.message = parts.condition.message;
  }

  /** The same with another wish, everything else as it is. */
  withWish(ledger: LedgerPod): LivePodRow {
    const { key, observed, observedAt, openOperation: operation, status, reason, message } = this;
    return new LivePodRow({ key, ledger, observed, observedAt, operation, condition: { status, reason, message } });
  }

  get id(): string {
    return this.ledger.id;
  }
  get namespace(): string {
    return this.ledger.namespace;
  }
  get name(): string {
    return this.ledger.name;
  }
  get team(): string {
    return this.ledger.team;
  }
  get owner(): string {
    return this.ledger.owner;
  }
  get ownerId(): string | null {
    return this.ledger.ownerId;
  }
  get image(): string {
    return this.ledger.spec.image;
  }
  get command(): readonly string[] {
    return this.ledger.spec.command;
  }
  get envNames(): readonly string[] {
    return this.ledger.spec.env.map((variable) => variable.name);
  }
  get ports(): readonly number[] {
    return this.ledger.spec.ports;
  }
  get gpuModels(): readonly string[] {
    return this.ledger.spec.gpuModels;
  }
  get restartPolicy(): RestartPolicy {
    return this.ledger.spec.restartPolicy;
  }
  get requested(): Amounts {
    return this.ledger.spec.resources;
  }
  get desired(): DesiredState {
    return this.ledger.desired;
  }
  get version(): number {
    return this.ledger.version;
  }
  get placement(): string {
    return this.ledger.placement;
  }
  get createdAt(): Date {
    return this.ledger.createdAt;
  }
  get updatedAt(): Date {
    return this.ledger.updatedAt;
  }
  get restarts(): number {
    return this.observed?.restarts ?? 0;
  }
  get live(): LivePodReport | null {
    return this.observed === null ? null : new LivePodReport(this.observed, this.observedAt);
  }

  /** The server that holds its allocation: where it runs, while a recreation holds two; null once nothing is held. */
  get serverName(): string | null {
    const { allocations } = this.ledger;
    const running = allocations.find((allocation) => allocation.server === this.observed?.server);
    return (running ?? allocations.at(-1))?.server ?? null;
  }

  /** Everything that a text search looks at, in lower case. Kept once it was asked for. */
  get haystack(): string {
    this.#haystack ??= [this.key, this.owner, this.image, this.serverName ?? ""].join("\n").toLowerCase();
    return this.#haystack;
  }
}

/** What the cluster reports of a pod, under the names of the schema's `LivePod`. */
export class LivePodReport {
  readonly #observed: ObservedPod;
  readonly observedAt: Date | null;

  constructor(observed: ObservedPod, observedAt: Date | null) {
    this.#observed = observed;
    this.observedAt = observedAt;
  }

  get uid(): string {
    return this.#observed.uid;
  }
  get serverName(): string | null {
    return this.#observed.server;
  }
  get image(): string {
    return this.#observed.image;
  }
  get requested(): Amounts {
    return this.#observed.effective;
  }
  get resize(): ObservedPod["resize"] {
    return this.#observed.resize;
  }
  get resizeMessage(): string | null {
    return this.#observed.resizeMessage;
  }
  get createdAt(): Date {
    return this.#observed.createdAt;
  }
  get scheduledAt(): Date | null {
    return this.#observed.scheduledAt;
  }
  get startedAt(): Date | null {
    return this.#observed.startedAt;
  }
  get readyAt(): Date | null {
    return this.#observed.readyAt;
  }
  get deletionRequestedAt(): Date | null {
    return this.#observed.deletionRequestedAt;
  }
}

/** Whether nobody could tell the two apart, so that a change of what is not shown reaches no subscriber. */
export function samePodRow(a: LivePodRow, b: LivePodRow): boolean {
  return (
    a.ledger === b.ledger &&
    a.openOperation === b.openOperation &&
    a.status === b.status &&
    a.reason === b.reason &&
    a.message === b.message &&
    sameReport(a.observed, b.observed)
  );
}

function sameReport(a: ObservedPod | null, b: ObservedPod | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  return (
    SHOWN.every((field) => a[field] === b[field]) &&
    TIMES.every((field) => a[field]?.getTime() === b[field]?.getTime()) &&
    NEEDS.every((need) => a.effective[need] === b.effective[need] && a.held[need] === b.held[need])
  );
}

const SHOWN = [
  "uid",
  "server",
  "image",
  "restarts",
  "resize",
  "resizeMessage",
] as const satisfies readonly (keyof ObservedPod)[];
const TIMES = [
  "deletionRequestedAt",
  "createdAt",
  "scheduledAt",
  "startedAt",
  "readyAt",
] as const satisfies readonly (keyof ObservedPod)[];
