import { addNeeds, fits, type Need, NO_NEED, subtractNeeds } from "../model/amounts.ts";
import type { ClusterView } from "../ports/cluster.ts";

/** How long the scheduler may find no place before the create is undone with its reason. */
const UNSCHEDULABLE_PATIENCE_MS = 30_000;
/** The same where what stays on the server leaves no room for it: somebody was quicker, and waiting brings nothing. */
const ROOM_TAKEN_PATIENCE_MS = 10_000;

/** How long a pod that is pinned to that server may be without a place there. */
export function schedulerPatienceMs(
  view: Pick<ClusterView, "freshness" | "server" | "podsOn">,
  server: string,
  need: Need,
): number {
  const node = view.server(server);
  if (!node || view.freshness().stale) return UNSCHEDULABLE_PATIENCE_MS;
  const staying = view.podsOn(server).filter((pod) => !pod.terminal && pod.deletionRequestedAt === null);
  const taken = staying.reduce((sum, pod) => addNeeds(sum, pod.held), NO_NEED);
  return fits(need, subtractNeeds(node.allocatable, taken)) ? UNSCHEDULABLE_PATIENCE_MS : ROOM_TAKEN_PATIENCE_MS;
}
