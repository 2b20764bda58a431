import { setTimeout as pause } from "node:timers/promises";
import { type ClusterConnection, type WatchEvent, WatchRefused } from "@resource-manager/laboratory/cluster-connection";
import type { PodObject } from "./cluster-facts.ts";
import { listAll } from "./cluster-reader.ts";

const reconnectPauseMs = 200;

/** Watches the pods of one namespace in the cluster itself: when each was first seen Running, and which are there. */
export class PodWatch implements AsyncDisposable {
  readonly #cluster: ClusterConnection;
  readonly #path: string;
  readonly #runningAt = new Map<string, number>();
  readonly #present = new Map<string, string>();
  readonly #waiting = new Map<string, PromiseWithResolvers<void>>();
  #stream: { abort(): void } | undefined;
  #closed = false;
  #loop: Promise<void> = Promise.resolve();

  private constructor(cluster: ClusterConnection, namespace: string) {
    this.#cluster = cluster;
    this.#path = `/api/v1/namespaces/${namespace}/pods`;
  }

  static async open(cluster: ClusterConnection, namespace: string): Promise<PodWatch> {
    const watch = new PodWatch(cluster, namespace);
    const version = await watch.#list();
    watch.#loop = watch.#follow(version);
    return watch;
  }

  /** When the pod was first seen Running (`performance.now()`); undefined: not yet. */
  runningAt(name: string): number | undefined {
    return this.#runningAt.get(name);
  }

  /** How many pods were ever seen Running. */
  get everRunning(): number {
    return this.#runningAt.size;
  }

  isPresent(name: string): boolean {
    return this.#present.has(name);
  }

  /** Waits until the pod was seen Running. Answers false where that does not happen in time. */
  async untilRunning(name: string, timeoutMs: number): Promise<boolean> {
    if (this.#runningAt.has(name)) return true;
    const waiter = this.#waiting.get(name) ?? Promise.withResolvers<void>();
    this.#waiting.set(name, waiter);
    const timeout = new AbortController();
    const seen = await Promise.race([
      waiter.promise.then(() => true),
      pause(timeoutMs, false, { signal: timeout.signal }).catch(() => false),
    ]);
    timeout.abort();
    return seen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#stream?.abort();
    await this.#loop;
  }

  async #list(): Promise<string> {
    const { items, resourceVersion } = await listAll<PodObject>(this.#cluster, this.#path);
    this.#present.clear();
    for (const pod of items) this.#see(pod);
    return resourceVersion;
  }

  /** A watch ends for many reasons (time-outs, restarts): it goes on from the last version seen, or from a new list. */
  async #follow(firstVersion: string): Promise<void> {
    let version: string | undefined = firstVersion;
    while (!this.#closed) {
      try {
        version ??= await this.#list();
        for await (const event of this.#open(version)) version = this.#take(event, version);
      } catch (error) {
        if (error instanceof WatchRefused) version = undefined;
        if (!this.#closed) await pause(reconnectPauseMs);
      }
    }
  }

  #open(resourceVersion: string): AsyncIterable<WatchEvent> {
    const query = { resourceVersion, allowWatchBookmarks: true, timeoutSeconds: 300 };
    const stream = this.#cluster.stream(this.#path, { query });
    this.#stream = stream;
    return stream;
  }

  #take({ type, object }: WatchEvent, version: string): string {
    if (type === "ERROR") throw new WatchRefused(410, JSON.stringify(object));
    const pod = object as PodObject & { metadata: { resourceVersion: string } };
    if (type === "DELETED") this.#present.delete(pod.metadata.name);
    else if (type !== "BOOKMARK") this.#see(pod);
    return pod.metadata.resourceVersion || version;
  }

  #see({ metadata: { name, uid }, status }: PodObject): void {
    this.#present.set(name, uid);
    if (status?.phase !== "Running" || this.#runningAt.has(name)) return;
    this.#runningAt.set(name, performance.now());
    this.#waiting.get(name)?.resolve();
    this.#waiting.delete(name);
  }
}
