import type { Facts } from "../model/operation.ts";
import type { ObservedPod, PodSpec } from "../model/pod.ts";
import type { TeamPage } from "../model/team.ts";

/** What an operation replaced, kept in its facts so that it can be undone. Values of env are secrets: they are not kept. */
export type WishBefore = Pick<PodSpec, "image" | "command" | "ports" | "resources">;
export type TeamPageBefore = Omit<TeamPage, "name" | "version" | "operationId">;

/** `version` is the pod's once the change is recorded: a later one is somebody else's. */
export function keepWish(before: PodSpec, after: PodSpec, version: number): Facts {
  const { image, command, ports, resources } = before;
  const same = JSON.stringify(before.env) === JSON.stringify(after.env);
  const kept: WishBefore = { image, command, ports, resources };
  return { before: JSON.stringify(kept), version, ...(same ? {} : { envChanged: true }) };
}

/**
 * What somebody had set in the cluster before a repair set the ledger's wish again: what can be changed in place. `extra` is what the
 * cluster made the pod larger by. Nothing where it asked for what the ledger wishes.
 */
export function keepFound(
  seen: ObservedPod,
  wish: PodSpec,
  extra: { readonly extraCpuMillis: number; readonly extraRamBytes: number },
  version: number,
): Facts {
  const resources = {
    ...wish.resources,
    cpuMillis: seen.effective.cpuMillis - extra.extraCpuMillis,
    ramBytes: seen.effective.ramBytes - extra.extraRamBytes,
  };
  const found: PodSpec = { ...wish, image: seen.image, resources };
  const { image, resources: asked } = wish;
  const same = seen.image === image && resources.cpuMillis === asked.cpuMillis && resources.ramBytes === asked.ramBytes;
  return same ? { version } : keepWish(found, wish, version);
}

export function keptWish({ before }: Facts): WishBefore | null {
  return typeof before === "string" ? (JSON.parse(before) satisfies WishBefore) : null;
}

export function keepTeamPage(
  { description, quota, defaults, allowedImages, archived }: TeamPage,
  version: number,
): Facts {
  const kept: TeamPageBefore = { description, quota, defaults, allowedImages, archived };
  return { before: JSON.stringify(kept), version };
}

export function keptTeamPage({ before }: Facts): TeamPageBefore | null {
  return typeof before === "string" ? (JSON.parse(before) satisfies TeamPageBefore) : null;
}
