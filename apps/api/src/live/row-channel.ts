import type { Freshness } from "@resource-manager/domain/ports/cluster";
import { type Batch, type ChangedKeys, type ChangeFeed, type RowChanges } from "./change-feed.ts";
import { type Delta, RowSubscription } from "./row-subscription.ts";

/** What a channel has to know of the rows that it tells of. */
export interface RowSource<Row> {
  readonly feed: ChangeFeed;
  readonly freshness: () => Freshness;
  readonly get: (key: string) => Row | null;
  readonly changesIn: (batch: Batch) => RowChanges<Row>;
  /** Rows that did not change themselves, but show something that did. */
  readonly showingChangesIn: (changed: ChangedKeys, follows: boolean) => Iterable<string>;
  readonly changedKeys: (changed: ChangedKeys) => Iterable<string>;
}

export interface RowFilter<Row> {
  /** The same text means the same rows: subscribers that share it share the work. */
  readonly name: string;
  readonly matches: (row: Row) => boolean;
  readonly select: () => Iterable<Row>;
  /** Whether the subscriber may be told that what was under a key is gone, where it may have been another's. */
  readonly concerns: (key: string, changed: ChangedKeys) => boolean;
  /** Whether the subscriber also looks at what the rows refer to. */
  readonly follows: boolean;
}

interface Group<Row> {
  readonly name: string;
  readonly filter: RowFilter<Row>;
  readonly subscriptions: Set<RowSubscription<Row>>;
}

/** All subscriptions to one kind of row. What a batch means is worked out once for all that have the same filter. */
export class RowChannel<Row> {
  readonly #source: RowSource<Row>;
  readonly #groups = new Map<string, Group<Row>>();
  readonly #unsubscribe: () => void;

  constructor(source: RowSource<Row>) {
    this.#source = source;
    this.#unsubscribe = source.feed.subscribe((batch) => this.#tell(batch));
  }

  /** From a snapshot on, or from what changed after a cursor, if that is still known. */
  subscribe(filter: RowFilter<Row>, after: string | null): RowSubscription<Row> {
    const { feed } = this.#source;
    // So that whoever reads begins where a batch ended, and the next one tells all that leaves its filter.
    feed.flush();
    const group = this.#groupOf(filter);
    const changed = after === null ? null : feed.changedSince(after);
    const subscription: RowSubscription<Row> = new RowSubscription<Row>({
      snapshot: () => {
        feed.flush();
        return { rows: [...group.filter.select()], cursor: feed.format(feed.cursor().sequence) };
      },
      freshness: this.#source.freshness,
      first: changed === null ? null : this.#since(filter, changed),
      ended: () => this.#leave(group, subscription),
    });
    group.subscriptions.add(subscription);
    return subscription;
  }

  /** Says anew how fresh the view is. */
  tellFreshness(): void {
    const cursor = this.#cursor();
    for (const group of this.#groups.values()) {
      const delta: Delta<Row> = { cursor, rows: new Map(), freshness: this.#source.freshness() };
      for (const subscription of group.subscriptions) subscription.push(delta);
    }
  }

  stop(): void {
    this.#unsubscribe();
    for (const group of this.#groups.values())
      for (const subscription of group.subscriptions) void subscription.return();
  }

  get subscriberCount(): number {
    return [...this.#groups.values()].reduce((sum, group) => sum + group.subscriptions.size, 0);
  }

  #tell(batch: Batch): void {
    const changed = {
      pods: new Set(batch.pods.keys()),
      servers: new Set(batch.servers.keys()),
      teamsOf: () => [],
    };
    const cursor = this.#source.feed.format(batch.sequence);
    for (const group of this.#groups.values()) {
      const rows = this.#rowsFor(group.filter, batch, changed);
      if (rows.size === 0) continue;
      const delta: Delta<Row> = { cursor, rows, freshness: this.#source.freshness() };
      for (const subscription of group.subscriptions) subscription.push(delta);
    }
  }

  #rowsFor({ matches, follows }: RowFilter<Row>, batch: Batch, changed: ChangedKeys): Map<string, Row | null> {
    const rows = new Map<string, Row | null>();
    for (const [key, change] of this.#source.changesIn(batch)) {
      if (change.after !== null && matches(change.after)) rows.set(key, change.after);
      else if (change.before !== null && matches(change.before)) rows.set(key, null);
    }
    for (const key of this.#source.showingChangesIn(changed, follows)) {
      const row = rows.has(key) ? null : this.#source.get(key);
      if (row !== null && matches(row)) rows.set(key, row);
    }
    return rows;
  }

  /** What a subscriber missed: the present state of all that changed. What does not match now may have matched then. */
  #since(filter: RowFilter<Row>, changed: ChangedKeys): Delta<Row> {
    const keys = new Set([
      ...this.#source.changedKeys(changed),
      ...this.#source.showingChangesIn(changed, filter.follows),
    ]);
    const rows = new Map<string, Row | null>();
    for (const key of keys) {
      const row = this.#source.get(key);
      if (row !== null && filter.matches(row)) rows.set(key, row);
      else if (filter.concerns(key, changed)) rows.set(key, null);
    }
    return { cursor: this.#cursor(), rows, freshness: this.#source.freshness() };
  }

  #cursor(): string {
    const { feed } = this.#source;
    return feed.format(feed.cursor().sequence);
  }

  #groupOf(filter: RowFilter<Row>): Group<Row> {
    const name = `${filter.follows ? "+" : "-"}${filter.name}`;
    let group = this.#groups.get(name);
    if (!group) {
      group = { name, filter, subscriptions: new Set() };
      this.#groups.set(name, group);
    }
    return group;
  }

  #leave(group: Group<Row>, subscription: RowSubscription<Row>): void {
    group.subscriptions.delete(subscription);
    if (group.subscriptions.size === 0 && this.#groups.get(group.name) === group) this.#groups.delete(group.name);
  }
}
