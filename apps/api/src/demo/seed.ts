import type { Actor } from "@resource-manager/domain/model/actor";
import { NO_QUOTA, type Quota } from "@resource-manager/domain/model/team";
import type { PodCommands, UpdatePodRequest } from "@resource-manager/domain/operations/commands";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import type { FirstTeam } from "../tenants.ts";
import { demoRequest, demoUuid, type WishedPod } from "./wished-pod.ts";

const GIB = 2 ** 30;

/** Quotas that a demo's teams have, so that there is something to run into. */
export const DEMO_QUOTAS: Readonly<Record<FirstTeam, Quota>> = {
  default: { ...NO_QUOTA, gpus: 4, podSlots: 20 },
  "dev-team": { ...NO_QUOTA, gpus: 8, ramBytes: 512 * GIB, podSlots: 30 },
  "prod-team": { ...NO_QUOTA, gpus: 32, podSlots: 100 },
  staging: { ...NO_QUOTA, gpus: 8, cpuMillis: 128_000, podSlots: 30 },
  "test-team": { ...NO_QUOTA, gpus: 16, cpuMillis: 256_000, ramBytes: 1_024 * GIB, podSlots: 50 },
};

/** A morning in a company with GPUs: most of it runs, some of it does not. */
const DEMO_PODS: readonly WishedPod[] = [
  {
    owner: "ada",
    namespace: "prod-team",
    name: "llm-serving-0",
    image: "registry.local/vllm:0.9",
    gpus: 4,
    cpu: "16",
    ram: "128Gi",
    ports: [8000],
  },
  {
    owner: "ada",
    namespace: "prod-team",
    name: "llm-serving-1",
    image: "registry.local/vllm:0.9",
    gpus: 4,
    cpu: "16",
    ram: "128Gi",
    ports: [8000],
  },
  {
    owner: "grace",
    namespace: "prod-team",
    name: "embeddings",
    image: "registry.local/text-embeddings:1.7",
    gpus: 1,
    cpu: "4",
    ram: "24Gi",
    ports: [8080],
  },
  {
    owner: "grace",
    namespace: "prod-team",
    name: "speech-to-text",
    image: "registry.local/whisper:3",
    gpus: 1,
    cpu: "4",
    ram: "16Gi",
    ports: [9000],
  },
  {
    owner: "alan",
    namespace: "test-team",
    name: "finetune-7b",
    image: "registry.local/trainer:2.4",
    gpus: 2,
    cpu: "12",
    ram: "96Gi",
    command: ["python", "train.py", "--size", "7b"],
  },
  {
    owner: "alan",
    namespace: "test-team",
    name: "eval-nightly",
    image: "registry.local/evaluator:1",
    gpus: 1,
    cpu: "4",
    ram: "32Gi",
    command: ["true"],
    restartPolicy: "NEVER",
  },
  {
    owner: "barbara",
    namespace: "test-team",
    name: "ablation-lr",
    image: "registry.local/trainer:2.4",
    gpus: 1,
    cpu: "6",
    ram: "48Gi",
    command: ["false"],
    restartPolicy: "NEVER",
  },
  {
    owner: "barbara",
    namespace: "test-team",
    name: "ablation-depth",
    image: "registry.local/trainer:2.4",
    gpus: 1,
    cpu: "6",
    ram: "48Gi",
  },
  {
    owner: "edsger",
    namespace: "dev-team",
    name: "notebook-edsger",
    image: "registry.local/jupyter:4.3",
    gpus: 1,
    cpu: "4",
    ram: "32Gi",
    ports: [8888],
  },
  {
    owner: "margaret",
    namespace: "dev-team",
    name: "notebook-margaret",
    image: "registry.local/jupyter:4.3",
    gpus: 1,
    cpu: "4",
    ram: "32Gi",
    ports: [8888],
  },
  {
    owner: "margaret",
    namespace: "dev-team",
    name: "tokenizer-build",
    image: "registry.local/absent:1",
    gpus: 0,
    cpu: "2",
    ram: "4Gi",
  },
  {
    owner: "edsger",
    namespace: "dev-team",
    name: "data-loader",
    image: "registry.local/loader:0.3",
    gpus: 0,
    cpu: "8",
    ram: "16Gi",
    env: [{ name: "SHARDS", value: "64" }],
  },
  {
    owner: "katherine",
    namespace: "staging",
    name: "llm-candidate",
    image: "registry.local/vllm:0.10",
    gpus: 2,
    cpu: "8",
    ram: "64Gi",
    ports: [8000],
  },
  {
    owner: "katherine",
    namespace: "staging",
    name: "gateway",
    image: "registry.local/gateway:5",
    gpus: 0,
    cpu: "500m",
    ram: "512Mi",
    command: ["false"],
  },
];

/** What is gone already when somebody first looks: its operations tell of it. */
const PAST_PODS: readonly WishedPod[] = [
  {
    owner: "alan",
    namespace: "test-team",
    name: "benchmark-a100",
    image: "registry.local/trainer:2.3",
    gpus: 2,
    cpu: "8",
    ram: "64Gi",
  },
  {
    owner: "margaret",
    namespace: "dev-team",
    name: "scratch",
    image: "registry.local/jupyter:4.2",
    gpus: 0,
    cpu: "2",
    ram: "8Gi",
  },
];

/** Whether nothing was ever asked of this ledger. */
export async function isUntouched(ledger: Pick<Ledger, "recentOperations">): Promise<boolean> {
  return (await ledger.recentOperations(1)).length === 0;
}

/** Whether this ledger began as a demo, in this process or an earlier one. */
export async function isDemoLedger(ledger: Pick<Ledger, "write">): Promise<boolean> {
  const [first] = [...PAST_PODS, ...DEMO_PODS];
  if (first === undefined) return false;
  const { operationId } = demoRequest(first);
  return (await ledger.write((tx) => tx.operationByKey(first.owner, operationId))) !== null;
}

/** Asks for the demo's pods as their owners would. Each has a fixed idempotency key, so that a second time changes nothing. */
export async function seedDemo(commands: PodCommands, onRefused: (what: string, why: string) => void): Promise<void> {
  const told = (what: string, outcome: Awaited<ReturnType<PodCommands["create"]>>): void => {
    if (!outcome.ok) onRefused(what, outcome.error.message);
  };
  for (const pod of [...PAST_PODS, ...DEMO_PODS]) {
    told(`${pod.namespace}/${pod.name}`, await commands.create(actorNamed(pod.owner), demoRequest(pod)));
  }
  for (const { owner, namespace, name } of PAST_PODS) {
    const request = {
      namespace,
      name,
      version: null,
      dryRun: false,
      operationId: demoUuid(`delete ${namespace}/${name}`),
    };
    told(`the end of ${namespace}/${name}`, await commands.delete(actorNamed(owner), request));
  }
  told("more RAM for prod-team/embeddings", await commands.update(actorNamed("grace"), MORE_RAM));
}

const MORE_RAM: UpdatePodRequest = {
  namespace: "prod-team",
  name: "embeddings",
  version: null,
  image: null,
  command: null,
  env: null,
  ports: null,
  resources: { gpus: null, cpu: null, ram: "32Gi", storage: null },
  recreate: false,
  dryRun: false,
  operationId: demoUuid("more RAM for prod-team/embeddings"),
};

export function actorNamed(name: string): Actor {
  return { kind: "USER", id: name, name };
}
