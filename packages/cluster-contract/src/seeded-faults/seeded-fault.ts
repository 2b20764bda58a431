import type { Area } from "../case.ts";

/**
 * One way in which the embedded cluster could be wrong. A fault is a change of its source text, made while the module is loaded and
 * nowhere else: the simulator itself knows nothing of it.
 */
export type SeededFault = {
  readonly id: string;
  /** What is wrong, as a client would complain of it. */
  readonly sentence: string;
  /** The module, below `packages/cluster-sim/src`. */
  readonly file: string;
  /** Text that stands in it exactly once. */
  readonly from: string;
  readonly to: string;
  /** Where it is likely to be noticed. All other areas are tried only if nobody there notices. */
  readonly areas: readonly Area[];
};
