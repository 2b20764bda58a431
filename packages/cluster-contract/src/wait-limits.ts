/** How long a case waits before it gives up, in milliseconds. */
export type WaitLimits = {
  /** For one state of an object. */
  readonly stateMs: number;
  /** For one event of a watch. */
  readonly watchMs: number;
  /** For the whole case. */
  readonly caseMs: number;
};

/** For a cluster that is expected to be right, on a machine that may be busy. */
export const patientLimits: WaitLimits = { stateMs: 40_000, watchMs: 30_000, caseMs: 90_000 };
