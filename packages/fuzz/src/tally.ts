import type { InputKind } from "./input-random.ts";
import type { Verdict } from "./judge-answer.ts";

export interface Fault {
  readonly kind: InputKind | "process";
  /** The inputs that make it again; null where they cannot be named. */
  readonly inputs: { readonly first: number; readonly count: number } | null;
  readonly text: string;
}

const KEPT_FAULTS = 50;

/** Counts what came of the inputs. */
export class Tally {
  readonly #onFault: (fault: Fault) => void;
  readonly #classes = new Map<InputKind, Map<string, number>>();
  /** The first ones. */
  readonly faults: Fault[] = [];
  faultCount = 0;
  readonly #faultCounts = new Map<InputKind, number>();

  /** @param onFault told of the first faults as they come: a long run need not end before one looks into them */
  constructor(onFault: (fault: Fault) => void = () => {}) {
    this.#onFault = onFault;
  }

  /** The verdict is on all of these inputs together; a fault counts once. */
  add(
    kind: InputKind,
    inputs: { readonly first: number; readonly count: number },
    { class: name, fault }: Verdict,
  ): void {
    const classes = this.#classes.get(kind) ?? new Map<string, number>();
    this.#classes.set(kind, classes);
    classes.set(name, (classes.get(name) ?? 0) + inputs.count);
    if (fault !== null) this.fault({ kind, inputs, text: fault });
  }

  fault(fault: Fault): void {
    this.faultCount++;
    if (fault.kind !== "process") this.#faultCounts.set(fault.kind, this.faultsOf(fault.kind) + 1);
    if (this.faults.length >= KEPT_FAULTS) return;
    this.faults.push(fault);
    this.#onFault(fault);
  }

  faultsOf(kind: InputKind): number {
    return this.#faultCounts.get(kind) ?? 0;
  }

  countOf(kind: InputKind): number {
    return [...this.classesOf(kind).values()].reduce((sum, count) => sum + count, 0);
  }

  classesOf(kind: InputKind): ReadonlyMap<string, number> {
    return this.#classes.get(kind) ?? new Map();
  }
}
