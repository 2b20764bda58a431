import type { V1Container, V1Pod, V1ResourceRequirements, V1Toleration } from "@kubernetes/client-node";
import type { Amounts } from "@resource-manager/domain/model/amounts";
import type { PodSpec, RestartPolicy } from "@resource-manager/domain/model/pod";
import type { PodOrder } from "@resource-manager/domain/ports/cluster";
import { MAIN_CONTAINER, markLabels, OWNER_ANNOTATION, SPEC_ANNOTATION, VERSION_ANNOTATION } from "./marks.ts";

export interface ManifestOptions {
  /** The extended resource under which GPUs are asked for, e.g. `nvidia.com/gpu`. */
  readonly gpuResourceName: string;
  readonly gpuTolerations: readonly V1Toleration[];
  /** A PriorityClass that exists, or null for none. */
  readonly priorityClassName: string | null;
  /**
   * The user that containers run as; null leaves it to the image. Pod Security `restricted` refuses root, and most GPU
   * images declare no user, which is root: without a number such a container never starts (CreateContainerConfigError).
   * The group is left at the image's default (root's group 0, which `restricted` allows), so that files made
   * group-writable for arbitrary users can be written.
   */
  readonly runAsUser: number | null;
}

/**
 * The pod that an order asks for. What is asked is what is held: requests = limits. It is pinned to the order's server
 * by required node affinity on metadata.name, so that the scheduler still checks that it fits there.
 */
export function podManifest(order: PodOrder, options: ManifestOptions): V1Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: order.name,
      namespace: order.namespace,
      ...podMarks(order),
    },
    spec: {
      restartPolicy: RESTART_POLICIES[order.spec.restartPolicy],
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(options.priorityClassName === null ? {} : { priorityClassName: options.priorityClassName }),
      securityContext: {
        runAsNonRoot: true,
        ...(options.runAsUser === null ? {} : { runAsUser: options.runAsUser }),
        seccompProfile: { type: "RuntimeDefault" },
      },
      affinity: pinnedTo(order.server),
      tolerations: [...options.gpuTolerations],
      ...(order.pullSecrets?.length ? { imagePullSecrets: order.pullSecrets.map((name) => ({ name })) } : {}),
      containers: [mainContainer(order, options)],
    },
  };
}

/** Labels and annotations by which the pod is known as ours, and by which the ledger's page can be rebuilt. */
export function podMarks(order: PodOrder) {
  return {
    labels: markLabels(order.mark),
    annotations: {
      [OWNER_ANNOTATION]: order.mark.owner,
      [VERSION_ANNOTATION]: String(order.version),
      [SPEC_ANNOTATION]: JSON.stringify(withoutValues(order.spec)),
    },
  };
}

/** Requests = limits for CPU and RAM as exact quantities. */
export function cpuAndRam(amounts: Pick<Amounts, "cpuMillis" | "ramBytes">): V1ResourceRequirements {
  return sameRequestsAndLimits({ cpu: `${amounts.cpuMillis}m`, memory: String(amounts.ramBytes) });
}

const RESTART_POLICIES: Readonly<Record<RestartPolicy, string>> = {
  ALWAYS: "Always",
  ON_FAILURE: "OnFailure",
  NEVER: "Never",
};

/** Every field is named here, so that a field that holds a secret is never published by accident. */
function withoutValues(spec: PodSpec) {
  const { image, command, env, ports, resources, restartPolicy, gpuModels, server } = spec;
  return { image, command, env: env.map(({ name }) => name), ports, resources, restartPolicy, gpuModels, server };
}

function mainContainer(order: PodOrder, options: ManifestOptions): V1Container {
  const { spec } = order;
  return {
    name: MAIN_CONTAINER,
    image: spec.image,
    ...(spec.command.length === 0 ? {} : { command: [...spec.command] }),
    ...(spec.env.length === 0 ? {} : { env: spec.env.map(({ name, value }) => ({ name, value })) }),
    ...(spec.ports.length === 0 ? {} : { ports: spec.ports.map((containerPort) => ({ containerPort })) }),
    resources: allResources(spec.resources, options.gpuResourceName),
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
  };
}

function allResources(amounts: Amounts, gpuResourceName: string): V1ResourceRequirements {
  return sameRequestsAndLimits({
    ...cpuAndRam(amounts).requests,
    ...(amounts.storageBytes > 0 ? { "ephemeral-storage": String(amounts.storageBytes) } : {}),
    ...(amounts.gpus > 0 ? { [gpuResourceName]: String(amounts.gpus) } : {}),
  });
}

function sameRequestsAndLimits(quantities: Record<string, string>): V1ResourceRequirements {
  return { requests: quantities, limits: { ...quantities } };
}

function pinnedTo(server: string): NonNullable<V1Pod["spec"]>["affinity"] & object {
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: [server] }] }],
      },
    },
  };
}
