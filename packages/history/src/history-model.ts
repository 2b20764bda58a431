/** What a line of the history is about. */
export type Dimension = "ALL" | "GPU_MODEL" | "TEAM" | "SERVER";

/** Amounts of one moment, or means of a stretch of time. Null: not known then, or none of that kind. */
export interface HistoryValues {
  /** What servers offer to pods; null for a team, which owns no servers. */
  readonly allocatable: HistoryAmounts | null;
  readonly allocated: HistoryAmounts;
  /** As measured: CPU and RAM only. */
  readonly used: Pick<HistoryAmounts, "cpuMillis" | "ramBytes"> | null;
}

/** GPUs are devices, CPU is in millicores, RAM and storage are in bytes. Kept to a hundredth of a GPU, a millicore and a MiB. */
export interface HistoryAmounts {
  readonly gpus: number;
  readonly cpuMillis: number;
  readonly ramBytes: number;
  readonly storageBytes: number;
}

/** What one team, server, model, or everything (whose name is empty) had at one moment. */
export interface HistorySample {
  readonly dimension: Dimension;
  readonly name: string;
  readonly values: HistoryValues;
}

/** Seconds from one point to the next: as taken, minutes, hours. */
export type Step = 10 | 60 | 3600;

export interface HistoryQuery {
  readonly dimension: Dimension;
  /** Null: those with most GPUs allocated lately, then most CPU. */
  readonly names: readonly string[] | null;
  readonly seriesMax: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** More points than this are joined to means of longer stretches. */
  readonly pointsMax: number;
}

/** Lines over one common time axis: each list is as long as `timesMs`, and null where there is a gap. */
export interface HistoryAnswer {
  /** From one point to the next. */
  readonly resolutionSeconds: number;
  /** Where each stretch of time begins. */
  readonly timesMs: readonly number[];
  readonly series: readonly HistoryLines[];
}

export interface HistoryLines {
  readonly name: string;
  readonly points: readonly (HistoryValues | null)[];
}
