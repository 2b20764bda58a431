import type { MeasuredUse, Usage } from "@resource-manager/domain/ports/usage";
import { failureOfError, failureOfStatus, failureText } from "./api-errors.ts";
import type { ClusterConnection } from "./connect.ts";
import { millisOf, unitsOf } from "./quantity.ts";
import { listOf, recordOf, textOf, timeOf } from "./raw-json.ts";

export interface UsageTimings {
  readonly everyMs: number;
  /** While the cluster has no metrics: somebody may install them. */
  readonly absentEveryMs: number;
  /** The longest wait between attempts that fail. */
  readonly failedEveryMs: number;
  /** Measurements that were read longer ago than this are no longer shown. */
  readonly staleMs: number;
  readonly timeoutMs: number;
}

export const USAGE_TIMINGS: UsageTimings = {
  everyMs: 15_000,
  absentEveryMs: 60_000,
  failedEveryMs: 120_000,
  staleMs: 90_000,
  timeoutMs: 10_000,
};

export interface UsageOptions {
  /** Whose pods' use is wanted. Metrics have no pages: a namespace at a time keeps each answer small. */
  readonly namespaces: () => Promise<readonly string[]>;
  readonly timings?: UsageTimings;
}

/**
 * Reads metrics.k8s.io, which a metrics server or an adapter of Prometheus serves: once per interval for the whole process, whatever
 * the number of readers. A cluster without it is asked again once a minute.
 */
export function openUsageView(connection: ClusterConnection, options: UsageOptions): Usage {
  const view = new UsageView(connection, options);
  view.start();
  return view;
}

const ROOT = "/apis/metrics.k8s.io/v1beta1";
const NOT_INSTALLED = "the cluster measures nothing: it serves no metrics.k8s.io (no metrics server is installed)";

/** A question that was not answered with measurements. */
class Unmeasured extends Error {
  readonly isAbsent: boolean;

  constructor(message: string, isAbsent: boolean) {
    super(message);
    this.isAbsent = isAbsent;
  }
}

class UsageView implements Usage {
  readonly #connection: ClusterConnection;
  readonly #namespaces: UsageOptions["namespaces"];
  readonly #timings: UsageTimings;
  readonly #stopping = new AbortController();
  #servers: ReadonlyMap<string, MeasuredUse> = new Map();
  #pods: ReadonlyMap<string, MeasuredUse> = new Map();
  #readAtMs = Number.NEGATIVE_INFINITY;
  #why: string | null = "no measurement was read yet";
  #failures = 0;
  #polling: Promise<void> = Promise.resolve();
  #cancelPoll = () => {};

  constructor(connection: ClusterConnection, { namespaces, timings = USAGE_TIMINGS }: UsageOptions) {
    this.#connection = connection;
    this.#namespaces = namespaces;
    this.#timings = timings;
  }

  start(): void {
    this.#polling = this.#poll();
  }

  ofServer(name: string): MeasuredUse | null {
    return this.#isShown ? (this.#servers.get(name) ?? null) : null;
  }

  ofPod(key: string): MeasuredUse | null {
    return this.#isShown ? (this.#pods.get(key) ?? null) : null;
  }

  whyUnknown(): string | null {
    return this.#isShown ? null : (this.#why ?? "the last measurement is too old");
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelPoll();
    await this.#polling;
  }

  get #isShown(): boolean {
    return this.#connection.clock.now().getTime() - this.#readAtMs <= this.#timings.staleMs;
  }

  async #poll(): Promise<void> {
    const { clock } = this.#connection;
    let delayMs = this.#timings.everyMs;
    try {
      await this.#read();
      this.#readAtMs = clock.now().getTime();
      this.#failures = 0;
      this.#why = null;
    } catch (error) {
      const isAbsent = error instanceof Unmeasured && error.isAbsent;
      // What was measured before metrics were taken away is no longer true; after a failure it still is, for a while.
      if (isAbsent) this.#readAtMs = Number.NEGATIVE_INFINITY;
      this.#why =
        error instanceof Unmeasured ? error.message : failureText(failureOfError(error, { hasEffect: false }));
      delayMs = isAbsent ? this.#timings.absentEveryMs : this.#nextDelayMs();
    }
    if (this.#stopping.signal.aborted) return;
    this.#cancelPoll = clock.schedule(delayMs, () => {
      this.#polling = this.#poll();
    });
  }

  #nextDelayMs(): number {
    const { everyMs, failedEveryMs } = this.#timings;
    const fullMs = Math.min(failedEveryMs, everyMs * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    return fullMs * (0.5 + this.#connection.random() / 2);
  }

  async #read(): Promise<void> {
    const servers = usesByKey(await this.#list("nodes"), nodeUse);
    const pods = new Map<string, MeasuredUse>();
    for (const namespace of await this.#namespaces()) {
      if (this.#stopping.signal.aborted) return;
      const items = await this.#list(`namespaces/${encodeURIComponent(namespace)}/pods`);
      for (const [name, use] of usesByKey(items, podUse)) pods.set(`${namespace}/${name}`, use);
    }
    this.#servers = servers;
    this.#pods = pods;
  }

  async #list(what: string): Promise<readonly unknown[]> {
    const { timeoutMs } = this.#timings;
    const request = { method: "GET", url: `${ROOT}/${what}`, timeoutMs, signal: this.#stopping.signal } as const;
    const { status, headers, body } = await this.#connection.transport.send(request);
    if (status === 404) throw new Unmeasured(NOT_INSTALLED, true);
    if (status !== 200) {
      const failure = failureOfStatus(status, headers, body, { hasEffect: false });
      throw new Unmeasured(`metrics.k8s.io does not answer: ${failureText(failure)}`, false);
    }
    try {
      return listOf(recordOf(JSON.parse(body)).items);
    } catch {
      throw new Unmeasured("metrics.k8s.io answered with something that is no JSON", false);
    }
  }
}

/** By name; what cannot be read is left out. */
function usesByKey(
  items: readonly unknown[],
  useOf: (item: Readonly<Record<string, unknown>>) => Omit<MeasuredUse, "measuredAt"> | null,
): Map<string, MeasuredUse> {
  const uses = new Map<string, MeasuredUse>();
  for (const raw of items) {
    const item = recordOf(raw);
    const name = textOf(recordOf(item.metadata).name);
    const measuredAt = timeOf(item.timestamp);
    const use = useOf(item);
    if (name !== null && measuredAt !== null && use !== null) uses.set(name, { ...use, measuredAt });
  }
  return uses;
}

function nodeUse(item: Readonly<Record<string, unknown>>): Omit<MeasuredUse, "measuredAt"> | null {
  return useIn(item.usage);
}

/** The sum of its containers. */
function podUse(item: Readonly<Record<string, unknown>>): Omit<MeasuredUse, "measuredAt"> | null {
  let [cpuMillis, ramBytes] = [0, 0];
  for (const container of listOf(item.containers)) {
    const use = useIn(recordOf(container).usage);
    if (use === null) return null;
    cpuMillis += use.cpuMillis;
    ramBytes += use.ramBytes;
  }
  return { cpuMillis, ramBytes };
}

function useIn(usage: unknown): Omit<MeasuredUse, "measuredAt"> | null {
  const { cpu, memory } = recordOf(usage);
  const cpuMillis = millisOf(cpu);
  const ramBytes = unitsOf(memory);
  return cpuMillis === null || ramBytes === null ? null : { cpuMillis, ramBytes };
}
