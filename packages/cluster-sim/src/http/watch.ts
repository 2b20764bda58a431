import type { Environment } from "../environment.ts";
import type { Kind } from "../kinds/kind.ts";
import { CompactedError } from "../storage/collection.ts";
import type { Change } from "../storage/version.ts";
import type { Exchange } from "./exchange.ts";
import { tooLargeRevision } from "./list.ts";
import { BadRevisionError, isSelected, readRevision, type WatchOptions } from "./list-options.ts";
import { chooseProjection, projectedWatchEncoder } from "./projection.ts";
import { expired, StatusError } from "./status-error.ts";
import { jsonWatchEncoder, type WatchEncoder } from "./watch-encoder.ts";

/** Unread bytes at which a watcher is given up, as the real server drops one whose buffer is full. */
const UNREAD_BYTES_MAX = 64 * 1024 * 1024;
const DEFAULT_TIMEOUT_MIN_SECONDS = 1800;
const BOOKMARK_BEFORE_END_MS = 2000;

/** Streams changes until the client leaves, the time is over or `closing` fires. */
export function serveWatch(
  env: Environment,
  kind: Kind,
  namespace: string | undefined,
  options: WatchOptions,
  exchange: Exchange,
  closing: AbortSignal,
): void {
  const projection = chooseProjection(exchange.request, exchange.query);
  const encoder =
    projection === undefined ? jsonWatchEncoder(kind) : projectedWatchEncoder(kind, projection, () => env.clock.now());
  const stream = new WatchStream(env, kind, namespace, options, exchange, encoder);
  stream.start(closing);
}

class WatchStream {
  readonly #env: Environment;
  readonly #kind: Kind;
  readonly #prefix: string;
  readonly #options: WatchOptions;
  readonly #exchange: Exchange;
  readonly #encoder: WatchEncoder;
  #cleanups: (() => void)[] = [];
  #ended = false;

  constructor(
    env: Environment,
    kind: Kind,
    namespace: string | undefined,
    options: WatchOptions,
    exchange: Exchange,
    encoder: WatchEncoder,
  ) {
    this.#env = env;
    this.#kind = kind;
    this.#prefix = namespace === undefined ? "" : `${namespace}/`;
    this.#options = options;
    this.#exchange = exchange;
    this.#encoder = encoder;
  }

  start(closing: AbortSignal): void {
    const { response } = this.#exchange;
    const asked = readWatchRevision(this.#options.resourceVersion);
    if (asked > this.#env.store.revision) throw tooLargeRevision(asked, this.#env.store.revision);
    response.on("close", () => this.#end());
    response.on("error", () => this.#end());
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
    response.flushHeaders();
    if (!this.#sendPast(asked)) return;
    const collection = this.#env.store.collection(this.#kind.resource);
    this.#cleanups.push(collection.listen((change) => this.#sendChange(change)));
    this.#armTimers();
    const end = (): void => this.#end();
    if (closing.aborted) {
      end();
      return;
    }
    closing.addEventListener("abort", end, { once: true });
    this.#cleanups.push(() => closing.removeEventListener("abort", end));
  }

  /** What the client has not seen yet: everything, or the changes since its revision. False where that ended the watch. */
  #sendPast(asked: number): boolean {
    const collection = this.#env.store.collection(this.#kind.resource);
    const wantsState = this.#options.sendInitialEvents ?? asked === 0;
    if (wantsState) {
      for (const version of collection.range(this.#prefix)) {
        if (isSelected(this.#kind, this.#options.selection, version.object))
          this.#write(this.#encoder.object("ADDED", version));
      }
      if (this.#options.sendInitialEvents === true && this.#options.bookmarks) this.#bookmark(true);
      return true;
    }
    try {
      // sendInitialEvents=false with no revision means: from now on.
      const since = asked === 0 ? this.#env.store.revision : asked;
      for (const change of collection.changesSince(since)) this.#sendChange(change);
      return true;
    } catch (error) {
      if (!(error instanceof CompactedError)) throw error;
      const status = expired(`too old resource version: ${asked} (${collection.knownSince})`).status;
      this.#write(Buffer.from(`${JSON.stringify({ type: "ERROR", object: status })}\n`));
      this.#exchange.response.end();
      this.#end();
      return false;
    }
  }

  #sendChange(change: Change): void {
    if (!change.current.key.startsWith(this.#prefix)) return;
    const { selection } = this.#options;
    const is = change.type !== "DELETED" && isSelected(this.#kind, selection, change.current.object);
    const was = change.previous !== undefined && isSelected(this.#kind, selection, change.previous.object);
    if (is) this.#write(this.#encoder.change(was ? "MODIFIED" : "ADDED", change));
    else if (was) this.#write(this.#encoder.change("DELETED", change));
  }

  #armTimers(): void {
    const { clock, random, timings } = this.#env;
    const seconds = this.#options.timeoutSeconds ?? 0;
    const timeoutMs =
      (seconds > 0 ? seconds : DEFAULT_TIMEOUT_MIN_SECONDS + random.below(DEFAULT_TIMEOUT_MIN_SECONDS)) * 1000;
    this.#cleanups.push(
      clock.setTimer(timeoutMs, () => {
        this.#exchange.response.end();
        this.#end();
      }),
    );
    if (!this.#options.bookmarks) return;
    if (timeoutMs > BOOKMARK_BEFORE_END_MS) {
      this.#cleanups.push(clock.setTimer(timeoutMs - BOOKMARK_BEFORE_END_MS, () => this.#bookmark(false)));
    }
    this.#armBookmark(timings.bookmarkMs);
  }

  #armBookmark(everyMs: number): void {
    let cancel = () => {};
    const arm = (): void => {
      cancel = this.#env.clock.setTimer(everyMs, () => {
        this.#bookmark(false);
        arm();
      });
    };
    arm();
    this.#cleanups.push(() => cancel());
  }

  #bookmark(initialEnd: boolean): void {
    this.#write(this.#encoder.bookmark(this.#env.store.revision, initialEnd));
  }

  #write(frame: Buffer): void {
    if (this.#ended) return;
    const { response } = this.#exchange;
    response.write(frame);
    if (response.writableLength > UNREAD_BYTES_MAX) {
      response.destroy();
      this.#end();
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const cleanup of this.#cleanups) cleanup();
    this.#cleanups = [];
    if (!this.#exchange.response.writableEnded) this.#exchange.response.end();
  }
}

function readWatchRevision(text: string): number {
  try {
    return readRevision(text);
  } catch (error) {
    // A plain error in the real server, so a 500 without a reason.
    if (error instanceof BadRevisionError) throw new StatusError(500, "", error.message);
    throw error;
  }
}
