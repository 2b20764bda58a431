/** The parts of Kubernetes' JSON that tests look at; everything else is there too, untyped. */
export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly { readonly manager?: string; readonly operation?: string }[];
}

export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastHeartbeatTime?: string;
  readonly observedGeneration?: number;
}

export type Quantities = Readonly<Record<string, string>>;
export interface ResourceRequirements {
  readonly requests?: Quantities;
  readonly limits?: Quantities;
}

export interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: {
    readonly exitCode: number;
    readonly reason?: string;
    readonly startedAt?: string;
    readonly finishedAt?: string;
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly imageID: string;
  readonly containerID?: string;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
  readonly resources?: ResourceRequirements;
  readonly allocatedResources?: Quantities;
}

export interface Pod {
  readonly metadata: Metadata;
  readonly spec: {
    readonly nodeName?: string;
    readonly restartPolicy?: string;
    readonly containers: readonly {
      readonly name: string;
      readonly image: string;
      readonly command?: readonly string[];
      readonly resources?: ResourceRequirements;
    }[];
    readonly [field: string]: unknown;
  };
  readonly status: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly qosClass?: string;
    readonly podIP?: string;
    readonly hostIP?: string;
    readonly startTime?: string;
    readonly observedGeneration?: number;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly [field: string]: unknown;
  };
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface Node {
  readonly metadata: Metadata;
  readonly spec: {
    readonly unschedulable?: boolean;
    readonly taints?: readonly Taint[];
    readonly [field: string]: unknown;
  };
  readonly status: {
    readonly capacity?: Quantities;
    readonly allocatable?: Quantities;
    readonly conditions?: readonly Condition[];
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly [field: string]: unknown;
  };
}

/** The condition of this type, if the object has it. */
export function conditionOf(object: { readonly status: { readonly conditions?: readonly Condition[] } }, type: string) {
  return object.status.conditions?.find((condition) => condition.type === type);
}
