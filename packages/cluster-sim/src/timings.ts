/** How long things take, in milliseconds. Short by default: a pod runs a fraction of a second after it was asked for. */
export interface Timings {
  /** From a change to the scheduler's next round. */
  readonly schedulerDelayMs: number;
  /** From a refusal to the next try, doubling up to the maximum. */
  readonly schedulerBackoffMs: number;
  readonly schedulerBackoffMaxMs: number;
  /** From binding until the kubelet reports ContainerCreating, and from there to Running. */
  readonly podSyncMs: number;
  readonly containerStartMs: number;
  /** How long a container runs that is to end by itself, where its `delay` does not say. */
  readonly containerRunMs: number;
  /** What `slow-start` and `slow-stop` take where `delay` does not say. */
  readonly slowMs: number;
  /** First restart after a crash; doubles up to the maximum. */
  readonly crashBackoffMs: number;
  readonly crashBackoffMaxMs: number;
  /** From ErrImagePull to ImagePullBackOff. */
  readonly imageBackoffMs: number;
  /** From a deletion to the end of the containers, and from there to the pod's removal. */
  readonly containerStopMs: number;
  readonly podRemovalMs: number;
  /** Each of the two steps of a resize. */
  readonly resizeMs: number;
  /** From a node's creation or return until it is Ready, and from its kubelet's silence until it is NotReady. */
  readonly nodeReadyMs: number;
  readonly nodeNotReadyMs: number;
  readonly leaseRenewMs: number;
  readonly nodeStatusReportMs: number;
  /** How long pods of a vanished node stay before they are removed. */
  readonly orphanQuarantineMs: number;
  readonly namespaceCleanupMs: number;
  readonly garbageCollectionMs: number;
  readonly quotaRecountMs: number;
  /** From a change of a service or its pods to its endpoint slices. */
  readonly endpointSliceSyncMs: number;
  readonly bookmarkMs: number;
  readonly eventTtlMs: number;
}

export const defaultTimings: Timings = {
  schedulerDelayMs: 1,
  schedulerBackoffMs: 1_000,
  schedulerBackoffMaxMs: 10_000,
  podSyncMs: 10,
  containerStartMs: 100,
  containerRunMs: 1_000,
  slowMs: 5_000,
  crashBackoffMs: 1_000,
  crashBackoffMaxMs: 15_000,
  imageBackoffMs: 300,
  containerStopMs: 100,
  podRemovalMs: 20,
  resizeMs: 100,
  nodeReadyMs: 20,
  nodeNotReadyMs: 50,
  leaseRenewMs: 10_000,
  nodeStatusReportMs: 300_000,
  orphanQuarantineMs: 1_000,
  namespaceCleanupMs: 50,
  garbageCollectionMs: 10,
  quotaRecountMs: 20,
  endpointSliceSyncMs: 20,
  bookmarkMs: 60_000,
  eventTtlMs: 3_600_000,
};
