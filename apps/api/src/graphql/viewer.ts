import type { Viewer } from "@resource-manager/domain/model/actor";

/** Who asks, until there is sign-in: the product listens on this machine only, and whoever uses it is its admin. */
export const LOCAL_ADMIN: Viewer = {
  actor: { kind: "USER", id: "local-admin", name: "local-admin" },
  role: "ADMIN",
};
