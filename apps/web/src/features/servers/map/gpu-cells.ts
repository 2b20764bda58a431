/** One GPU of a server. The cluster does not say which device a pod has: cells count GPUs, in an order of our own. */
export type GpuCell =
  | { readonly state: "TEAM"; readonly team: string }
  /** Other tools' pods. */
  | { readonly state: "OTHERS" }
  /** Allocated, nobody is told to whom. */
  | { readonly state: "TAKEN" }
  | { readonly state: "FREE" }
  /** Free, but no new pod can be placed there. */
  | { readonly state: "UNAVAILABLE" };

export type CellServer = {
  readonly [name in "allocatable" | "allocated" | "foreign" | "available"]: { readonly gpus: number };
} & { readonly heldByTeam: readonly { readonly team: string; readonly holds: { readonly gpus: number } }[] };

/**
 * A server's GPUs: first what teams' pods hold, then what others hold, then what is free. An over-allocated server has more cells than
 * GPUs, because that is what there is to see.
 */
export function gpuCells({ allocatable, allocated, foreign, available, heldByTeam }: CellServer): GpuCell[] {
  const ours = heldByTeam.flatMap(({ team, holds }) => times(holds.gpus, { state: "TEAM", team }));
  const rest = Math.max(0, allocatable.gpus - Math.max(allocated.gpus, ours.length + foreign.gpus));
  return [
    ...ours,
    ...times(foreign.gpus, { state: "OTHERS" }),
    ...times(allocated.gpus - ours.length - foreign.gpus, { state: "TAKEN" }),
    ...times(Math.min(rest, available.gpus), { state: "FREE" }),
    ...times(rest - available.gpus, { state: "UNAVAILABLE" }),
  ];
}

/** `test-team 4, other tools 1, free 3`: the cells in words. */
export function cellsInWords(cells: readonly GpuCell[]): string {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const word = cell.state === "TEAM" ? cell.team : cellWords[cell.state].toLowerCase();
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${word} ${count}`).join(", ");
}

export const cellWords = {
  OTHERS: "Other tools",
  TAKEN: "Allocated otherwise",
  FREE: "Free",
  UNAVAILABLE: "Not available",
} satisfies Record<Exclude<GpuCell["state"], "TEAM">, string>;

function times(count: number, cell: GpuCell): GpuCell[] {
  return Array.from({ length: Math.max(0, count) }, () => cell);
}
