/**
 * What Kubernetes' words for a pod's trouble mean, and what to do. Keys are the reasons of `kubectl get pods`' STATUS column
 * (the ones of containers, of the pod and of its conditions) and our own two: Missing and ClusterNotHeard.
 */
const WORDS: Readonly<Record<string, string>> = {
  Unschedulable:
    "No server can take it now. The scheduler found no room or no permission; it is placed anew or undone when that lasts.",
  SchedulingGated: "Its scheduling is held back on purpose by another tool. It starts once that gate is removed.",
  ContainerCreating: "Its container is being made: the image is loaded and storage is prepared.",
  PodInitializing: "Its init containers are running; the main container starts after them.",
  ErrImagePull: "The image could not be loaded. Check its name, its tag and whether the server may read that registry.",
  ImagePullBackOff:
    "The image could not be loaded, and Kubernetes waits before it tries again. Check its name, its tag and the registry's access, then change the image.",
  ImageInspectError:
    "The image is damaged on its server. Use another tag, or ask an admin to remove it from the server.",
  InvalidImageName: "The image's name is not valid. Change it.",
  ErrImageNeverPull: "The image is not on the server and may not be loaded there.",
  RegistryUnavailable: "The image's registry does not answer. It is tried again.",
  CrashLoopBackOff:
    "Its process ends again and again, and Kubernetes waits longer each time before it starts it. Look at the log and the command.",
  CreateContainerConfigError:
    "Its container cannot be made: something that it refers to (a secret, a config map) is not there.",
  CreateContainerError: "The container runtime could not make its container. Check the command and the image.",
  RunContainerError: "The container runtime could not start its process. Check that the command exists in the image.",
  OOMKilled: "It used more RAM than it asked for, and was ended. Ask for more RAM, or use less.",
  Error: "Its process ended with an error. Look at the log.",
  Completed: "Its process ended without an error.",
  ContainerCannotRun: "Its process could not be started. Check that the command exists in the image.",
  DeadlineExceeded: "It ran for longer than it was allowed to, and was ended.",
  Evicted: "The server was short of RAM, storage or process ids and put it out. Ask for what it really needs.",
  Preempted: "A pod of higher priority took its place.",
  Preempting: "A pod of higher priority takes its place.",
  NodeLost: "Its server does not answer. Whether it still runs is not known, so its resources stay held.",
  NodeNotReady: "Its server is not ready. Whether it still runs is not known, so its resources stay held.",
  NodeShutdown: "Its server was shut down.",
  Shutdown: "Its server was shut down.",
  Terminated: "It was ended because its server was shut down.",
  NodeAffinity: "Its server no longer matches what it asked for.",
  OutOfcpu: "The server had less CPU left than the scheduler believed, and refused it.",
  OutOfmemory: "The server had less RAM left than the scheduler believed, and refused it.",
  OutOfpods: "The server may not run any more pods, and refused it.",
  UnexpectedAdmissionError: "The server refused it, mostly because a device was taken in the meantime.",
  ContainersNotReady: "Its containers are not ready yet.",
  NotReady: "It runs, but does not report that it is ready.",
  ContainerStatusUnknown: "How its container ended is not known: its server lost track of it.",
  Missing:
    "The cluster no longer has it: somebody else deleted it. Its resources stay held until that is settled; see Consistency.",
  ClusterNotHeard: "What it does is not known: the cluster has not been heard since the start.",
};

/**
 * A reason in plain words, with the cluster's own sentence where there is one. Null when there is nothing to say.
 * `Init:X` and `ExitCode:n` / `Signal:n` are read apart; a reason that is not in the table is given as it is.
 */
export function inPlainWords(reason: string | null, message: string | null): string | null {
  if (reason === null) return message;
  const plain = explain(reason);
  if (message === null || message === "") return plain;
  return `${plain} The cluster says: ${message}`;
}

function explain(reason: string): string {
  const known = WORDS[reason] ?? (reason.startsWith("OutOf") ? outOf(reason.slice("OutOf".length)) : undefined);
  if (known !== undefined) return known;
  const [kind, detail = ""] = split(reason);
  if (kind === "ExitCode") return `Its process ended with exit code ${detail}. Look at the log.`;
  if (kind === "Signal") return `Its process was ended by signal ${detail}.`;
  if (kind === "Init") {
    return /^\d+\/\d+$/.test(detail)
      ? `${detail} of its init containers are done.`
      : `In an init container: ${explain(detail)}`;
  }
  return `Kubernetes says ${reason}.`;
}

function outOf(resource: string): string {
  return `The server had less ${resource} left than the scheduler believed, and refused it.`;
}

function split(reason: string): [string, string] {
  const at = reason.indexOf(":");
  return at < 0 ? [reason, ""] : [reason.slice(0, at), reason.slice(at + 1)];
}
