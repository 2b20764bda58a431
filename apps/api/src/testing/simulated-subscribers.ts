import { Seeded } from "@resource-manager/simulation/seeded";
import type { Onlooker } from "@resource-manager/simulation/simulate";
import type { World } from "@resource-manager/simulation/world";
import { LiveChannels } from "../live/live-channels.ts";
import { LiveView } from "../live/live-view.ts";
import type { LivePodRow } from "../live/pod-row.ts";
import { type PodCriteria, podQuery } from "../live/pod-table.ts";
import type { RowSubscription } from "../live/row-subscription.ts";
import type { LiveServerRow } from "../live/server-row.ts";
import { type ServerCriteria, serverQuery } from "../live/server-table.ts";
import { EVERYTHING } from "../live/sight.ts";

/** What a reader asks for, over one kind of row. */
interface Topic<Row> {
  readonly name: string;
  open(product: Product, after: string | null): RowSubscription<Row>;
  query(product: Product): Iterable<Row>;
  readonly keyOf: (row: Row) => string;
}

/** The reading side of the product, made anew with each process. */
interface Product {
  readonly world: World;
  readonly live: LiveView;
  readonly channels: LiveChannels;
}

const NOTHING_YET = Symbol("nothing yet");

/**
 * I7 in the simulation: subscribers that fold their messages have what the query returns. One is prompt, one reads now and then, one
 * breaks off and resumes after its cursor, across restarts of the product too. What the query returns is held to the ledger.
 */
export class SimulatedSubscribers implements Onlooker {
  readonly #random: Seeded;
  readonly #readers: readonly Subscriber[];
  #product: Product | null = null;
  #epochs = 0;

  constructor(seed: number) {
    this.#random = new Seeded(seed);
    this.#readers = [
      new Reader(podTopic({})),
      new Reader(podTopic({ status: ["RUNNING"] })),
      new Reader(podTopic({ servers: ["a", "c"] })),
      new Reader(serverTopic({})),
      new Reader(serverTopic({ availableGpus: 3 })),
    ];
  }

  async started(world: World): Promise<void> {
    const { ledger, view, clock } = world;
    const installationId = (await ledger.installation()).id;
    this.#epochs += 1;
    const epoch = `00000000-0000-4000-9000-${String(this.#epochs).padStart(12, "0")}`;
    const live = new LiveView({ ledger, view, clock, installationId, toleratedTaints: new Set(), epoch });
    await live.start();
    this.#product = { world, live, channels: new LiveChannels(live, clock) };
  }

  ended(): void {
    this.#product?.channels.stop();
    this.#product?.live.stop();
    this.#product = null;
    for (const reader of this.#readers) reader.cutOff();
  }

  async broken(): Promise<readonly string[]> {
    const product = this.#product;
    if (product === null) return ["no process runs"];
    const broken = await unlikeLedger(product);
    for (const [index, reader] of this.#readers.entries()) {
      // The first of all reads at once; the others are away, break off, or come late.
      const what = index === 0 ? "read" : this.#random.pick(["read", "read", "stay away", "break off"] as const);
      if (what === "break off") reader.breakOff();
      if (what === "read") broken.push(...(await reader.catchUp(product)));
    }
    return broken;
  }
}

/** One subscriber, whatever it follows. */
interface Subscriber {
  breakOff(): void;
  cutOff(): void;
  /** Reads all that there is to read; answers what it then has that the query does not return, and the other way round. */
  catchUp(product: Product): Promise<readonly string[]>;
}

/** What it has is only what its messages told. */
class Reader<Row> implements Subscriber {
  readonly #topic: Topic<Row>;
  readonly #rows = new Map<string, Row>();
  #cursor: string | null = null;
  #subscription: RowSubscription<Row> | null = null;
  #next: ReturnType<RowSubscription<Row>["next"]> | null = null;

  constructor(topic: Topic<Row>) {
    this.#topic = topic;
  }

  /** It ends the subscription, and resumes later after the last message. */
  breakOff(): void {
    void this.#subscription?.return();
    this.cutOff();
  }

  /** The subscription is no more. */
  cutOff(): void {
    this.#subscription = null;
    this.#next = null;
  }

  async catchUp(product: Product): Promise<readonly string[]> {
    const subscription = this.#subscription ?? this.#topic.open(product, this.#cursor);
    this.#subscription = subscription;
    const { feed } = product.live;
    // What changes while it reads is told, too, before the two are compared.
    for (let told = -1; told !== feed.cursor().sequence; ) {
      told = feed.cursor().sequence;
      await this.#read(subscription);
    }
    return this.#differences([...this.#topic.query(product)]);
  }

  async #read(subscription: RowSubscription<Row>): Promise<void> {
    for (;;) {
      this.#next ??= subscription.next();
      const message = await Promise.race([this.#next, afterOthers()]);
      if (message === NOTHING_YET || message.done) return;
      this.#next = null;
      this.#fold(message.value);
    }
  }

  #fold({
    reset,
    rows,
    removed,
    cursor,
  }: {
    reset: boolean;
    rows: readonly Row[];
    removed: readonly string[];
    cursor: string;
  }) {
    if (reset) this.#rows.clear();
    for (const row of rows) this.#rows.set(this.#topic.keyOf(row), row);
    for (const key of removed) this.#rows.delete(key);
    this.#cursor = cursor;
  }

  #differences(queried: readonly Row[]): string[] {
    const { keyOf, name } = this.#topic;
    const known = new Set(queried.map(keyOf));
    return [
      ...queried
        .filter((row) => this.#rows.get(keyOf(row)) !== row)
        .map((row) => `I7 ${name}: not as told: ${keyOf(row)}`),
      ...[...this.#rows.keys()].filter((key) => !known.has(key)).map((key) => `I7 ${name}: never told gone: ${key}`),
    ];
  }
}

function podTopic(criteria: PodCriteria): Topic<LivePodRow> {
  return {
    name: `pods ${JSON.stringify(criteria)}`,
    open: ({ channels }, after) => channels.pods({ criteria, after, sight: EVERYTHING, follows: false }),
    query: ({ live }) => live.pods.select(podQuery(criteria)),
    keyOf: ({ key }) => key,
  };
}

function serverTopic(criteria: ServerCriteria): Topic<LiveServerRow> {
  return {
    name: `servers ${JSON.stringify(criteria)}`,
    open: ({ channels }, after) => channels.servers({ criteria, after, sight: EVERYTHING, follows: false }),
    query: ({ live }) => live.servers.select(serverQuery(criteria)),
    keyOf: ({ name }) => name,
  };
}

/** The query shows each pod of the ledger that is not gone, as it is. */
async function unlikeLedger({ world, live }: Product): Promise<string[]> {
  const pods = await world.ledger.livePods();
  const unlike = pods.filter((pod) => {
    const row = live.pod(pod);
    return row?.id !== pod.id || row.version !== pod.version || row.desired !== pod.desired;
  });
  const shown = [...live.pods.rows()].length;
  return [
    ...unlike.map(({ name }) => `I7 the query does not show ${name} as the ledger has it`),
    ...(shown === pods.length ? [] : [`I7 the query shows ${shown} pods, the ledger has ${pods.length}`]),
  ];
}

function afterOthers(): Promise<typeof NOTHING_YET> {
  return new Promise((resolve) => setImmediate(resolve, NOTHING_YET));
}
