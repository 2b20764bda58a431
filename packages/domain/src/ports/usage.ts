/** What is used, as the cluster measured it. Kubernetes' resource metrics measure CPU and RAM: neither GPUs nor storage. */
export interface MeasuredUse {
  readonly cpuMillis: number;
  readonly ramBytes: number;
  /** When it was measured, by the cluster's clock. */
  readonly measuredAt: Date;
}

/** The last measurements, read from memory. */
export interface Usage {
  /** Null: not measured, or too long ago to be shown as what is used now. */
  ofServer(name: string): MeasuredUse | null;
  /** The same of a pod, by `namespace/name`. */
  ofPod(key: string): MeasuredUse | null;
  /** Why nothing is measured, in plain words; null while measurements come in. */
  whyUnknown(): string | null;
  stop(): Promise<void>;
}
