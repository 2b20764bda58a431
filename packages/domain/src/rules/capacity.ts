import { addNeeds, clampNeed, NEEDS, type Need, type NeedName, NO_NEED, subtractNeeds } from "../model/amounts.ts";
import type { LedgerServer, ServerRoom } from "../model/server.ts";

/** Whether new pods may be placed on it at all, whatever the room. */
export function takesPods(server: LedgerServer): boolean {
  return server.status === "READY" && server.admits && !server.vanished;
}

/** allocatable - allocated - foreign, never below 0, whatever the server's state. */
export function leftOn(server: LedgerServer): Need {
  return clampNeed(subtractNeeds(server.allocatable, addNeeds(server.allocated, server.foreign)));
}

/** The same for one resource, without making an object: placement asks it of every server. */
export function leftOf(server: LedgerServer, name: NeedName): number {
  return Math.max(0, server.allocatable[name] - server.allocated[name] - server.foreign[name]);
}

/** Whether what is left covers the need. */
export function fitsOn(server: LedgerServer, need: Need): boolean {
  return NEEDS.every((name) => need[name] <= 0 || need[name] <= leftOf(server, name));
}

/** The room that a new pod can have: 0 where the server takes no pods. */
export function roomOn(server: LedgerServer): ServerRoom {
  return {
    name: server.name,
    gpuModel: server.gpuModel,
    status: server.status,
    admits: server.admits,
    allocatable: server.allocatable,
    available: takesPods(server) ? leftOn(server) : NO_NEED,
  };
}

/** Why a server takes no pods, in plain words; null when it does. */
export function whyUnavailable(server: LedgerServer): string | null {
  if (server.vanished) return `${server.name} is no longer in the cluster`;
  if (server.status === "CORDONED") return `${server.name} is cordoned: it takes no new pods`;
  if (server.status === "NOT_READY") return `${server.name} is not ready: its kubelet does not answer`;
  if (server.status === "UNKNOWN") return `${server.name} has not reported its state yet`;
  if (!server.admits) return `${server.name} has a taint that keeps our pods out`;
  return null;
}
