import type { Container, Pod, PodSpec } from "../../objects/pod.ts";

/** Why a pod breaks a rule: `reason (detail)`. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

export type Check = (pod: Pod) => Violation | undefined;

export function allContainers(spec: PodSpec): Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

/** `container "a"`, `containers "a", "b"`. */
export function containersNamed(names: readonly string[]): string {
  return `${names.length === 1 ? "container" : "containers"} ${quoted(names)}`;
}

export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

/** The names of the containers that break a rule. */
export function offenders(pod: Pod, breaks: (container: Container) => boolean): string[] {
  return allContainers(pod.spec)
    .filter(breaks)
    .map((container) => container.name);
}
