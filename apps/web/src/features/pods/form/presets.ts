import type { PodFormValues } from "./pod-form-values";

interface Preset {
  readonly name: string;
  readonly values: Pick<PodFormValues, "gpus" | "cpu" | "ram">;
}

/** Sizes that are asked for most, each GPU with the CPU and RAM that keep it busy. */
export const presets: readonly Preset[] = [
  { name: "CPU only", values: { gpus: "0", cpu: "4", ram: "16Gi" } },
  { name: "1 GPU, 8 cores, 32 GiB", values: { gpus: "1", cpu: "8", ram: "32Gi" } },
  { name: "2 GPUs, 16 cores, 64 GiB", values: { gpus: "2", cpu: "16", ram: "64Gi" } },
  { name: "4 GPUs, 32 cores, 128 GiB", values: { gpus: "4", cpu: "32", ram: "128Gi" } },
  { name: "8 GPUs, 64 cores, 256 GiB", values: { gpus: "8", cpu: "64", ram: "256Gi" } },
];
