import type { LaggingView } from "./lagging-view.ts";
import type { Seeded } from "./seeded.ts";
import type { Witness } from "./witness.ts";
import type { World } from "./world.ts";

/** What actors of a simulation play on. */
export interface Stage {
  readonly world: World;
  readonly random: Seeded;
  readonly witness: Witness;
  readonly view: LaggingView;
  /** Requests that may be sent once more, as they were. */
  readonly sent: (() => string)[];
  /** Share of the calls to the cluster that fail from now on. */
  readonly setTrouble: (rate: number) => void;
  /** The process dies where it is, and starts again. */
  readonly restart: () => Promise<void>;
  /** The same, and the new process will not die by itself. */
  readonly restartWell: () => Promise<void>;
}

/** Something that may happen. Answers how, for the record of the run. */
export interface Action {
  readonly name: string;
  readonly weight: number;
  run(stage: Stage): Promise<string>;
}

export const NAMES = ["p0", "p1", "p2", "p3", "p4", "p5"];
export const SERVERS = ["a", "b", "c"];

export function keyOf(name: string): { readonly namespace: string; readonly name: string } {
  return { namespace: "test-team", name };
}
