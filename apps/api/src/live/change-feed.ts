import type { Clock } from "@resource-manager/domain/ports/clock";
import { type Cursor, formatCursor, parseCursor } from "./cursor.ts";
import type { LivePodRow } from "./pod-row.ts";
import type { LiveServerRow } from "./server-row.ts";

/** How one row changed since the last batch; null: it was, or is, not there. What it was in between nobody was told. */
export interface RowChange<Row> {
  readonly before: Row | null;
  readonly after: Row | null;
}

export type RowChanges<Row> = ReadonlyMap<string, RowChange<Row>>;

/** All that changed since the batch before. `sequence` rises by one. */
export interface Batch {
  readonly sequence: number;
  readonly pods: RowChanges<LivePodRow>;
  readonly servers: RowChanges<LiveServerRow>;
}

/** Keys of what changed after a cursor. */
export interface ChangedKeys {
  readonly pods: ReadonlySet<string>;
  /** Whose pods were under a key meanwhile. */
  readonly teamsOf: (podKey: string) => Iterable<string>;
  readonly servers: ReadonlySet<string>;
}

export interface ChangeFeedOptions {
  readonly clock: Clock;
  readonly epoch: string;
  /** The shortest time between two batches: bursts become one. */
  readonly intervalMs: number;
  /** How many changed keys are remembered for subscribers that resume. */
  readonly memoryKeys: number;
}

/**
 * The one sequence of changes that all subscriptions follow. A change after a quiet time is told at once; those that follow
 * within the interval are told together. What a subscriber resumes with is state, so only keys are remembered.
 */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions;
  readonly #listeners = new Set<(batch: Batch) => void>();
  #pods = new Map<string, RowChange<LivePodRow>>();
  #servers = new Map<string, RowChange<LiveServerRow>>();
  #memory: Remembered[] = [];
  #memorySize = 0;
  #sequence = 0;
  /** The oldest sequence that a subscriber can resume after. */
  #oldest = 0;
  #lastFlushAt = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | null = null;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
  }

  recordPod(key: string, before: LivePodRow | null, after: LivePodRow | null): void {
    remember(this.#pods, key, before, after);
    this.#arm();
  }

  recordServer(name: string, before: LiveServerRow | null, after: LiveServerRow | null): void {
    remember(this.#servers, name, before, after);
    this.#arm();
  }

  /** Called with every batch, in order. */
  subscribe(listener: (batch: Batch) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Where the feed is now, all recorded changes told. */
  cursor(): Cursor {
    this.flush();
    return { epoch: this.#options.epoch, sequence: this.#sequence };
  }

  format(sequence: number): string {
    return formatCursor({ epoch: this.#options.epoch, sequence });
  }

  /** What changed after the cursor; null where that is not known any more, so that only a snapshot helps. */
  changedSince(text: string): ChangedKeys | null {
    const cursor = parseCursor(text);
    if (cursor === null || cursor.epoch !== this.#options.epoch) return null;
    if (cursor.sequence < this.#oldest || cursor.sequence > this.#sequence) return null;
    const later = this.#memory.filter((batch) => batch.sequence > cursor.sequence);
    const pods = later.flatMap((batch) => batch.pods);
    const teamsOf = Map.groupBy(pods, ({ key }) => key);
    return {
      pods: new Set(teamsOf.keys()),
      teamsOf: (key) => (teamsOf.get(key) ?? []).flatMap(({ teams }) => teams),
      servers: new Set(later.flatMap((batch) => batch.servers)),
    };
  }

  /** Tells what was recorded, at once. */
  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#pods.size === 0 && this.#servers.size === 0) return;
    this.#sequence += 1;
    const batch = { sequence: this.#sequence, pods: this.#pods, servers: this.#servers };
    this.#pods = new Map();
    this.#servers = new Map();
    this.#lastFlushAt = this.#options.clock.now().getTime();
    this.#keep(batch);
    for (const listener of this.#listeners) listener(batch);
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#listeners.clear();
  }

  #arm(): void {
    if (this.#cancelTimer !== null) return;
    const { clock, intervalMs } = this.#options;
    const sinceMs = clock.now().getTime() - this.#lastFlushAt;
    const waitMs = Math.min(Math.max(intervalMs - sinceMs, 0), intervalMs);
    this.#cancelTimer = clock.schedule(waitMs, () => this.flush());
  }

  #keep(batch: Batch): void {
    const pods = [...batch.pods].map(([key, change]) => ({ key, teams: teamsIn(change) }));
    this.#memory.push({ sequence: batch.sequence, pods, servers: [...batch.servers.keys()] });
    this.#memorySize += batch.pods.size + batch.servers.size;
    while (this.#memorySize > this.#options.memoryKeys) {
      const oldest = this.#memory.shift();
      if (!oldest) break;
      this.#memorySize -= oldest.pods.length + oldest.servers.length;
      this.#oldest = oldest.sequence;
    }
  }
}

interface Remembered {
  readonly sequence: number;
  readonly pods: readonly { readonly key: string; readonly teams: readonly string[] }[];
  readonly servers: readonly string[];
}

function teamsIn({ before, after }: RowChange<LivePodRow>): readonly string[] {
  return [before, after].flatMap((row) => (row === null ? [] : [row.team]));
}

function remember<Row>(changes: Map<string, RowChange<Row>>, key: string, before: Row | null, after: Row | null): void {
  const known = changes.get(key);
  changes.set(key, { before: known ? known.before : before, after });
}
