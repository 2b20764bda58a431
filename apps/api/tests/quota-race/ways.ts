/** What happens while all ask. */
export type Meanwhile = "nothing" | "another quota" | "kill -9";

/** One way to run a round: for how many more pods there is room before and after, and what happens in between. */
export interface Way {
  readonly name: string;
  readonly before: number;
  readonly meanwhile: Meanwhile;
  /** For how many more pods than the team held at the beginning there is room in the end. */
  readonly after: number;
}

/** Pods that the team holds when a round begins, so that a quota can be lowered below them. */
export const HELD = 2;

export const WAYS: readonly Way[] = [
  { name: "it stands", before: 3, meanwhile: "nothing", after: 3 },
  { name: "below use", before: -1, meanwhile: "nothing", after: -1 },
  { name: "raised meanwhile", before: 1, meanwhile: "another quota", after: 4 },
  { name: "lowered meanwhile", before: 4, meanwhile: "another quota", after: 1 },
  { name: "kill -9 meanwhile", before: 3, meanwhile: "kill -9", after: 3 },
];

/** How many win at least and at most. Where the quota changes while they ask, it is between what either leaves. */
export function winnersOf({ before, after }: Way): { readonly least: number; readonly most: number } {
  const [a, b] = [Math.max(before, 0), Math.max(after, 0)];
  return { least: Math.min(a, b), most: Math.max(a, b) };
}
