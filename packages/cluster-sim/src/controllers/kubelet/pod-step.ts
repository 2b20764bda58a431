import { findCondition } from "../../objects/conditions.ts";
import { isTerminal, type Pod } from "../../objects/pod.ts";
import { absentImage, behaviourOf, delayOf, exitOf } from "./behaviour.ts";
import { exited, removed, restarted, stopped } from "./exit-transitions.ts";
import { imageBackoff, pullFails, restartedWithImage, stoppedForAbsentImage } from "./image-transitions.ts";
import { resizeStep } from "./resize-step.ts";
import { confirmed, creating, started } from "./start-transitions.ts";
import type { KubeletContext, Step } from "./step.ts";

/** The next step of a pod on a node whose kubelet lives, worked out from the pod alone; undefined where nothing is to do. */
export function nextStep(pod: Pod, context: KubeletContext): Step | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return stopStep(pod, context);
  if (isTerminal(pod)) return undefined;
  const statuses = pod.status.containerStatuses;
  if (statuses === undefined || statuses.length === 0) {
    return { id: "sync", afterMs: context.timings.podSyncMs, run: (now, at) => creating(now, at, context) };
  }
  const waiting = statuses[0]?.state.waiting?.reason;
  switch (waiting) {
    case undefined:
      return runningStep(pod, context);
    case "CrashLoopBackOff":
      return restartStep(pod, context);
    default:
      return startStep(pod, context, waiting);
  }
}

function startStep(pod: Pod, context: KubeletContext, waiting: string): Step | undefined {
  const { timings } = context;
  if (absentImage(pod) !== undefined) {
    if (waiting === "ImagePullBackOff") return undefined;
    if (waiting === "ErrImagePull") {
      return { id: "image-back-off", afterMs: timings.imageBackoffMs, run: imageBackoff };
    }
    return { id: "pull-fails", afterMs: timings.containerStartMs, run: pullFails };
  }
  const slow = behaviourOf(pod) === "slow-start";
  const afterMs = slow ? delayOf(pod, timings.slowMs) : timings.containerStartMs;
  return { id: slow ? "slow-start" : "start", afterMs, run: (now, at) => started(now, at, context) };
}

function runningStep(pod: Pod, context: KubeletContext): Step | undefined {
  const { timings } = context;
  if (imageChanged(pod)) {
    const absent = absentImage(pod) !== undefined;
    return {
      id: absent ? "image-gone" : "image-changed",
      afterMs: timings.containerStopMs,
      run: absent ? stoppedForAbsentImage : restartedWithImage,
    };
  }
  const resize = resizeStep(pod, context);
  if (resize !== undefined) return resize;
  if (findCondition(pod.status.conditions, "Ready")?.status !== "True") {
    return { id: "ready-again", afterMs: timings.podSyncMs, run: confirmed };
  }
  if (pod.status.observedGeneration !== pod.metadata.generation) {
    return { id: `observe-${pod.metadata.generation}`, afterMs: timings.podSyncMs, run: confirmed };
  }
  const exit = exitOf(pod, timings);
  if (exit === undefined) return undefined;
  const runs = pod.status.containerStatuses?.[0]?.restartCount ?? 0;
  return {
    id: `exit-${exit.reason}-${runs}`,
    afterMs: exit.afterMs,
    run: (now, at) => exited(now, at, exit),
  };
}

function restartStep(pod: Pod, context: KubeletContext): Step {
  const runs = pod.status.containerStatuses?.[0]?.restartCount ?? 0;
  const { crashBackoffMs, crashBackoffMaxMs } = context.timings;
  return {
    id: `restart-${runs}`,
    afterMs: Math.min(crashBackoffMs * 2 ** Math.min(runs, 20), crashBackoffMaxMs),
    run: restarted,
  };
}

function stopStep(pod: Pod, { timings }: KubeletContext): Step | undefined {
  const runs = pod.status.containerStatuses?.some((status) => status.state.running !== undefined) ?? false;
  const behaviour = behaviourOf(pod);
  if (behaviour === "stuck-stop") return undefined;
  if (!runs) return { id: "remove", afterMs: timings.podRemovalMs, run: removed };
  const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  const stopMs = behaviour === "slow-stop" ? delayOf(pod, timings.slowMs) : timings.containerStopMs;
  return { id: `stop-${behaviour}-${graceMs}`, afterMs: Math.min(stopMs, graceMs), run: stopped };
}

function imageChanged(pod: Pod): boolean {
  const images = new Map((pod.status.containerStatuses ?? []).map((status) => [status.name, status.image]));
  return pod.spec.containers.some((container) => images.get(container.name) !== container.image);
}
