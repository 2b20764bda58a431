import { addNeeds, clampNeed, NEEDS, pickAmounts, subtractNeeds } from "../model/amounts.ts";
import type { LedgerServer } from "../model/server.ts";
import type { Finding } from "./finding.ts";
import { makeFinding } from "./make-finding.ts";
import type { Surroundings } from "./snapshot.ts";

/** How long a server may be away before what it last reported counts as out of date. */
export const OUT_OF_DATE_AFTER_MS = 60_000;

export function compareServer(around: Surroundings, server: LedgerServer): Finding[] {
  if (server.vanished) return [vanished(server)];
  return [overAllocated(server), outOfDate(around, server)].filter((finding) => finding !== null);
}

function vanished(server: LedgerServer): Finding {
  return makeFinding({
    ...aboutServer(server),
    class: "SERVER_VANISHED",
    severity: "CRITICAL",
    title: `${server.name} is no longer in the cluster, and pods of the ledger are still on it`,
    explanation: "The node was removed. Its pods are gone with it: end or recreate them; their capacity is freed then.",
    cost: pickAmounts(server.allocated),
  });
}

function overAllocated(server: LedgerServer): Finding | null {
  const over = clampNeed(subtractNeeds(addNeeds(server.allocated, server.foreign), server.allocatable));
  const short = NEEDS.filter((name) => over[name] > 0);
  if (short.length === 0) return null;
  return makeFinding({
    ...aboutServer(server),
    class: "OVER_ALLOCATED",
    severity: "CRITICAL",
    title: `More is promised on ${server.name} than it has`,
    explanation:
      "The server shrank, or a pod of another tool came to it after the reservation. What runs keeps running; nothing new is placed here until it fits again: delete or move a pod.",
    cost: pickAmounts(over),
    differences: short.map((name) => ({
      field: name,
      ledger: String(server.allocated[name]),
      clusterSpec: `${server.foreign[name]} foreign`,
      clusterStatus: `${server.allocatable[name]} allocatable`,
    })),
  });
}

function outOfDate({ observedServers, now }: Surroundings, server: LedgerServer): Finding | null {
  const node = observedServers.get(server.name);
  if (!node || node.ready === "READY" || server.allocated.podSlots === 0) return null;
  const since = node.conditions.find(({ type }) => type === "Ready")?.since ?? null;
  if (since === null || now.getTime() - since.getTime() < OUT_OF_DATE_AFTER_MS) return null;
  return makeFinding({
    ...aboutServer(server),
    class: "STATUS_OUT_OF_DATE",
    severity: "WARNING",
    title: `What is shown of the pods on ${server.name} is out of date`,
    explanation: `${server.name} has not answered since then: its pods' status is the last that it said, and they may be gone. Their capacity stays held until it is back or removed.`,
    differences: [
      {
        field: "server",
        ledger: `${server.allocated.podSlots} pods`,
        clusterSpec: null,
        clusterStatus: node.ready === "NOT_READY" ? "not ready" : "unknown",
      },
    ],
    cost: pickAmounts(server.allocated),
    since,
  });
}

function aboutServer({ name }: LedgerServer) {
  return { key: `server:${name}`, subject: `server:${name}`, server: name } as const;
}
