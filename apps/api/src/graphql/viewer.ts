import { NO_TEAMS, type RequestOrigin, type Viewer } from "@resource-manager/domain/model/actor";

/** Who asks without an API token, until there is sign-in: the product listens on this machine only, and whoever uses it is its admin. */
export const LOCAL_ADMIN: Viewer = {
  actor: { kind: "USER", id: "local-admin", name: "local-admin" },
  role: "ADMIN",
  teams: NO_TEAMS,
  scope: null,
};

/** The viewer whose changes name the request that they came with. */
export function asking(viewer: Viewer, request: RequestOrigin): Viewer {
  return { ...viewer, actor: { ...viewer.actor, request } };
}
