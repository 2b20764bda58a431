import { writeInternally } from "../controllers/internal-write.ts";
import { BEHAVIOUR_ANNOTATION, behaviourOf, DELAY_ANNOTATION } from "../controllers/kubelet/behaviour.ts";
import { Wake } from "../controllers/wake.ts";
import type { Environment } from "../environment.ts";
import type { Pod } from "../objects/pod.ts";
import { DATA_CENTRE } from "./names.ts";

/** Programs that end by themselves. Pods of other images do in the demo what they do everywhere. */
const JOB_IMAGES = /^registry\.local\/(trainer|evaluator|tokenizer|converter):/;
const RUN_MIN_SECONDS = 60;
const RUN_SPREAD_SECONDS = 180;
/** In percent: the rest succeeds. */
const FAIL = 12;
const OUT_OF_MEMORY = 10;

/**
 * What the demo's programs do once they run: a job works for some minutes and is done, or fails, or needs more memory than it has.
 * It is told to the kubelets by the annotations of packages/laboratory/CONVENTIONS.md.
 */
export class Workloads {
  readonly #env: Environment;
  readonly #due = new Set<string>();
  readonly #wake: Wake;
  readonly #unlisten: () => void;

  constructor(env: Environment) {
    this.#env = env;
    this.#wake = new Wake(env.clock, () => this.#decide());
    const pods = env.store.collection("pods");
    for (const { key, object } of pods.values()) this.#consider(key, object as Pod);
    this.#unlisten = pods.listen(({ type, current }) => {
      if (type === "ADDED") this.#consider(current.key, current.object as Pod);
    });
  }

  stop(): void {
    this.#unlisten();
    this.#wake.stop();
  }

  #consider(key: string, pod: Pod): void {
    const image = pod.spec.containers[0]?.image ?? "";
    if (pod.spec.restartPolicy !== "Never" || !JOB_IMAGES.test(image) || behaviourOf(pod) !== "run") return;
    this.#due.add(key);
    this.#wake.in(0);
  }

  #decide(): void {
    const { random, kinds } = this.#env;
    for (const key of this.#due) {
      const lot = random.below(100);
      const behaviour = lot < FAIL ? "fail" : lot < FAIL + OUT_OF_MEMORY ? "oom" : "succeed";
      const delay = `${RUN_MIN_SECONDS + random.below(RUN_SPREAD_SECONDS)}s`;
      writeInternally<Pod>(this.#env, kinds.get("pods"), key, { manager: DATA_CENTRE }, (pod) => {
        const annotations = {
          ...pod.metadata.annotations,
          [BEHAVIOUR_ANNOTATION]: behaviour,
          [DELAY_ANNOTATION]: delay,
        };
        return { ...pod, metadata: { ...pod.metadata, annotations } };
      });
    }
    this.#due.clear();
  }
}
