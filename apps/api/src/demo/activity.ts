import { createHash } from "node:crypto";
import type { PodCommands } from "@resource-manager/domain/operations/commands";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { LivePodRow } from "../live/pod-row.ts";
import { actorNamed } from "./seed.ts";
import { demoRequest, type WishedPod } from "./wished-pod.ts";

const FIRST_MS = 8_000;
const EVERY_MIN_MS = 18_000;
const EVERY_SPREAD_MS = 20_000;
const AT_WORK_MAX = 4;
const FINISHED_MAX = 4;
/** How long somebody looks at an image that cannot be pulled. */
const PATIENCE_MS = 90_000;
/** One in so many jobs asks for an image that is not there. */
const MISTAKE_IN = 9;

/** Jobs that end by themselves. On A100 servers alone: who comes new finds room on an H100. */
const JOBS: readonly WishedPod[] = [
  job("alan", "test-team", "tune", "trainer:2.4", 2, "8", "64Gi"),
  job("barbara", "test-team", "sweep", "trainer:2.4", 1, "6", "48Gi"),
  job("edsger", "dev-team", "eval", "evaluator:1", 1, "4", "32Gi"),
  job("margaret", "dev-team", "tokenize", "tokenizer:2", 0, "8", "16Gi"),
  job("katherine", "staging", "convert", "converter:0.6", 1, "4", "48Gi"),
  job("grace", "prod-team", "distill", "trainer:2.4", 2, "12", "96Gi"),
];
const STEMS = new Map(JOBS.map((one) => [one.name, one]));

export interface DemoActivityPorts {
  readonly commands: Pick<PodCommands, "create" | "delete">;
  readonly pods: () => Iterable<LivePodRow>;
  /** Whether somebody looks. Nothing happens while nobody does, so that a demo left alone does not fill its ledger. */
  readonly isWatched: () => boolean;
  readonly clock: Clock;
  /** The same seed, the same lots. */
  readonly seed: string;
  readonly onFault: (fault: unknown) => void;
}

/**
 * The demo's teams at work: somebody starts a job, somebody clears away one that is done, through the same commands as everybody. What to do
 * next is read from what is there, so it goes on after a restart as if nothing had been.
 */
export class DemoActivity {
  readonly #ports: DemoActivityPorts;
  #moves = 0;
  #cancel: () => void;
  #stopped = false;

  constructor(ports: DemoActivityPorts) {
    this.#ports = ports;
    this.#cancel = ports.clock.schedule(FIRST_MS, () => void this.#move());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #move(): Promise<void> {
    this.#moves++;
    try {
      if (this.#ports.isWatched()) await this.#act();
    } catch (fault) {
      this.#ports.onFault(fault);
    }
    if (this.#stopped) return;
    this.#cancel = this.#ports.clock.schedule(
      EVERY_MIN_MS + this.#lot("pause", EVERY_SPREAD_MS),
      () => void this.#move(),
    );
  }

  async #act(): Promise<void> {
    const jobs = [...this.#ports.pods()].filter(isDemoJob);
    const now = this.#ports.clock.now().getTime();
    const done = jobs.filter((row) => isDone(row, now)).sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    const [oldest] = done;
    if (oldest !== undefined && done.length > FINISHED_MAX) await this.#clearAway(oldest);
    else if (jobs.length - done.length < AT_WORK_MAX) await this.#start(now);
  }

  async #clearAway({ namespace, name, owner }: LivePodRow): Promise<void> {
    const request = { namespace, name, version: null, dryRun: false, operationId: null };
    await this.#ports.commands.delete(actorNamed(owner), request);
  }

  /** A refusal (a quota, no room) is an answer like any other: the next move looks again. */
  async #start(now: number): Promise<void> {
    const wish = JOBS[this.#lot("job", JOBS.length)];
    if (wish === undefined) return;
    const name = `${wish.name}-${Math.floor(now / 1_000)
      .toString(36)
      .slice(-4)}`;
    const image = this.#lot("mistake", MISTAKE_IN) === 0 ? "registry.local/absent-trainer:2.5" : wish.image;
    await this.#ports.commands.create(actorNamed(wish.owner), {
      ...demoRequest({ ...wish, name, image }),
      operationId: null,
    });
  }

  /** From the seed and the number of moves alone. */
  #lot(what: string, bound: number): number {
    const hash = createHash("sha256").update(`${this.#ports.seed} ${this.#moves} ${what}`).digest();
    return hash.readUInt32BE() % bound;
  }
}

function isDemoJob({ name, namespace, owner }: LivePodRow): boolean {
  const wish = STEMS.get(name.slice(0, name.lastIndexOf("-")));
  return wish !== undefined && wish.namespace === namespace && wish.owner === owner;
}

function isDone({ status, reason, createdAt }: LivePodRow, now: number): boolean {
  if (status === "SUCCEEDED" || status === "FAILED") return true;
  return reason === "ImagePullBackOff" && now - createdAt.getTime() > PATIENCE_MS;
}

function job(
  owner: string,
  namespace: WishedPod["namespace"],
  name: string,
  image: string,
  gpus: number,
  cpu: string,
  ram: string,
): WishedPod {
  const gpuModels = gpus === 0 ? [] : ["NVIDIA-A100-SXM4-80GB"];
  return {
    owner,
    namespace,
    name,
    image: `registry.local/${image}`,
    gpus,
    cpu,
    ram,
    gpuModels,
    restartPolicy: "NEVER",
  };
}
