import { type Constellation, startConstellation } from "./constellation.ts";
import { type Fuzzer, openHttpFuzzer } from "./http-fuzzer.ts";
import type { InputKind } from "./input-random.ts";
import { Tally } from "./tally.ts";
import { openWatchFuzzer, type WatchFuzzer } from "./watch-fuzzer.ts";
import { openWebSocketFuzzer } from "./websocket-fuzzer.ts";

export interface FuzzOptions {
  /** Of each kind. */
  readonly inputs: Readonly<Record<InputKind, number>>;
  readonly seed: number;
  /** The first input of each kind. */
  readonly from: number;
  readonly tell: (line: string) => void;
}

export interface FuzzReport {
  readonly tally: Tally;
  readonly seconds: number;
  /** In use after a collection: when the caches were full, and at the end. */
  readonly heapBytes: { readonly warm: number; readonly end: number };
}

/** So many at a time; the product's own limits are higher. */
const AT_ONCE = { http: 16, websocket: 8 } as const;
const BATCH = 500;
/** After this share of the inputs the heap is measured for the first time: until then caches fill. */
const WARM_SHARE = 0.3;
/** What the heap may gain after that, however many inputs follow. Pods, teams and tokens that the inputs made are in it. */
const growthMax = (warm: number): number => warm * 0.1 + 16 * 2 ** 20;

/** All kinds at the same time, against one API process that has to stand it. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const began = performance.now();
  await using constellation = await startConstellation();
  const tally = new Tally(({ kind, text }) => options.tell(`a fault (${kind}): ${text}`));
  const warmEnd = mapInputs(options.inputs, (count) => Math.ceil(count * WARM_SHARE));
  const { api } = constellation;
  const senders = await openSenders(constellation, options.seed);
  await using _ = senders;
  const run = (from: Record<InputKind, number>, to: Record<InputKind, number>) =>
    runPart(options, { senders, tally, from, to, api });
  await run(
    mapInputs(options.inputs, () => 0),
    warmEnd,
  );
  const warm = await heapOf(api, tally);
  await run(
    warmEnd,
    mapInputs(options.inputs, (count) => count),
  );
  const end = await heapOf(api, tally);
  if (end - warm > growthMax(warm)) {
    tally.fault({ kind: "process", inputs: null, text: `the heap grew from ${warm} to ${end} bytes` });
  }
  for (const line of api.errors) tally.fault({ kind: "process", inputs: null, text: `logged: ${line}` });
  return { tally, seconds: (performance.now() - began) / 1_000, heapBytes: { warm, end } };
}

interface Senders extends AsyncDisposable {
  readonly http: Fuzzer;
  readonly websocket: Fuzzer;
  readonly watch: WatchFuzzer;
}

async function openSenders({ api, injector, laboratory, schema }: Constellation, seed: number): Promise<Senders> {
  const http = openHttpFuzzer(api.url, schema, seed);
  const websocket = openWebSocketFuzzer(api.url, schema, seed);
  const watch = await openWatchFuzzer({ injector, laboratory, url: api.url, seed });
  return {
    http,
    websocket,
    watch,
    async [Symbol.asyncDispose]() {
      await websocket[Symbol.asyncDispose]();
      await http[Symbol.asyncDispose]();
    },
  };
}

interface Part {
  readonly senders: Senders;
  readonly tally: Tally;
  readonly from: Readonly<Record<InputKind, number>>;
  readonly to: Readonly<Record<InputKind, number>>;
  readonly api: Constellation["api"];
}

async function runPart({ from: offset, tell }: FuzzOptions, { senders, tally, from, to, api }: Part): Promise<void> {
  const isOver = () => api.ended() !== null;
  const single = (kind: "http" | "websocket") => {
    let next = from[kind];
    const worker = async () => {
      while (next < to[kind] && !isOver()) {
        const index = offset + next++;
        tally.add(kind, { first: index, count: 1 }, await senders[kind].send(index));
      }
    };
    return Promise.all(Array.from({ length: AT_ONCE[kind] }, worker));
  };
  const batches = async () => {
    for (let next = from.watch; next < to.watch && !isOver(); next += BATCH) {
      const count = Math.min(BATCH, to.watch - next);
      const batch = { first: offset + next, count };
      tally.add("watch", batch, await senders.watch.sendBatch(batch.first, count));
    }
  };
  const telling = setInterval(
    () =>
      tell(
        `${tally.countOf("http")} over HTTP, ${tally.countOf("websocket")} over WebSocket, ${tally.countOf("watch")} in watches; ${tally.faultCount} faults`,
      ),
    30_000,
  );
  try {
    await Promise.all([single("http"), single("websocket"), batches()]);
  } finally {
    clearInterval(telling);
  }
}

async function heapOf(api: Constellation["api"], tally: Tally): Promise<number> {
  const ended = api.ended();
  if (ended === null) return api.heapBytes();
  tally.fault({ kind: "process", inputs: null, text: ended });
  return 0;
}

function mapInputs(
  inputs: Readonly<Record<InputKind, number>>,
  change: (count: number) => number,
): Record<InputKind, number> {
  return { http: change(inputs.http), websocket: change(inputs.websocket), watch: change(inputs.watch) };
}
