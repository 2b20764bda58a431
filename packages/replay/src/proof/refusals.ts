import { fits, type Need, NO_NEED, subtractNeeds } from "@resource-manager/domain/model/amounts";
import { requestsByNode } from "./capacity.ts";
import type { CreateRecord, NodeFacts, PodFacts, Verdict } from "./facts.ts";

/**
 * Each refusal for want of room was right: at that point no single server had it. Only where nothing is ever deleted, because then room
 * only shrinks: a refusal is wrong if a server still had room after all creates that were sent before the refusal was answered
 * (acknowledged, or in flight and so perhaps reserved already) took theirs.
 *
 * @param pods all pods of the cluster after the replay; what the replay did not make was there the whole time
 */
export function proveRefusals(
  records: readonly CreateRecord[],
  nodes: readonly NodeFacts[],
  pods: readonly PodFacts[],
  namespace: string,
): Verdict {
  const open = new Map(nodes.filter((node) => node.takesPods).map((node) => [node.name, node]));
  const rooms = roomBefore(open, records, pods, namespace);
  const serverOf = new Map(pods.filter((pod) => pod.namespace === namespace).map((pod) => [pod.name, pod.node]));
  const accepted = records.filter((record) => record.outcome.kind === "accepted").sort((a, b) => a.sentAt - b.sentAt);
  const refusals = records
    .filter(({ outcome }) => outcome.kind === "refused" && outcome.code === "INSUFFICIENT_CAPACITY")
    .sort((a, b) => a.answeredAt - b.answeredAt);

  let taken = 0;
  const differences: string[] = [];
  for (const refusal of refusals) {
    for (
      let next = accepted[taken];
      next !== undefined && next.sentAt <= refusal.answeredAt;
      next = accepted[++taken]
    ) {
      const server = serverOf.get(next.name) ?? "";
      const room = rooms.get(server);
      if (room !== undefined) rooms.set(server, subtractNeeds(room, next.need));
    }
    const fault = faultOf(refusal, open, rooms);
    if (fault !== undefined) differences.push(`${refusal.name} ${fault}`);
  }
  return { check: "each refusal was right: no single server had room", looked: refusals.length, differences };
}

function faultOf(
  { need, gpuModels }: CreateRecord,
  nodes: ReadonlyMap<string, NodeFacts>,
  rooms: ReadonlyMap<string, Need>,
): string | undefined {
  for (const [name, room] of rooms) {
    const model = nodes.get(name)?.gpuModel ?? null;
    if (gpuModels.length > 0 && (model === null || !gpuModels.includes(model))) continue;
    if (fits(need, room))
      return `was refused, but ${name} had room: need ${JSON.stringify(need)}, had ${JSON.stringify(room)}`;
  }
  return undefined;
}

/** The room on each server before the replay's first create: without everything that the replay did not make. */
function roomBefore(
  nodes: ReadonlyMap<string, NodeFacts>,
  records: readonly CreateRecord[],
  pods: readonly PodFacts[],
  namespace: string,
): Map<string, Need> {
  const made = new Set(records.map((record) => record.name));
  const others = pods.filter((pod) => !(pod.namespace === namespace && made.has(pod.name)));
  const used = requestsByNode(others);
  return new Map([...nodes].map(([name, node]) => [name, subtractNeeds(node.allocatable, used.get(name) ?? NO_NEED)]));
}
