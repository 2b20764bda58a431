import { createObject } from "../api/create.ts";
import { deleteObject } from "../api/delete.ts";
import { internalWrite } from "../api/write-options.ts";
import { BEHAVIOUR_ANNOTATION, DELAY_ANNOTATION } from "../controllers/kubelet/behaviour.ts";
import type { Environment } from "../environment.ts";
import { StatusError } from "../http/status-error.ts";
import { isTerminal, type Pod } from "../objects/pod.ts";
import { WORKFLOWS_NAMESPACE } from "./names.ts";

const MANAGER = "workflow-controller";
const FIRST_MS = 2_000;
const EVERY_MIN_MS = 40_000;
const EVERY_SPREAD_MS = 50_000;
const AT_WORK_MAX = 3;
const FINISHED_MAX = 4;
const RUN_MIN_SECONDS = 45;
const RUN_SPREAD_SECONDS = 120;

interface Step {
  readonly name: string;
  readonly image: string;
  readonly gpus: number;
  readonly cpu: string;
  readonly memory: string;
}

const STEPS: readonly Step[] = [
  { name: "ingest", image: "registry.local/ingest:12", gpus: 0, cpu: "8", memory: "32Gi" },
  { name: "embed", image: "registry.local/embedder:3.1", gpus: 1, cpu: "6", memory: "48Gi" },
  { name: "rerank", image: "registry.local/reranker:0.8", gpus: 1, cpu: "4", memory: "24Gi" },
  { name: "report", image: "registry.local/report:5", gpus: 0, cpu: "2", memory: "4Gi" },
];

/**
 * Another tool that uses the same servers: a workflow engine, which makes pods of its own beside the product. A few at a time, on the
 * L40S servers and those without GPUs, so that there is always room elsewhere.
 */
export class Workflows {
  readonly #env: Environment;
  #cancel: () => void = () => {};

  constructor(env: Environment) {
    this.#env = env;
    this.#arm(FIRST_MS);
  }

  stop(): void {
    this.#cancel();
  }

  #arm(delayMs: number): void {
    const { clock, random } = this.#env;
    this.#cancel = clock.setTimer(delayMs, () => {
      this.#goOn();
      this.#arm(EVERY_MIN_MS + random.below(EVERY_SPREAD_MS));
    });
  }

  #goOn(): void {
    const { store, kinds } = this.#env;
    const pods = [...store.collection("pods").range(`${WORKFLOWS_NAMESPACE}/`)].map(({ key, object }) => ({
      key,
      pod: object as Pod,
    }));
    const finished = pods.filter(({ pod }) => isTerminal(pod)).sort((a, b) => age(a.pod) - age(b.pod));
    for (const { key } of finished.slice(0, Math.max(0, finished.length - FINISHED_MAX))) {
      deleteObject(this.#env, kinds.get("pods"), key, { dryRun: false, gracePeriodSeconds: 0 });
    }
    if (pods.length - finished.length < AT_WORK_MAX) this.#start();
  }

  #start(): void {
    const { random, kinds } = this.#env;
    const step = STEPS[random.below(STEPS.length)] as Step;
    const name = `${step.name}-${random.suffix(5)}`;
    const pod = stepPod(
      step,
      name,
      random.below(8) === 0 ? "oom" : "succeed",
      RUN_MIN_SECONDS + random.below(RUN_SPREAD_SECONDS),
    );
    try {
      createObject(this.#env, kinds.get("pods"), WORKFLOWS_NAMESPACE, pod, internalWrite(MANAGER));
    } catch (error) {
      // A quota that somebody has put there, or the namespace is gone: it tries again later, as such tools do.
      if (!(error instanceof StatusError)) throw error;
    }
  }
}

const age = (pod: Pod): number => Date.parse(pod.metadata.creationTimestamp);

function stepPod(step: Step, name: string, behaviour: string, seconds: number): Pod {
  const amounts = {
    cpu: step.cpu,
    memory: step.memory,
    ...(step.gpus === 0 ? {} : { "nvidia.com/gpu": String(step.gpus) }),
  };
  const models = step.gpus === 0 ? { operator: "DoesNotExist" } : { operator: "In", values: ["NVIDIA-L40S"] };
  const pod = {
    metadata: {
      name,
      namespace: WORKFLOWS_NAMESPACE,
      labels: { "app.kubernetes.io/managed-by": MANAGER, "workflow/step": step.name },
      annotations: { [BEHAVIOUR_ANNOTATION]: behaviour, [DELAY_ANNOTATION]: `${seconds}s` },
    },
    spec: {
      restartPolicy: "Never",
      containers: [{ name: "main", image: step.image, resources: { requests: amounts, limits: amounts } }],
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "nvidia.com/gpu.product", ...models }] }],
          },
        },
      },
    },
  };
  return pod as unknown as Pod;
}
