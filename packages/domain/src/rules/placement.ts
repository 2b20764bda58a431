import { maxNeeds, type Need, NO_NEED, shortOf } from "../model/amounts.ts";
import { formatCores, formatGib } from "../model/quantities.ts";
import type { NearFit, Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { LedgerServer } from "../model/server.ts";
import { fitsOn, leftOf, leftOn, roomOn, takesPods, whyUnavailable } from "./capacity.ts";

const NEAREST_MAX = 5;

export interface PlacementRequest {
  readonly need: Need;
  /** The server that the owner insists on; null: choose. */
  readonly server: string | null;
  /** Empty: any model. Only asked of pods that want GPUs. */
  readonly gpuModels: readonly string[];
}

export interface Placement {
  readonly server: string;
  /** Why this one, for the person who asked. */
  readonly reason: string;
}

/**
 * Chooses the server. Best fit that leaves large GPU blocks whole: a pod with GPUs goes where the fewest GPUs stay free, a pod
 * without goes to servers without GPUs first; ties go to the least CPU left, then to the name. Same input, same answer.
 */
export function place(servers: Iterable<LedgerServer>, request: PlacementRequest): Result<Placement, Refusal> {
  if (request.server !== null) return placeOn(servers, request, request.server);
  const suited = [...servers].filter((server) => suits(server, request));
  const fitting = suited.filter((server) => takesPods(server) && fitsOn(server, request.need));
  const best = fitting.reduce<LedgerServer | null>((a, b) => (a === null || tighter(b, a, request.need) ? b : a), null);
  if (best === null) return refuse(insufficient(suited, request));
  return ok({ server: best.name, reason: reasonFor(best, fitting.length, request.need) });
}

function placeOn(servers: Iterable<LedgerServer>, request: PlacementRequest, name: string): Result<Placement, Refusal> {
  const all = [...servers];
  const server = all.find((candidate) => candidate.name === name && !candidate.vanished);
  if (!server) return refuse({ kind: "NotFound", what: "SERVER", message: `there is no server "${name}"` });
  const unavailable = whyUnavailable(server);
  if (unavailable)
    return refuse({ kind: "ServerUnavailable", message: unavailable, server: name, status: server.status });
  if (!suits(server, request)) {
    const problem = `${name} has ${server.gpuModel ?? "no GPUs"}, asked for is ${request.gpuModels.join(" or ")}`;
    return refuse({ kind: "InvalidInput", message: problem, problems: [{ path: "server", message: problem }] });
  }
  if (fitsOn(server, request.need)) return ok({ server: name, reason: `${name} was asked for` });
  const others = all.filter((candidate) => suits(candidate, request));
  const refusal = insufficient(others, request);
  const short = describeShort(request.need, leftOn(server));
  return refuse({ ...refusal, have: leftOn(server), message: `${name} has not enough left: ${short}` });
}

function suits(server: LedgerServer, request: PlacementRequest): boolean {
  if (server.vanished) return false;
  if (request.need.gpus === 0 || request.gpuModels.length === 0) return true;
  return server.gpuModel !== null && request.gpuModels.includes(server.gpuModel);
}

function tighter(a: LedgerServer, b: LedgerServer, need: Need): boolean {
  const freeGpus = leftOf(a, "gpus") - leftOf(b, "gpus");
  const gpus = need.gpus > 0 ? freeGpus : a.allocatable.gpus - b.allocatable.gpus || freeGpus;
  if (gpus !== 0) return gpus < 0;
  const cpu = leftOf(a, "cpuMillis") - leftOf(b, "cpuMillis");
  return cpu === 0 ? a.name < b.name : cpu < 0;
}

function reasonFor(server: LedgerServer, fitting: number, need: Need): string {
  const among = fitting === 1 ? "the only server that fits" : `best of ${fitting} servers that fit`;
  const left = leftOn(server);
  const detail =
    need.gpus > 0
      ? `${left.gpus - need.gpus} of its ${server.allocatable.gpus} GPUs stay free, larger blocks elsewhere stay whole`
      : server.allocatable.gpus === 0
        ? "it has no GPUs that others could want"
        : `${left.gpus} of its ${server.allocatable.gpus} GPUs are free, fewer than elsewhere`;
  return `${among}: ${detail}`;
}

function insufficient(suited: readonly LedgerServer[], request: PlacementRequest) {
  const rooms = suited.map(roomOn);
  const have = rooms.reduce((most, room) => maxNeeds(most, room.available), NO_NEED);
  const nearest: NearFit[] = rooms
    .map((room) => ({
      server: room.name,
      gpuModel: room.gpuModel,
      status: room.status,
      available: room.available,
      shortOf: shortOf(request.need, room.available),
    }))
    .sort((a, b) => a.shortOf.length - b.shortOf.length || missing(a, request.need) - missing(b, request.need))
    .slice(0, NEAREST_MAX);
  return {
    kind: "InsufficientCapacity",
    message: suited.length === 0 ? noneSuits(request) : noRoom(suited.length, request.need, have),
    need: request.need,
    have,
    nearest,
  } satisfies Refusal;
}

function noneSuits(request: PlacementRequest): string {
  return request.gpuModels.length > 0 ? `no server has ${request.gpuModels.join(" or ")}` : "there are no servers";
}

function noRoom(count: number, need: Need, have: Need): string {
  const servers = count === 1 ? "the one server that suits has not" : `none of ${count} servers has`;
  const short = describeShort(need, have);
  return short ? `${servers} enough left: ${short} at most on one` : `${servers} all of it left at once`;
}

/** The share of the need that is missing, summed, so that the nearest fit is the one that lacks least. */
function missing(near: NearFit, need: Need): number {
  return near.shortOf.reduce((sum, name) => sum + (need[name] - near.available[name]) / need[name], 0);
}

function describeShort(need: Need, have: Need): string {
  const words = {
    gpus: (n: number) => `${n} GPUs`,
    cpuMillis: formatCores,
    ramBytes: (n: number) => `${formatGib(n)} RAM`,
    storageBytes: (n: number) => `${formatGib(n)} storage`,
    podSlots: (n: number) => `${n} pod slots`,
  };
  return shortOf(need, have)
    .map((name) => `${words[name](need[name])} asked, ${words[name](have[name])} left`)
    .join("; ");
}
