import type { Environment } from "../environment.ts";
import { forbidden } from "../http/status-error.ts";
import type { Kind } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import type { Pod } from "../objects/pod.ts";

interface PriorityClass extends KubeObject {
  value: number;
  globalDefault?: boolean;
  preemptionPolicy?: string;
}

/** Turns the pod's PriorityClass, or the default one, into its priority and preemptionPolicy. */
export function setPriority(env: Environment, kind: Kind, pod: Pod): void {
  const name = pod.spec.priorityClassName ?? "";
  const priorityClass = name === "" ? defaultClass(env) : classNamed(env, name);
  if (name !== "" && priorityClass === undefined) {
    throw forbidden(kind, pod.metadata.name ?? "", `no PriorityClass with name ${name} was found`);
  }
  if (name === "" && priorityClass !== undefined) pod.spec.priorityClassName = priorityClass.metadata.name;
  const value = priorityClass?.value ?? 0;
  if (pod.spec.priority !== undefined && pod.spec.priority !== value) {
    const why = `the integer value of priority (${pod.spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
    throw forbidden(kind, pod.metadata.name ?? "", why);
  }
  pod.spec.priority = value;
  const policy = priorityClass?.preemptionPolicy ?? "PreemptLowerPriority";
  if (pod.spec.preemptionPolicy !== undefined && pod.spec.preemptionPolicy !== policy) {
    const why = `the string value of PreemptionPolicy (${pod.spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`;
    throw forbidden(kind, pod.metadata.name ?? "", why);
  }
  pod.spec.preemptionPolicy = policy;
}

function classNamed(env: Environment, name: string): PriorityClass | undefined {
  return env.store.collection("priorityclasses.scheduling.k8s.io").get(name)?.object as PriorityClass | undefined;
}

function defaultClass(env: Environment): PriorityClass | undefined {
  let found: PriorityClass | undefined;
  for (const version of env.store.collection("priorityclasses.scheduling.k8s.io").values()) {
    const one = version.object as PriorityClass;
    if (one.globalDefault === true && (found === undefined || one.value < found.value)) found = one;
  }
  return found;
}
