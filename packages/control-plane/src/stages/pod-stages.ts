import { podDelays, podQueries } from "./pod-queries.ts";
import * as templates from "./pod-templates.ts";
import type { Stage } from "./stage.ts";

/** What the virtual kubelet does with a pod: laboratory/CONVENTIONS.md, as kwok stages. */
export const podStages: readonly Stage[] = [
  pod("pod-creating", podQueries.creating, templates.creating),
  {
    ...pod("pod-start", podQueries.start, templates.start, podDelays.start),
    event: { type: "Normal", reason: "Started", message: "Container started" },
  },
  {
    ...pod("pod-pull-failed", podQueries.pullFailed, templates.pullFailed, podDelays.soon),
    event: { type: "Warning", reason: "Failed", message: "Error: ErrImagePull" },
  },
  {
    ...pod("pod-pull-back-off", podQueries.pullBackOff, templates.pullBackedOff, podDelays.later),
    event: { type: "Warning", reason: "BackOff", message: "Back-off pulling image" },
  },
  {
    ...pod("pod-image-changed", podQueries.imageChanged, templates.imageChanged, podDelays.soon),
    event: { type: "Normal", reason: "Killing", message: "Container definition changed, will be restarted" },
  },
  pod("pod-resize-refused", podQueries.resizeRefused, templates.resizeRefused, podDelays.soon),
  pod("pod-resize-begin", podQueries.resizeBegin, templates.resizeBegin, podDelays.soon),
  pod("pod-resize-finish", podQueries.resizeFinish, templates.resizeFinish, podDelays.later),
  pod("pod-resize-undone", podQueries.resizeUndone, templates.resizeFinish, podDelays.soon),
  pod("pod-ready-again", podQueries.readyAgain, templates.readyAgain, podDelays.soon),
  pod("pod-exit", podQueries.exit, templates.exit, podDelays.exit),
  {
    ...pod("pod-evicted", podQueries.evicted, templates.evicted, podDelays.exit),
    event: { type: "Warning", reason: "Evicted", message: "The node was low on resource: memory." },
  },
  {
    ...pod("pod-restart", podQueries.restart, templates.start, podDelays.restart),
    event: { type: "Warning", reason: "BackOff", message: "Back-off restarting failed container" },
  },
  {
    ...pod("pod-stop", podQueries.stop, templates.stop, podDelays.stop),
    event: { type: "Normal", reason: "Killing", message: "Stopping container" },
    thenDelete: true,
  },
];

function pod(name: string, when: string, status: string, delay?: string): Stage {
  return { name, kind: "Pod", when, status, ...(delay === undefined ? {} : { delay }) };
}
