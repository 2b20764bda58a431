import type { Area } from "../case.ts";
import type { SeededFault } from "./seeded-fault.ts";

/** Cases to run in a thread of their own, against an embedded cluster that has the fault (or none). */
export type Trial = {
  readonly fault: SeededFault | undefined;
  readonly areas: readonly Area[];
};

/** A case that did not see what a real control plane does. */
export type Notice = {
  /** `area/id` */
  readonly caseName: string;
  /** Its first unexplained difference, or what it waited for in vain. */
  readonly why: string;
  /** It saw something else; otherwise it waited for something that never came. */
  readonly differs: boolean;
};

export type TrialResult = {
  readonly cases: number;
  readonly notices: readonly Notice[];
  readonly seconds: number;
};
