import type { PodSpec } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import type { PodDefaults, Team, TeamNamespace } from "../model/team.ts";
import type { ResourcesRequest } from "../operations/commands.ts";
import { allowsImage } from "./image-policy.ts";

/** Why the team gets no new pod with this image; null when it does. */
export function checkTeam(team: Team, image: string): Refusal | null {
  if (team.archived) {
    return { kind: "Conflict", message: `team ${team.name} is archived: it gets no new pods`, currentVersion: null };
  }
  if (allowsImage(team.allowedImages, image)) return null;
  return {
    kind: "ImageNotAllowed",
    message: `team ${team.name} may not run ${image}: allowed are ${team.allowedImages.join(", ")}`,
    team: team.name,
    image,
    allowed: team.allowedImages,
  };
}

export function stillBeingMade({ name }: TeamNamespace): Refusal {
  const message = `the namespace "${name}" is still being made in the cluster`;
  return { kind: "NotFound", what: "NAMESPACE", message };
}

/** The wish with the team's defaults where the request leaves an amount out. */
export function withDefaults(spec: PodSpec, asked: ResourcesRequest, defaults: PodDefaults): PodSpec {
  const { resources } = spec;
  return {
    ...spec,
    resources: {
      gpus: resources.gpus,
      cpuMillis: asked.cpu === null ? defaults.cpuMillis : resources.cpuMillis,
      ramBytes: asked.ram === null ? defaults.ramBytes : resources.ramBytes,
      storageBytes: asked.storage === null ? (defaults.storageBytes ?? 0) : resources.storageBytes,
    },
  };
}
