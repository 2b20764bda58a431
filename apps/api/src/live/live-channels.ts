import { isOver, type Operation } from "@resource-manager/domain/model/operation";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Freshness } from "@resource-manager/domain/ports/cluster";
import { LatestValue } from "./latest-value.ts";
import type { LiveView } from "./live-view.ts";
import type { LivePodRow } from "./pod-row.ts";
import { type PodCriteria, podQuery } from "./pod-table.ts";
import { RowChannel, type RowFilter } from "./row-channel.ts";
import type { RowSubscription } from "./row-subscription.ts";
import { SampledTopic } from "./sampled-topic.ts";
import type { LiveServerRow } from "./server-row.ts";
import { type ServerCriteria, serverQuery } from "./server-table.ts";
import type { Sight } from "./sight.ts";

/** Sums and lists that depend on everything are told at most so often. */
const SAMPLE_INTERVAL_MS = 250;

export interface FollowOptions<Criteria> {
  readonly criteria: Criteria;
  /** The cursor of the last message seen; null: begin with a snapshot. */
  readonly after: string | null;
  /** What the subscriber sees. */
  readonly sight: Sight;
  /** Also tell of a row when what it refers to changed: a pod's server, a server's pods. */
  readonly follows: boolean;
}

/** Everything that can be subscribed to, on top of one live view. */
export class LiveChannels {
  readonly #live: LiveView;
  readonly #pods: RowChannel<LivePodRow>;
  readonly #servers: RowChannel<LiveServerRow>;
  readonly #freshness = new Set<LatestValue<Freshness>>();
  /** Told when sums may have changed; the value is the count of changes. */
  readonly #anyChange: SampledTopic<number>;
  readonly #unsubscribe: (() => void)[];
  #changes = 0;

  constructor(live: LiveView, clock: Clock) {
    this.#live = live;
    this.#pods = podChannel(live);
    this.#servers = serverChannel(live);
    this.#anyChange = new SampledTopic({ clock, intervalMs: SAMPLE_INTERVAL_MS, sample: () => this.#changes });
    this.#unsubscribe = [
      live.feed.subscribe(() => this.#somethingChanged()),
      live.onOperation(() => this.#somethingChanged()),
      live.onFreshness((freshness) => this.#tellFreshness(freshness)),
    ];
  }

  pods({ criteria, after, sight, follows }: FollowOptions<PodCriteria>): RowSubscription<LivePodRow> {
    const query = podQuery(criteria, sight);
    const { pods } = this.#live;
    const filter: RowFilter<LivePodRow> = {
      name: `${sight.name}${JSON.stringify(criteria)}`,
      follows,
      matches: (row: LivePodRow) => pods.matches(row, query),
      select: () => pods.select(query),
      concerns: (key, changed) => sight.teams === null || [...changed.teamsOf(key)].some((team) => sight.sees(team)),
    };
    return this.#pods.subscribe(filter, after === null ? null : sight.unstamp(after));
  }

  servers({ criteria, after, sight, follows }: FollowOptions<ServerCriteria>): RowSubscription<LiveServerRow> {
    const query = serverQuery(criteria);
    const { servers } = this.#live;
    const filter: RowFilter<LiveServerRow> = {
      name: JSON.stringify(criteria),
      follows,
      matches: (row: LiveServerRow) => servers.matches(row, query),
      select: () => servers.select(query),
      // Everybody sees every server.
      concerns: () => true,
    };
    return this.#servers.subscribe(filter, after === null ? null : sight.unstamp(after));
  }

  /** A tick now, and whenever pods, servers or operations changed; several at once become one. */
  anyChange(): LatestValue<number> {
    return this.#anyChange.subscribe();
  }

  /** How fresh the view is, now and whenever that changes. */
  freshness(): LatestValue<Freshness> {
    const reader: LatestValue<Freshness> = new LatestValue<Freshness>(() => this.#freshness.delete(reader));
    reader.set(this.#live.freshness());
    this.#freshness.add(reader);
    return reader;
  }

  /** The operation now and after each step, until it is over. */
  operation(from: Operation): LatestValue<Operation> {
    const reader: LatestValue<Operation> = new LatestValue<Operation>(() => unsubscribe());
    const take = (operation: Operation): void => {
      reader.set(operation);
      if (isOver(operation.state)) reader.end();
    };
    const unsubscribe = this.#live.onOperation((operation) => {
      if (operation.id === from.id) take(operation);
    });
    take(this.#live.operations.get(from.id) ?? from);
    return reader;
  }

  get subscriberCount(): number {
    return this.#pods.subscriberCount + this.#servers.subscriberCount;
  }

  /** Whether anybody follows anything: every page of the web app does. */
  get isWatched(): boolean {
    return this.subscriberCount > 0 || this.#freshness.size > 0;
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#pods.stop();
    this.#servers.stop();
    this.#anyChange.stop();
    for (const reader of this.#freshness) void reader.return();
  }

  #somethingChanged(): void {
    this.#changes += 1;
    this.#anyChange.changed();
  }

  #tellFreshness(freshness: Freshness): void {
    for (const reader of this.#freshness) reader.set(freshness);
    this.#pods.tellFreshness();
    this.#servers.tellFreshness();
    this.#somethingChanged();
  }
}

function podChannel(live: LiveView): RowChannel<LivePodRow> {
  return new RowChannel({
    feed: live.feed,
    freshness: () => live.freshness(),
    get: (key) => live.pods.get(key),
    changesIn: (batch) => batch.pods,
    changedKeys: (changed) => changed.pods,
    showingChangesIn: function* (changed, follows) {
      if (follows) for (const server of changed.servers) yield* live.podKeysOn(server);
    },
  });
}

function serverChannel(live: LiveView): RowChannel<LiveServerRow> {
  return new RowChannel({
    feed: live.feed,
    freshness: () => live.freshness(),
    get: (key) => live.servers.get(key),
    changesIn: (batch) => batch.servers,
    changedKeys: (changed) => changed.servers,
    // A pod that left a server changed that server's sums too, so that server is among the changed ones.
    showingChangesIn: function* (changed, follows) {
      if (!follows) return;
      for (const key of changed.pods) yield* live.serversHolding(key);
    },
  });
}
