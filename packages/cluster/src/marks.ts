import type { PodMark } from "@resource-manager/domain/model/pod";
import { type RawRecord, textOf } from "./raw-json.ts";
import { shared } from "./shared-values.ts";

/** The name of the one container of every pod of ours. */
export const MAIN_CONTAINER = "main";

/** Labels and annotations by which an installation knows its own objects again. */
export const MANAGED_BY_LABEL = "app.kubernetes.io/managed-by";
export const MANAGED_BY = "resource-manager";
export const INSTALLATION_LABEL = "resource-manager.dev/installation";
export const POD_ID_LABEL = "resource-manager.dev/pod-id";
export const ALLOCATION_ID_LABEL = "resource-manager.dev/allocation-id";
export const TEAM_LABEL = "resource-manager.dev/team";
/** An annotation, because owners may hold characters (such as @) that a label refuses. */
export const OWNER_ANNOTATION = "resource-manager.dev/owner";
/** The ledger's version of the wish. */
export const VERSION_ANNOTATION = "resource-manager.dev/version";
/** The wish as JSON, with the names of env variables but never their values: enough to rebuild the ledger's page. */
export const SPEC_ANNOTATION = "resource-manager.dev/spec";

/**
 * Reads the mark of a pod. Null where the managed-by label is not ours, or where one of the ids was taken off: such a
 * pod cannot be told apart from a foreign one.
 */
export function markOf(labels: RawRecord, annotations: RawRecord): PodMark | null {
  if (labels[MANAGED_BY_LABEL] !== MANAGED_BY) {
    return null;
  }
  const installationId = textOf(labels[INSTALLATION_LABEL]);
  const podId = textOf(labels[POD_ID_LABEL]);
  const allocationId = textOf(labels[ALLOCATION_ID_LABEL]);
  if (installationId === null || podId === null || allocationId === null) {
    return null;
  }
  return {
    installationId: shared(installationId),
    podId,
    allocationId,
    team: shared(textOf(labels[TEAM_LABEL]) ?? ""),
    owner: shared(textOf(annotations[OWNER_ANNOTATION]) ?? ""),
  };
}

/** The marks that are left on a pod that `markOf` does not know any more, by their short names; null where there is none. */
export function brokenMarkOf(labels: RawRecord, annotations: RawRecord): Readonly<Record<string, string>> | null {
  if (labels[INSTALLATION_LABEL] === undefined && labels[POD_ID_LABEL] === undefined) {
    return null;
  }
  const left = {
    "managed-by": textOf(labels[MANAGED_BY_LABEL]),
    installation: textOf(labels[INSTALLATION_LABEL]),
    "pod-id": textOf(labels[POD_ID_LABEL]),
    "allocation-id": textOf(labels[ALLOCATION_ID_LABEL]),
    team: textOf(labels[TEAM_LABEL]),
    owner: textOf(annotations[OWNER_ANNOTATION]),
  };
  return Object.fromEntries(Object.entries(left).filter((entry): entry is [string, string] => entry[1] !== null));
}

export function markLabels(mark: PodMark): Record<string, string> {
  return {
    [MANAGED_BY_LABEL]: MANAGED_BY,
    [INSTALLATION_LABEL]: mark.installationId,
    [POD_ID_LABEL]: mark.podId,
    [ALLOCATION_ID_LABEL]: mark.allocationId,
    [TEAM_LABEL]: mark.team,
  };
}
