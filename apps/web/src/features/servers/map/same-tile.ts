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
    a.pods.length === b.pods.length &&
    a.pods.every((pod, index) => samePod(pod, b.pods[index]))
  );
}

type TilePod = ServerTileFragment["pods"][number];

function samePod(a: TilePod, b: TilePod | undefined): boolean {
  return a.team === b?.team && a.requested.gpus === b.requested.gpus;
}
