import { createHash } from "node:crypto";
import type { CreatePodRequest } from "@resource-manager/domain/operations/commands";
import type { FirstTeam } from "../tenants.ts";

/** What one of the demo's people asks for. */
export interface WishedPod
  extends Partial<Pick<CreatePodRequest, "command" | "ports" | "restartPolicy" | "env" | "gpuModels">> {
  readonly owner: string;
  readonly namespace: FirstTeam;
  readonly name: string;
  readonly image: string;
  readonly gpus: number;
  readonly cpu: string;
  readonly ram: string;
}

/** The request for it, with an idempotency key made of its name. */
export function demoRequest(pod: WishedPod): CreatePodRequest & { readonly operationId: string } {
  const { owner: _, gpus, cpu, ram, ...rest } = pod;
  return {
    command: [],
    env: [],
    ports: [],
    restartPolicy: "ALWAYS",
    gpuModels: [],
    ...rest,
    resources: { gpus, cpu, ram, storage: "10Gi" },
    server: null,
    dryRun: false,
    operationId: demoUuid(`${pod.namespace}/${pod.name}`),
  };
}

/** A UUID that is always the same for the same text (RFC 9562, version 8). */
export function demoUuid(text: string): string {
  const hex = createHash("sha256").update(`demo ${text}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
