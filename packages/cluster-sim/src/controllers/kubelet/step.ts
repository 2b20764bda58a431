import type { Pod, PodStatus } from "../../objects/pod.ts";
import type { Timings } from "../../timings.ts";

/** What the kubelet says of a pod besides its status. */
export interface StepEvent {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  readonly container?: string;
}

export interface StepResult {
  readonly status?: PodStatus;
  readonly remove?: true;
  readonly events?: readonly StepEvent[];
}

/** The next thing that the kubelet does to a pod, and when. The same id means: still the same thing, the time runs on. */
export interface Step {
  readonly id: string;
  readonly afterMs: number;
  run(pod: Pod, now: string): StepResult;
}

/** What a pod's kubelet knows besides the pod. */
export interface KubeletContext {
  readonly timings: Timings;
  readonly nodeName: string;
  readonly hostIp: string;
  readonly podIp: string;
  /** Whether the image is on the node already; asking brings it there. */
  readonly pullImage: (image: string) => "pulled" | "present";
  /** Which resources the node lacks for what the pod wants, and whether it could ever have them. */
  readonly resizeFit: (pod: Pod) => ResizeFit;
}

export type ResizeFit =
  | { readonly kind: "fits" }
  | { readonly kind: "deferred"; readonly message: string }
  | { readonly kind: "infeasible"; readonly message: string };
