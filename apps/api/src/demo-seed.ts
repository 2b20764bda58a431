import { createHash } from "node:crypto";
import type { Actor } from "@resource-manager/domain/model/actor";
import type { Quota } from "@resource-manager/domain/model/team";
import type { CreatePodRequest, PodCommands } from "@resource-manager/domain/operations/commands";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import { type FirstTeam, NO_QUOTA } from "./tenants.ts";

const GIB = 2 ** 30;

/** Quotas that a demo's teams have, so that there is something to run into. */
export const DEMO_QUOTAS: Readonly<Record<FirstTeam, Quota>> = {
  "dev-team": { ...NO_QUOTA, gpus: 8, ramBytes: 512 * GIB, podSlots: 30 },
  "prod-team": { ...NO_QUOTA, gpus: 32, podSlots: 100 },
  staging: { ...NO_QUOTA, gpus: 8, cpuMillis: 128_000, podSlots: 30 },
  "test-team": { ...NO_QUOTA, gpus: 16, cpuMillis: 256_000, ramBytes: 1_024 * GIB, podSlots: 50 },
};

interface DemoPod extends Partial<Pick<CreatePodRequest, "command" | "ports" | "restartPolicy" | "env">> {
  readonly owner: string;
  readonly namespace: FirstTeam;
  readonly name: string;
  readonly image: string;
  readonly gpus: number;
  readonly cpu: string;
  readonly ram: string;
}

/** A morning in a company with GPUs: most of it runs, some of it does not. */
const DEMO_PODS: readonly DemoPod[] = [
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

/** Whether nothing was ever asked of this ledger. */
export async function isUntouched(ledger: Pick<Ledger, "recentOperations">): Promise<boolean> {
  return (await ledger.recentOperations(1)).length === 0;
}

/** Asks for the demo's pods as their owners would. Each has a fixed idempotency key, so that a second time changes nothing. */
export async function seedDemo(commands: PodCommands, onRefused: (name: string, why: string) => void): Promise<void> {
  for (const pod of DEMO_PODS) {
    const outcome = await commands.create(actorNamed(pod.owner), requestFor(pod));
    if (!outcome.ok) onRefused(`${pod.namespace}/${pod.name}`, outcome.error.message);
  }
}

function actorNamed(name: string): Actor {
  return { kind: "USER", id: name, name };
}

function requestFor(pod: DemoPod): CreatePodRequest {
  const { owner: _, gpus, cpu, ram, ...rest } = pod;
  return {
    command: [],
    env: [],
    ports: [],
    restartPolicy: "ALWAYS",
    ...rest,
    resources: { gpus, cpu, ram, storage: "10Gi" },
    server: null,
    gpuModels: [],
    dryRun: false,
    operationId: uuidOf(`demo ${pod.namespace}/${pod.name}`),
  };
}

/** A UUID that is always the same for the same text (RFC 9562, version 8). */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
