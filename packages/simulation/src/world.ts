import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Actor } from "@resource-manager/domain/model/actor";
import type { Need } from "@resource-manager/domain/model/amounts";
import { NO_QUOTA, newTeam } from "@resource-manager/domain/model/team";
import type { CreatePodRequest, PodCommands, UpdatePodRequest } from "@resource-manager/domain/operations/commands";
import { Observer } from "@resource-manager/domain/operations/observer";
import { createPodCommands } from "@resource-manager/domain/operations/pod-commands";
import { OperationRunner } from "@resource-manager/domain/operations/runner";
import { createServerCommands } from "@resource-manager/domain/operations/server-commands";
import type { ServerCommands } from "@resource-manager/domain/operations/server-requests";
import { createTeamCommands } from "@resource-manager/domain/operations/team-commands";
import type { CreateTeamRequest, TeamCommands } from "@resource-manager/domain/operations/team-requests";
import type { Clock, Ids } from "@resource-manager/domain/ports/clock";
import type { ClusterView } from "@resource-manager/domain/ports/cluster";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import { openInMemoryLedger } from "@resource-manager/ledger/in-memory/open-in-memory-ledger";
import { openLedger } from "@resource-manager/ledger/open-ledger";
import { vaultOf } from "@resource-manager/ledger/vault";
import { Boundaries } from "./boundaries.ts";
import { FakeCluster } from "./fake-cluster.ts";
import { flaky } from "./flaky-cluster.ts";
import type { Seeded } from "./seeded.ts";
import { VirtualClock } from "./virtual-clock.ts";

export const ANNA: Actor = { kind: "USER", id: "anna", name: "anna" };
export const GIB = 2 ** 30;

/** One server's worth: 8 GPUs, 64 cores, 512 GiB. */
export const BIG: Need = { gpus: 8, cpuMillis: 64_000, ramBytes: 512 * GIB, storageBytes: 1000 * GIB, podSlots: 110 };

export interface WorldOptions {
  readonly books?: "IN_A_FILE" | "IN_MEMORY";
  /** The cluster's clock goes wrong by so much. */
  readonly clusterClockAheadMs?: number;
  /** Makes the process see the cluster through something that may be late. */
  readonly lagging?: (real: ClusterView, clock: Clock) => ClusterView;
}

export interface StartOptions {
  /** Counts what the process does, and may make it crash. */
  readonly boundaries?: Boundaries;
  /** Makes a share of the calls to the cluster fail. */
  readonly flakiness?: { readonly random: Seeded; readonly rate: () => number };
}

/** One running process of the product: what dies in a crash. */
export interface Process {
  readonly commands: PodCommands;
  readonly teams: TeamCommands;
  readonly servers: ServerCommands;
  readonly runner: OperationRunner;
  readonly observer: Observer;
  readonly boundaries: Boundaries;
  readonly faults: unknown[];
}

/** One key for all worlds: what is sealed is compared, and nobody is to be kept from it. */
const VAULT = vaultOf(Buffer.alloc(32, 7));

/** The real ledger in a file, a cluster in memory, a virtual clock, and processes that may crash and start again. */
export class World implements AsyncDisposable {
  readonly clock = new VirtualClock();
  readonly cluster: FakeCluster;
  /** What the process sees of the cluster: the truth, unless it was asked to lag. */
  readonly view: ClusterView;
  readonly ledger: Ledger;
  /** Calls of the ledger that have not ended: the virtual clock stands still meanwhile. */
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #close: () => Promise<void>;
  readonly ids: Ids;
  #process: Process | null = null;

  private constructor(
    ledger: Ledger,
    close: () => Promise<void>,
    ids: Ids,
    { clusterClockAheadMs = 0, lagging }: WorldOptions,
  ) {
    this.ledger = noted(ledger, this.#underWay);
    this.ids = ids;
    this.#close = close;
    this.cluster = new FakeCluster(aheadBy(this.clock, clusterClockAheadMs));
    this.view = lagging ? lagging(this.cluster, this.clock) : this.cluster;
  }

  /** On the real ledger in a file; or in memory, where thousands of runs are wanted: one suite holds both to the same. */
  static async open(options: WorldOptions = {}): Promise<World> {
    const ids = countingIds();
    const [ledger, close] = await (options.books === "IN_MEMORY" ? openInMemory(ids) : openInFile(ids));
    const world = new World(ledger, close, ids, options);
    await world.putTeam({ quota: { ...NO_QUOTA, gpus: 12 } });
    await ledger.write((tx) => tx.upsertNamespace({ name: "test-team", team: "test-team", keeping: "MADE" }));
    return world;
  }

  /** Writes test-team's page, with its namespace in order: as if an operation had done so. */
  async putTeam(changes: Parameters<typeof newTeam>[1] = {}): Promise<void> {
    await this.ledger.write((tx) => tx.upsertTeam(newTeam("test-team", changes)));
    const team = await this.ledger.team("test-team");
    if (team) this.cluster.kept.keep(team, team.name);
  }

  /** Whether this very process runs: it was neither abandoned nor did it die. */
  isRunning(process: Process): boolean {
    return this.#process === process && !process.boundaries.dead;
  }

  get process(): Process {
    if (!this.#process) throw new Error("no process runs");
    return this.#process;
  }

  /** Starts a process, after the one before it is gone. */
  async start({ boundaries = new Boundaries(), flakiness }: StartOptions = {}): Promise<Process> {
    const ledger = boundaries.ledger(this.ledger);
    const answering = flakiness ? flaky(this.cluster, flakiness.random, flakiness.rate) : this.cluster;
    const cluster = boundaries.cluster(answering);
    const installationId = (await this.ledger.installation()).id;
    const faults: unknown[] = [];
    const { clock, view } = this;
    const shared = { ledger, view, clock, installationId };
    const observer = new Observer({
      ...shared,
      toleratedTaints: new Set(),
      onFault: (fault) => faults.push(fault),
    });
    const runner = new OperationRunner({
      ...shared,
      cluster,
      ids: this.ids,
      onFault: (_, fault) => faults.push(fault),
    });
    const commands = createPodCommands({ ...shared, cluster, runner, ids: this.ids });
    const teams = createTeamCommands({ ...shared, cluster, runner, ids: this.ids, vault: VAULT });
    const servers = createServerCommands({ ...shared, cluster, runner, ids: this.ids });
    const process = { commands, teams, servers, runner, observer, boundaries, faults };
    const started = observer
      .start()
      .then(() => observer.settled())
      .then(() => runner.start());
    try {
      await Promise.race([started, boundaries.crash]);
    } catch (error) {
      end(process);
      throw error;
    }
    this.#process = process;
    return process;
  }

  /** The process is gone without a word; what it had under way never ends. */
  async abandon(): Promise<void> {
    end(this.process);
    this.#process = null;
  }

  /** Lets time pass, and everything settle after each event in it. */
  async run(durationMs: number): Promise<void> {
    const end = this.clock.now().getTime() + durationMs;
    await this.#settle();
    while (this.clock.step(end - this.clock.now().getTime())) await this.#settle();
    this.clock.moveTo(end);
    await this.#settle();
  }

  /** Runs `work` while time passes, until it answers or the process crashes. */
  async during<T>(work: Promise<T>, patienceMs = 120_000): Promise<T | "CRASHED"> {
    let answer: { value: T } | null = null;
    let failure: unknown = null;
    let crashed = false;
    work.then(
      (value) => {
        answer = { value };
      },
      (error: unknown) => {
        failure = error;
      },
    );
    void this.process.boundaries.crash.then(() => {
      crashed = true;
    });
    const end = this.clock.now().getTime() + patienceMs;
    for (;;) {
      await this.#settle();
      if (failure !== null) throw failure;
      if (answer !== null) return (answer satisfies { value: T } as { value: T }).value;
      if (crashed) return "CRASHED";
      if (!this.clock.step(end - this.clock.now().getTime())) throw new Error("no answer within the patience");
    }
  }

  async #settle(): Promise<void> {
    const { process: current } = this;
    await Promise.race([current.observer.settled(), current.boundaries.crash]);
    await Promise.race([current.runner.idle(), current.boundaries.crash]);
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#underWay.size > 0) {
      await Promise.allSettled(this.#underWay);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.race([current.runner.idle(), current.boundaries.crash]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process) await this.abandon();
    await this.#close();
  }
}

/** The same ledger; what it has not answered yet is in `underWay`. */
function noted(ledger: Ledger, underWay: Set<Promise<unknown>>): Ledger {
  return new Proxy(ledger, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...input: unknown[]) => {
        const answer: unknown = Reflect.apply(member, target, input);
        if (!(answer instanceof Promise)) return answer;
        underWay.add(answer);
        const forget = () => underWay.delete(answer);
        answer.then(forget, forget);
        return answer;
      };
    },
  });
}

/** The process is no more: nothing of it reaches a port, and it hears of nothing. */
function end({ runner, observer, boundaries }: Process): void {
  boundaries.kill();
  runner.abandon();
  void observer.stop();
}

/** The same ids in every run, so that a seed replays to the letter. */
function countingIds(): Ids {
  let last = 0;
  return { uuid: () => `00000000-0000-4000-8000-${(++last).toString(16).padStart(12, "0")}` };
}

function aheadBy(clock: Clock, ms: number): Clock {
  return { now: () => new Date(clock.now().getTime() + ms), schedule: (delay, fire) => clock.schedule(delay, fire) };
}

const LEDGER_CLOCK: Clock = { now: () => new Date(), schedule: () => () => {} };

async function openInFile(ids: Ids): Promise<[Ledger, () => Promise<void>]> {
  const folder = await mkdtemp(join(tmpdir(), "world-"));
  const ledger = await openLedger({ file: join(folder, "ledger.db"), clock: LEDGER_CLOCK, ids });
  const close = async () => {
    await ledger.close();
    await rm(folder, { recursive: true, force: true });
  };
  return [ledger, close];
}

async function openInMemory(ids: Ids): Promise<[Ledger, () => Promise<void>]> {
  const ledger = openInMemoryLedger({ clock: LEDGER_CLOCK, ids });
  return [ledger, () => ledger.close()];
}

export function createRequest(patch: Partial<CreatePodRequest> = {}): CreatePodRequest {
  return {
    namespace: "test-team",
    name: "train",
    image: "registry.example/train:1",
    command: [],
    env: [],
    ports: [],
    restartPolicy: "ALWAYS",
    resources: { gpus: 2, cpu: "4", ram: "16Gi", storage: null },
    server: null,
    gpuModels: [],
    dryRun: false,
    operationId: null,
    ...patch,
  };
}

export function updateRequest(
  patch: Partial<Omit<UpdatePodRequest, "resources">> & { resources?: Partial<UpdatePodRequest["resources"]> } = {},
): UpdatePodRequest {
  return {
    namespace: "test-team",
    name: "train",
    version: null,
    image: null,
    command: null,
    env: null,
    ports: null,
    recreate: false,
    dryRun: false,
    operationId: null,
    ...patch,
    resources: { gpus: null, cpu: null, ram: null, storage: null, ...patch.resources },
  };
}

export function teamRequest(patch: Partial<CreateTeamRequest> = {}): CreateTeamRequest {
  return {
    name: "vision",
    namespaces: null,
    description: null,
    quota: { gpus: 4 },
    defaults: null,
    allowedImages: null,
    dryRun: false,
    operationId: null,
    ...patch,
  };
}

export const DELETE = { namespace: "test-team", name: "train", version: null, dryRun: false, operationId: null };
