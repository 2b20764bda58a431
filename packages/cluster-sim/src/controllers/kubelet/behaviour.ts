import type { Node } from "../../objects/node.ts";
import type { Pod } from "../../objects/pod.ts";
import type { Timings } from "../../timings.ts";

/** Names of packages/laboratory/CONVENTIONS.md, which says what they mean. */
export const BEHAVIOUR_ANNOTATION = "laboratory.resource-manager.dev/behaviour";
export const DELAY_ANNOTATION = "laboratory.resource-manager.dev/delay";
export const READY_LABEL = "laboratory.resource-manager.dev/ready";

/** A node whose kubelet is dead: nothing happens on it. */
export function isKubeletDead(node: Node): boolean {
  return node.metadata.labels?.[READY_LABEL] === "false";
}

export function behaviourOf(pod: Pod): string {
  return pod.metadata.annotations?.[BEHAVIOUR_ANNOTATION] ?? "run";
}

/** The pod's own delay, or `fallbackMs` where it has none that can be read. */
export function delayOf(pod: Pod, fallbackMs: number): number {
  const match = /^(\d+)(ms|s)$/.exec(pod.metadata.annotations?.[DELAY_ANNOTATION] ?? "");
  if (match === null) return fallbackMs;
  return Number(match[1]) * (match[2] === "s" ? 1000 : 1);
}

/** How the containers end by themselves. */
export interface Exit {
  readonly code: number;
  readonly reason: string;
  readonly evicted: boolean;
  readonly afterMs: number;
}

export function exitOf(pod: Pod, timings: Timings): Exit | undefined {
  const afterMs = delayOf(pod, timings.containerRunMs);
  switch (behaviourOf(pod)) {
    case "succeed":
      return { code: 0, reason: "Completed", evicted: false, afterMs };
    case "fail":
    case "crash-loop":
      return { code: 1, reason: "Error", evicted: false, afterMs };
    case "oom":
      return { code: 137, reason: "OOMKilled", evicted: false, afterMs };
    case "evicted":
      return { code: 137, reason: "Error", evicted: true, afterMs };
    case "image-pull-back-off":
      return undefined;
  }
  const command = pod.spec.containers[0]?.command ?? [];
  if (command.length !== 1) return undefined;
  if (command[0] === "true") return { code: 0, reason: "Completed", evicted: false, afterMs };
  if (command[0] === "false") return { code: 1, reason: "Error", evicted: false, afterMs };
  return undefined;
}

/** The image that cannot be pulled, if there is one. */
export function absentImage(pod: Pod): string | undefined {
  const behaviour = behaviourOf(pod);
  if (behaviour === "image-pull-back-off") return pod.spec.containers[0]?.image ?? "";
  if (["succeed", "fail", "crash-loop", "oom", "evicted"].includes(behaviour)) return undefined;
  return pod.spec.containers.map((one) => one.image ?? "").find((image) => lastSegment(image).startsWith("absent"));
}

function lastSegment(image: string): string {
  return image.slice(image.lastIndexOf("/") + 1);
}
