import type {
  CreatePodInput,
  PodToEditFragment,
  PodWishFactsFragment,
  RestartPolicy,
  UpdatePodInput,
} from "@/gql/graphql";
import { bytesText, cpuText, readBytes, readCpu } from "./quantity";

/** What is typed, as text, so that nothing one types is ever changed under one's hands. */
export interface PodFormValues {
  namespace: string;
  name: string;
  image: string;
  gpus: string;
  cpu: string;
  ram: string;
  storage: string;
  gpuModels: string[];
  /** Empty: the planner chooses. */
  server: string;
  /** One word of the command per line. */
  command: string;
  /** Of a pod that exists only the names are known: its values are replaced all together, or left. */
  replaceEnv: boolean;
  env: { name: string; value: string }[];
  /** `8080, 9090`. */
  ports: string;
  restartPolicy: RestartPolicy;
}

/** What is known alike of a pod that exists and of one that was asked for. */
type Wished = Omit<PodWishFactsFragment, "server" | " $fragmentName">;

export type CreateInput = Omit<CreatePodInput, "dryRun" | "operationId">;
export type UpdateInput = Omit<UpdatePodInput, "dryRun" | "operationId" | "recreate">;

export function emptyValues(given: Partial<PodFormValues> = {}): PodFormValues {
  return {
    namespace: "",
    name: "",
    image: "",
    gpus: "1",
    cpu: "8",
    ram: "32Gi",
    storage: "",
    gpuModels: [],
    server: "",
    command: "",
    replaceEnv: true,
    env: [],
    ports: "",
    restartPolicy: "ALWAYS",
    ...given,
  };
}

/** A pod that exists, to be changed. */
export function valuesOf(pod: PodToEditFragment): PodFormValues {
  return { ...wishedValues(pod), server: pod.server?.name ?? "", replaceEnv: false };
}

/** A pod that was asked for, to be asked for again: all of it but the values of its environment variables. */
export function valuesOfWish(wish: Wished & { readonly server: string | null }): PodFormValues {
  return { ...wishedValues(wish), server: wish.server ?? "", replaceEnv: true };
}

function wishedValues(pod: Wished): Omit<PodFormValues, "server" | "replaceEnv"> {
  const { gpus, cpuMillis, ramBytes, storageBytes } = pod.requested;
  return {
    namespace: pod.namespace,
    name: pod.name,
    image: pod.image,
    gpus: String(gpus),
    cpu: cpuText(cpuMillis),
    ram: bytesText(ramBytes),
    storage: Number(storageBytes) > 0 ? bytesText(storageBytes) : "",
    gpuModels: [...pod.gpuModels],
    command: pod.command.join("\n"),
    env: pod.envNames.map((name) => ({ name, value: "" })),
    ports: pod.ports.join(", "),
    restartPolicy: pod.restartPolicy,
  };
}

/** The input that these values ask for. To be called on values without problems (see pod-form-problems). */
export function toCreateInput(values: PodFormValues): CreateInput {
  const storage = values.storage.trim();
  return {
    namespace: values.namespace,
    name: values.name.trim(),
    image: values.image.trim(),
    resources: {
      gpus: Number(values.gpus),
      cpu: values.cpu.trim(),
      ram: values.ram.trim(),
      ...(storage && { storage }),
    },
    restartPolicy: values.restartPolicy,
    ...(values.gpuModels.length > 0 && { gpuModels: values.gpuModels }),
    ...(values.server && { server: values.server }),
    ...(values.command.trim() && { command: readCommand(values.command) }),
    ...(values.env.length > 0 && { env: values.env }),
    ...(values.ports.trim() && { ports: readPorts(values.ports) ?? [] }),
  };
}

/** Only what differs from the pod as it was opened, with its version, so that nobody else's change is overwritten. Null: nothing does. */
export function toUpdateInput(values: PodFormValues, pod: PodToEditFragment): UpdateInput | null {
  const resources = changedResources(values, pod);
  const command = readCommand(values.command);
  const ports = readPorts(values.ports) ?? [];
  const changes = {
    ...(values.image.trim() !== pod.image && { image: values.image.trim() }),
    ...(resources && { resources }),
    ...(!sameList(command, pod.command) && { command }),
    ...(!sameList(ports, pod.ports) && { ports }),
    ...(values.replaceEnv && { env: values.env }),
  };
  if (Object.keys(changes).length === 0) return null;
  return { namespace: pod.namespace, name: pod.name, version: pod.version, ...changes };
}

function changedResources(values: PodFormValues, pod: PodToEditFragment): UpdateInput["resources"] | null {
  const { gpus, cpuMillis, ramBytes, storageBytes } = pod.requested;
  const changed = {
    ...(Number(values.gpus) !== gpus && { gpus: Number(values.gpus) }),
    ...(readCpu(values.cpu) !== cpuMillis && { cpu: values.cpu.trim() }),
    ...(readBytes(values.ram) !== Number(ramBytes) && { ram: values.ram.trim() }),
    ...((readBytes(values.storage) ?? 0) !== Number(storageBytes) && { storage: values.storage.trim() }),
  };
  return Object.keys(changed).length > 0 ? changed : null;
}

/** Words of a command, one per line; empty lines at the end are not words. */
export function readCommand(text: string): string[] {
  return text.trimEnd() === "" ? [] : text.trimEnd().split("\n");
}

/** Port numbers, between commas or blanks; null where something else stands there. */
export function readPorts(text: string): number[] | null {
  const parts = text.split(/[\s,]+/).filter(Boolean);
  return parts.every((part) => /^\d{1,5}$/.test(part)) ? parts.map(Number) : null;
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
