import type { ServerTileFragment } from "@/gql/graphql";

/** Whether two tiles look the same. */
export function sameTile(a: ServerTileFragment, b: ServerTileFragment): boolean {
  return (
    a.status === b.status &&
    a.gpuModel === b.gpuModel &&
    a.allocatable.gpus === b.allocatable.gpus &&
    a.allocated.gpus === b.allocated.gpus &&
    a.foreign.gpus === b.foreign.gpus &&
    a.available.gpus === b.available.gpus &&
    a.heldByTeam.length === b.heldByTeam.length &&
    a.heldByTeam.every((holding, index) => sameHolding(holding, b.heldByTeam[index]))
  );
}

type Holding = ServerTileFragment["heldByTeam"][number];

function sameHolding(a: Holding, b: Holding | undefined): boolean {
  return a.team === b?.team && a.holds.gpus === b.holds.gpus;
}
