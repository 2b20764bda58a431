/** One side's samples of one measurement, all in the same unit. */
export type Samples = readonly number[];

/** A line of a bench's table. */
export interface Row {
  /** What was measured, with its size. */
  readonly what: string;
  readonly unit: "ms" | "MiB" | "/s" | "KiB" | "MiB/s";
  /** What this repository made. */
  readonly ours: Samples;
  /** The peer or the floor, measured in turns with it; none where the machine cannot hold one of this size. */
  readonly theirs?: Samples;
  /** Of ours against theirs, as medians: `at most 1` for times and memory, `at least 1` for rates. */
  readonly goal?: { readonly ratioMax: number } | { readonly ratioMin: number } | { readonly max: number };
  /** Runnable processes per minute, as the system's load average tells it, when it was measured. */
  readonly load: number;
}

export interface BenchContext {
  /** A line for the person who waits. */
  readonly tell: (line: string) => void;
  /** Smaller and fewer: to see that a bench works. Its numbers say nothing. */
  readonly quick: boolean;
  /** Turns of each measurement; undefined: as many as the bench holds for right. */
  readonly repeats: number | undefined;
  /** Pods instead of the bench's own number, servers in proportion. */
  readonly pods: number | undefined;
}

/** One question of performance. One file of `benches/` each. */
export interface Bench {
  readonly name: string;
  /** What is measured against what, in one line. */
  readonly title: string;
  run(context: BenchContext): Promise<readonly Row[]>;
}
