/** The names that laboratory clusters obey; CONVENTIONS.md says what each does. */
export const laboratoryPrefix = "laboratory.resource-manager.dev";
/** Pod annotation: one of {@link podBehaviours}. */
export const behaviourAnnotation = `${laboratoryPrefix}/behaviour`;
/** Pod annotation: `<n>s` or `<n>ms`, how long the slow part of a behaviour takes. */
export const delayAnnotation = `${laboratoryPrefix}/delay`;
/** Node label: `"false"` means that the node's kubelet is dead. */
export const readyLabel = `${laboratoryPrefix}/ready`;

export const podBehaviours = [
  "run",
  "slow-start",
  "succeed",
  "fail",
  "crash-loop",
  "oom",
  "evicted",
  "image-pull-back-off",
  "slow-stop",
  "stuck-stop",
  "resize-deferred",
  "resize-infeasible",
] as const;
export type PodBehaviour = (typeof podBehaviours)[number];

/** Images whose last path segment starts with this cannot be pulled. */
export const absentImagePrefix = "absent";
/** An image that no laboratory cluster can pull. */
export const absentImage = "registry.local/absent:1";

/** How long the slow part of a behaviour takes without a delay annotation, in milliseconds. */
export const defaultDelayMs = { slow: 5_000, run: 1_000 } as const;
/** Back-off before the first, second, … restart of a container, in seconds; the last one repeats. */
export const restartBackOffSeconds = [1, 2, 4, 8, 15] as const;
