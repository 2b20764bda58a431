import { Backoff } from "./backoff.ts";
import { InactivityTimer } from "./inactivity-timer.ts";
import { LineTooLong, linesOf } from "./json-lines.ts";
import { pagedList, refusedRequest } from "./paged-list.ts";
import { type RawRecord, recordOf, textOf } from "./raw-json.ts";
import { noCounts, type Reflected, type ReflectorCounters, type ReflectorOptions } from "./reflector-options.ts";
import { isOlder } from "./resource-version.ts";
import type { StreamAnswer } from "./transport.ts";
import { WatchFailure } from "./watch-failure.ts";

/**
 * Keeps a copy of one kind of object: a paged list, then a watch that goes on from its version for ever. Every end of a
 * watch and every error leads to another attempt from the last version seen; only a version that is too old (410)
 * leads to a new list. client-node's informer is not used: it stops for ever on the first error that is not 410.
 */
export class Reflector<T extends Reflected> {
  readonly counters: ReflectorCounters = noCounts();
  readonly #options: ReflectorOptions<T>;
  readonly #backoff: Backoff;
  readonly #stopping = new AbortController();
  #objects: Map<string, T> = new Map();
  #version: string | null = null;
  #newest: string | null = null;
  #synced = false;
  #provedAt: Date | null = null;
  #why: string | null = null;
  #fruitless = 0;
  /** The last watch brought nothing, not even its end: the next one has to prove that the server is alive. */
  #silent = false;
  #mustVerify = false;
  #interrupt: AbortController = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#backoff = new Backoff(options.clock, options.random, options.timings.backoff);
  }

  get kind(): string {
    return this.#options.kind;
  }

  get objects(): ReadonlyMap<string, T> {
    return this.#objects;
  }

  /** True from the first complete list on. */
  get synced(): boolean {
    return this.#synced;
  }

  /** The newest version ever seen, below which the cluster must not fall; null before the first list. */
  get newest(): string | null {
    return this.#newest;
  }

  /** When the list or watch last brought proof that it is alive: a page, an opened watch, a line, its orderly end. */
  get provedAt(): Date | null {
    return this.#provedAt;
  }

  /** Why the last attempt failed; null while all is well. */
  get why(): string | null {
    return this.#why;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#interrupt.abort(new WatchFailure("stopped", { kind: "interrupted" }));
    this.#backoff.wake();
    await this.#loop;
  }

  /** The cluster is there again: try at once. */
  wake(): void {
    this.#backoff.wake();
  }

  /** Breaks the running watch or list off; the next attempt verifies the cluster first. */
  interrupt(why: string): void {
    this.#interrupt.abort(new WatchFailure(why, { kind: "interrupted" }));
  }

  /** As `interrupt`, and the last version is no ground to go on from: list anew, and believe an older version. */
  distrust(why: string): void {
    this.#version = null;
    this.#newest = null;
    this.interrupt(why);
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        this.#interrupt = new AbortController();
        await this.#attempt(this.#interrupt.signal);
      } catch (error) {
        if (!this.#stopping.signal.aborted) {
          await this.#failed(error);
        }
      }
    }
  }

  async #attempt(signal: AbortSignal): Promise<void> {
    if (this.#mustVerify) {
      await this.#options.verify();
      signal.throwIfAborted();
      this.#mustVerify = false;
    }
    if (this.#version === null) {
      await this.#list(signal);
    }
    await this.#watch(signal);
  }

  async #failed(error: unknown): Promise<void> {
    this.counters.failures += 1;
    this.#why = error instanceof Error ? error.message : String(error);
    this.#mustVerify = true;
    const failure = error instanceof WatchFailure ? error : null;
    if (failure?.kind === "expired") {
      this.#version = null;
    } else if (failure !== null && FRUITLESS.has(failure.kind)) {
      this.#fruitless += 1;
      // The server is there but cannot go on from this version: a stale one may be answered with an empty body
      // instead of 410 (kubernetes#104171), and a line that cannot be read comes again at the same place.
      if (this.#fruitless >= FRUITLESS_MAX) {
        this.#fruitless = 0;
        this.#version = null;
      }
    }
    this.#silent ||= failure?.kind === "silent";
    this.#tell(() => this.#options.sink.health());
    if (failure?.kind !== "interrupted") {
      await this.#backoff.failed(Math.min(failure?.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS));
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { timings, sink } = this.#options;
    const before = this.#objects;
    let { objects, version } = await this.#readAll(signal);
    if (objects.size === 0 && before.size > 0) {
      await this.#options.verify();
      await this.#pause(timings.confirmEmptyMs);
      ({ objects, version } = await this.#readAll(signal));
    }
    if (this.#synced) {
      // The list may be another cluster's: only what the verified cluster answers may replace what is known.
      await this.#options.verify();
    }
    signal.throwIfAborted();
    this.#refuseOlder(version);
    this.#objects = objects;
    this.#version = version;
    this.#newest = version;
    this.#synced = true;
    this.#proved();
    this.#tell(() => sink.replaced(before));
    if (objects.size === 0 && before.size > 0) {
      this.#tell(() => sink.emptied(before.size));
    }
  }

  async #readAll(signal: AbortSignal): Promise<{ objects: Map<string, T>; version: string }> {
    const { path, labelSelector, transport, timings } = this.#options;
    const objects = new Map<string, T>();
    this.counters.lists += 1;
    try {
      const version = await pagedList(transport, {
        path,
        labelSelector,
        pageSize: PAGE_SIZE,
        timeoutMs: timings.pageMs,
        signal,
        onItems: (items) => {
          this.#proved();
          for (const item of items) {
            const object = this.#projected(item);
            if (object !== null) {
              objects.set(this.#options.keyOf(object), object);
            }
          }
        },
      });
      return { objects, version };
    } catch (error) {
      this.#countUnreadable(error);
      throw error;
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { clock, timings, kind } = this.#options;
    const [seconds, silenceMs] = this.#silent
      ? [timings.provingSeconds, timings.provingSilenceMs]
      : [timings.watchSeconds, timings.silenceMs];
    const openedAt = clock.now().getTime();
    const stream = await this.#open(seconds, signal);
    // A server that opens every watch and then says nothing on any is not alive: that it opens them proves nothing.
    if (!this.#silent) {
      this.#proved();
    }
    const silence = new InactivityTimer(clock, silenceMs, () => {
      const text = `the watch of ${kind} brought nothing for ${silenceMs / 1_000} s`;
      this.#interrupt.abort(new WatchFailure(text, { kind: "silent" }));
    });
    let heard = false;
    try {
      for await (const lines of linesOf(stream.body, LINE_BYTES_MAX)) {
        signal.throwIfAborted();
        silence.heard();
        heard ||= lines.length > 0;
        this.#takeAll(lines);
      }
    } catch (error) {
      this.#countUnreadable(error);
      throw signal.aborted ? signal.reason : error;
    } finally {
      silence.stop();
      stream.body.destroy();
    }
    if (!heard && clock.now().getTime() - openedAt < seconds * 500) {
      throw new WatchFailure(`the watch of ${kind} was closed at once`, { kind: "ended" });
    }
    this.#progress();
  }

  async #open(seconds: number, signal: AbortSignal): Promise<StreamAnswer> {
    const { path, labelSelector, transport, timings } = this.#options;
    const query = new URLSearchParams({
      watch: "1",
      resourceVersion: this.#version ?? "",
      allowWatchBookmarks: "true",
      timeoutSeconds: String(seconds),
    });
    if (labelSelector !== null) {
      query.set("labelSelector", labelSelector);
    }
    this.counters.watches += 1;
    const url = `${path}?${query}`;
    const stream = await transport.open({ method: "GET", url, timeoutMs: timings.openMs, signal });
    if (stream.status !== 200) {
      throw refusedRequest(stream.status, stream.headers, await this.#refusalText(stream));
    }
    return stream;
  }

  async #refusalText(stream: StreamAnswer): Promise<string> {
    const limit = this.#options.clock.schedule(this.#options.timings.openMs, () => stream.body.destroy());
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of stream.body as AsyncIterable<Buffer>) {
        chunks.push(chunk);
      }
    } catch {
      // What came of the explanation is enough; the status code is known.
    } finally {
      limit();
    }
    return Buffer.concat(chunks).toString("utf8");
  }

  #takeAll(lines: readonly string[]): void {
    let taken = 0;
    try {
      for (const line of lines) {
        if (line !== "") {
          this.#take(parsedLine(line));
          taken += 1;
        }
      }
    } finally {
      if (taken > 0) {
        this.#progress();
      }
    }
  }

  #take(event: RawRecord): void {
    const object = recordOf(event.object);
    switch (event.type) {
      case "ADDED":
      case "MODIFIED":
      case "DELETED":
        this.counters.events += 1;
        if (this.#advance(object)) {
          this.#apply(event.type, object);
        }
        break;
      case "BOOKMARK":
        this.counters.bookmarks += 1;
        this.#advance(object);
        break;
      case "ERROR":
        throw inStreamFailure(object);
      default:
        this.counters.skipped += 1;
    }
  }

  /** Moves on to the event's version. False where it has none; throws where it is older than the newest seen. */
  #advance(object: RawRecord): boolean {
    const version = textOf(recordOf(object.metadata).resourceVersion);
    if (version === null) {
      this.counters.skipped += 1;
      return false;
    }
    this.#refuseOlder(version);
    this.#version = version;
    this.#newest = version;
    return true;
  }

  #refuseOlder(version: string): void {
    if (this.#newest !== null && isOlder(version, this.#newest)) {
      this.counters.backwards += 1;
      const text = `${this.kind} went back from version ${this.#newest} to ${version}`;
      throw new WatchFailure(text, { kind: "backwards" });
    }
  }

  #apply(type: "ADDED" | "MODIFIED" | "DELETED", raw: RawRecord): void {
    const object = this.#projected(raw);
    if (object === null) {
      return;
    }
    const { sink, keyOf } = this.#options;
    const key = keyOf(object);
    const known = this.#objects.get(key);
    if (type === "DELETED") {
      // Another uid under the name is a newer object, which this deletion does not mean.
      if (known?.uid === object.uid) {
        this.#objects.delete(key);
        this.#tell(() => sink.removed(key, known));
      }
      return;
    }
    this.#objects.set(key, object);
    if (known !== undefined && known.uid !== object.uid) {
      this.counters.recreated += 1;
      this.#tell(() => sink.removed(key, known));
    }
    this.#tell(() => sink.put(key, object));
  }

  #projected(raw: unknown): T | null {
    const object = this.#options.project(raw);
    if (object === null) {
      this.counters.skipped += 1;
    }
    return object;
  }

  #countUnreadable(error: unknown): void {
    if (error instanceof LineTooLong || (error instanceof WatchFailure && error.kind === "unreadable")) {
      this.counters.parseErrors += 1;
    }
  }

  #proved(): void {
    const wasBad = this.#why !== null;
    this.#provedAt = this.#options.clock.now();
    this.#why = null;
    if (wasBad) {
      this.#tell(() => this.#options.sink.health());
    }
  }

  #progress(): void {
    this.#fruitless = 0;
    this.#silent = false;
    this.#backoff.succeeded();
    this.#proved();
  }

  /** A fault of a listener must not look like one of the cluster, and must not stop the watch. */
  #tell(call: () => void): void {
    try {
      call();
    } catch {
      this.counters.sinkErrors += 1;
    }
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.schedule(delayMs, resolve);
    });
  }
}

const PAGE_SIZE = 500;
const LINE_BYTES_MAX = 16 * 1024 * 1024;
const RETRY_AFTER_MAX_MS = 30_000;
/** Ends that are no outage: the server answered, but brought nothing to go on with. */
const FRUITLESS: ReadonlySet<string> = new Set(["ended", "inStream", "unreadable", "backwards"]);
const FRUITLESS_MAX = 5;

function parsedLine(line: string): RawRecord {
  try {
    return recordOf(JSON.parse(line));
  } catch {
    throw new WatchFailure("the watch brought a line that is no JSON", { kind: "unreadable" });
  }
}

/** An ERROR event carries a Status, as an HTTP answer would. */
function inStreamFailure(status: RawRecord): WatchFailure {
  const code = typeof status.code === "number" ? status.code : 500;
  const failure = refusedRequest(code, {}, JSON.stringify(status));
  const expired = code === 410 || status.reason === "Expired" || status.reason === "Gone";
  return new WatchFailure(failure.message, { kind: expired ? "expired" : "inStream", answer: failure.answer });
}
