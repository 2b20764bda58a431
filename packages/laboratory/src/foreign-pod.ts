import { behaviourAnnotation, delayAnnotation, type PodBehaviour } from "./conventions.ts";
import { gpuResource } from "./server-specification.ts";

/** A pod that somebody else made: it carries none of the product's labels. */
export interface ForeignPod {
  readonly namespace: string;
  readonly name: string;
  /** Asks the scheduler for this server (nodeSelector on the host name); none: any server. */
  readonly server?: string;
  /** With `server`: bind past the scheduler, as a static pod or a careless operator would. */
  readonly pastScheduler?: boolean;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly gpus?: number;
  /** Requests; limits are the same. Default 100m and 64Mi; an empty string asks for nothing. */
  readonly cpu?: string;
  readonly ram?: string;
  readonly storage?: string;
  readonly restartPolicy?: "Always" | "OnFailure" | "Never";
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly behaviour?: PodBehaviour;
  readonly delay?: string;
  readonly finalizers?: readonly string[];
  /** Further fields of the pod's spec (tolerations, initContainers, overhead …), merged over the others. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** The manifest of a foreign pod, with one container `main`. */
export function foreignPodManifest(pod: ForeignPod): object {
  const amounts = Object.fromEntries(
    [
      ["cpu", pod.cpu ?? "100m"],
      ["memory", pod.ram ?? "64Mi"],
      ["ephemeral-storage", pod.storage ?? ""],
      [gpuResource, pod.gpus ? String(pod.gpus) : ""],
    ].filter(([, amount]) => amount !== ""),
  );
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      namespace: pod.namespace,
      name: pod.name,
      ...(pod.labels === undefined ? {} : { labels: pod.labels }),
      ...(pod.finalizers === undefined ? {} : { finalizers: pod.finalizers }),
      annotations: {
        ...(pod.behaviour === undefined ? {} : { [behaviourAnnotation]: pod.behaviour }),
        ...(pod.delay === undefined ? {} : { [delayAnnotation]: pod.delay }),
        ...pod.annotations,
      },
    },
    spec: {
      containers: [
        {
          name: "main",
          image: pod.image ?? "registry.local/foreign:1",
          ...(pod.command === undefined ? {} : { command: pod.command }),
          resources: { requests: amounts, limits: amounts },
        },
      ],
      restartPolicy: pod.restartPolicy ?? "Always",
      ...placement(pod),
      ...pod.spec,
    },
  };
}

function placement(pod: ForeignPod): object {
  if (pod.server === undefined) return {};
  return pod.pastScheduler ? { nodeName: pod.server } : { nodeSelector: { "kubernetes.io/hostname": pod.server } };
}
