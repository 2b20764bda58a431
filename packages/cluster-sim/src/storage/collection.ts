import { SortedKeys } from "./sorted-keys.ts";
import type { Change, Version } from "./version.ts";

/** What a read at an old revision may end in: its history is no longer kept. */
export class CompactedError extends Error {}

export type ChangeListener = (change: Change) => void;

/**
 * All objects of one resource, in the order of their keys, and a bounded history of their changes. The history serves
 * watches from an old revision and reads of the past, which are worked out by taking changes back.
 */
export class Collection {
  readonly resource: string;
  readonly #versions = new Map<string, Version>();
  readonly #keys = new SortedKeys();
  readonly #listeners = new Set<ChangeListener>();
  #history: Change[] = [];
  #historyStart = 0;
  #historyLimit: number;
  /** The state is known at this revision and at every later one. */
  #knownSince: number;

  constructor(resource: string, revision: number, historyLimit: number) {
    this.resource = resource;
    this.#knownSince = revision;
    this.#historyLimit = historyLimit;
  }

  get size(): number {
    return this.#versions.size;
  }

  get knownSince(): number {
    return this.#knownSince;
  }

  get(key: string): Version | undefined {
    return this.#versions.get(key);
  }

  values(): IterableIterator<Version> {
    return this.#versions.values();
  }

  /** Versions whose key starts with `prefix`, in order, from `start` on. */
  *range(prefix: string, start = ""): Generator<Version> {
    for (const key of this.#keys.range(prefix, start)) {
      const version = this.#versions.get(key);
      if (version !== undefined) yield version;
    }
  }

  /** The same as it was at `revision`. */
  rangeAt(revision: number, prefix: string, start = ""): Version[] {
    if (revision < this.#knownSince) throw new CompactedError();
    const past = new Map<string, Version | undefined>();
    for (let i = this.#history.length - 1; i >= this.#historyStart; i--) {
      const change = this.#history[i] as Change;
      if (change.revision <= revision) break;
      past.set(change.current.key, change.previous);
    }
    const since = [...past.values()].filter(
      (version) => version?.key.startsWith(prefix) && version.key >= start,
    ) as Version[];
    since.sort((a, b) => (a.key < b.key ? -1 : 1));
    const versions: Version[] = [];
    let next = 0;
    for (const version of this.range(prefix, start)) {
      for (let one = since[next]; one !== undefined && one.key <= version.key; one = since[++next]) versions.push(one);
      if (!past.has(version.key)) versions.push(version);
    }
    return [...versions, ...since.slice(next)];
  }

  /** Changes after `revision`, oldest first. */
  changesSince(revision: number): Change[] {
    if (revision < this.#knownSince) throw new CompactedError();
    let i = this.#history.length;
    while (i > this.#historyStart && (this.#history[i - 1] as Change).revision > revision) i--;
    return this.#history.slice(i);
  }

  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets the changes up to `revision`: older reads and watches are answered with 410. */
  compact(revision: number): void {
    while (this.#historyStart < this.#history.length) {
      if ((this.#history[this.#historyStart] as Change).revision > revision) break;
      this.#historyStart++;
    }
    this.#knownSince = Math.max(this.#knownSince, revision);
    this.#dropForgotten();
  }

  /** Puts in place what was read from the journal. */
  restore(version: Version): void {
    this.#versions.set(version.key, version);
    this.#keys.add(version.key);
  }

  apply(change: Change): void {
    const { key } = change.current;
    if (change.type === "DELETED") {
      this.#versions.delete(key);
      this.#keys.remove(key);
    } else {
      if (change.type === "ADDED") this.#keys.add(key);
      this.#versions.set(key, change.current);
    }
    change.previous?.forgetJson();
    this.#history.push(change);
    if (this.#history.length - this.#historyStart > this.#historyLimit) {
      this.#knownSince = (this.#history[this.#historyStart] as Change).revision;
      this.#historyStart++;
      this.#dropForgotten();
    }
  }

  notify(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  #dropForgotten(): void {
    if (this.#historyStart < 1024 || this.#historyStart * 2 < this.#history.length) return;
    this.#history = this.#history.slice(this.#historyStart);
    this.#historyStart = 0;
  }
}
