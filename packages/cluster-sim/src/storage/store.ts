import { type KubeObject, keyOf } from "../objects/meta.ts";
import { Collection } from "./collection.ts";
import type { Journal } from "./journal.ts";
import { type Change, type ChangeType, Version } from "./version.ts";

/** Events are many and little watched: they get this part of the history that others get. */
const EVENTS_HISTORY_PART = 4;

/** The journal could not keep a write: a full disk, for example. Nothing is written any more, for memory is ahead of it. */
export class StoreFailedError extends Error {}

export interface StoreOptions {
  readonly journal: Journal;
  /** Changes kept per resource for watches and old reads. */
  readonly historyLimit: number;
}

/**
 * The one place where objects are. Each write takes the next revision, is in the journal before anybody hears of it,
 * and reaches listeners in order. Listeners must not write; they wake somebody who does.
 */
export class Store {
  readonly #journal: Journal;
  readonly #historyLimit: number;
  readonly #collections = new Map<string, Collection>();
  #revision: number;
  #lastRow: number;
  #depth = 0;
  #failure: StoreFailedError | undefined;
  #failureListener: (failure: StoreFailedError) => void = () => {};
  #pending: { collection: Collection; change: Change }[] = [];

  constructor(options: StoreOptions) {
    this.#journal = options.journal;
    this.#historyLimit = options.historyLimit;
    // Kubernetes takes "0" for "any version", so the first revision is 1.
    this.#revision = Math.max(options.journal.revision, 1);
    this.#lastRow = options.journal.lastRow;
    for (const { row, resource, key, revision, body } of options.journal.rows()) {
      this.collection(resource).restore(Version.fromJson(row, key, revision, body));
    }
  }

  get revision(): number {
    return this.#revision;
  }

  /** `resource` is the plural name, with its group where it has one: `pods`, `leases.coordination.k8s.io`. */
  collection(resource: string): Collection {
    let collection = this.#collections.get(resource);
    if (collection === undefined) {
      const limit = resource === "events" ? this.#historyLimit / EVENTS_HISTORY_PART : this.#historyLimit;
      collection = new Collection(resource, this.#revision, limit);
      this.#collections.set(resource, collection);
    }
    return collection;
  }

  collections(): IterableIterator<Collection> {
    return this.#collections.values();
  }

  /** The object becomes the store's: nobody may change it afterwards. */
  create(resource: string, object: KubeObject): Version {
    return this.#write("ADDED", resource, ++this.#lastRow, object, undefined);
  }

  update(resource: string, previous: Version, object: KubeObject): Version {
    return this.#write("MODIFIED", resource, previous.row, object, previous);
  }

  remove(resource: string, previous: Version): Version {
    return this.#write("DELETED", resource, previous.row, previous.object, previous);
  }

  /** Set for ever once the journal has failed. */
  get failure(): StoreFailedError | undefined {
    return this.#failure;
  }

  /** Told once, when the journal fails. */
  onFailure(listener: (failure: StoreFailedError) => void): void {
    this.#failureListener = listener;
  }

  /** Writes made inside are committed together and heard of together. */
  transaction<T>(run: () => T): T {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#depth++ === 0) this.#guard(() => this.#journal.begin());
    try {
      return run();
    } finally {
      if (--this.#depth === 0 && this.#failure === undefined) this.#commit();
    }
  }

  setting(name: string): string | undefined {
    return this.#journal.setting(name);
  }

  saveSetting(name: string, value: string): void {
    this.#journal.saveSetting(name, value);
  }

  compact(): void {
    for (const collection of this.#collections.values()) collection.compact(this.#revision);
  }

  close(): void {
    this.#journal.close();
  }

  #write(type: ChangeType, resource: string, row: number, object: KubeObject, previous: Version | undefined): Version {
    return this.transaction(() => {
      const revision = ++this.#revision;
      const stamped = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
      const current = Version.of(row, keyOf(stamped), revision, stamped);
      const change: Change = { type, revision, current, previous };
      this.#guard(() => {
        if (type === "DELETED") this.#journal.remove(row);
        else this.#journal.put(resource, current);
      });
      const collection = this.collection(resource);
      collection.apply(change);
      this.#pending.push({ collection, change });
      return current;
    });
  }

  #commit(): void {
    this.#guard(() => this.#journal.commit(this.#revision));
    const heard = this.#pending;
    this.#pending = [];
    for (const { collection, change } of heard) collection.notify(change);
  }

  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#failure ??= new StoreFailedError(`The cluster's data cannot be written: ${(error as Error).message}`);
      this.#pending = [];
      this.#failureListener(this.#failure);
      throw this.#failure;
    }
  }
}
