import { pickAmounts } from "../model/amounts.ts";
import { type LedgerPod, type ObservedPod, podKeyText } from "../model/pod.ts";
import { standsFor } from "./compare-pods.ts";
import type { Finding } from "./finding.ts";
import { type FindingParts, makeFinding } from "./make-finding.ts";
import { adoptOrphan, deleteOrphan } from "./pod-repairs.ts";

/**
 * A pod in the cluster that stands for no pod of the ledger: with our mark (an orphan), or somebody else's that holds GPUs.
 * `pod`: the ledger's pod of that name. Null: there is nothing to say.
 */
export function compareUnknown(
  installationId: string,
  pod: LedgerPod | undefined,
  seen: ObservedPod | undefined,
): Finding | null {
  if (!seen || seen.terminal || (pod && standsFor(installationId, pod, seen))) return null;
  if (seen.mark?.installationId === installationId) return orphan(seen);
  return seen.effective.gpus > 0 ? foreign(seen) : null;
}

function orphan(seen: ObservedPod): Finding {
  return makeFinding({
    ...aboutSeen(seen),
    class: "ORPHAN",
    severity: "WARNING",
    title: "A pod of ours that the ledger does not know",
    explanation:
      "It carries this installation's mark, but the ledger has no such pod: a create landed late, the ledger was restored from an older copy or is new, its capacity was released, or somebody copied it. It is never deleted unasked; its room counts as taken.",
    repairs: [adoptOrphan(seen), deleteOrphan(seen)],
    asks: true,
  });
}

function foreign(seen: ObservedPod): Finding {
  const other = seen.mark !== null;
  return makeFinding({
    ...aboutSeen(seen),
    class: "FOREIGN_POD",
    severity: "INFO",
    title: other ? "A pod of another installation holds GPUs" : "A pod of another tool holds GPUs",
    explanation: other
      ? `Another Resource Manager (installation ${seen.mark?.installationId}) shares this cluster and made it. It is left alone, and its requests count as taken. If that one was yours and its ledger is lost, start a new ledger with its identity.`
      : "Another tool made it. Resource Manager leaves it alone and counts its requests as taken.",
  });
}

function aboutSeen(
  seen: ObservedPod,
): Pick<FindingParts, "key" | "subject" | "pod" | "server" | "cost" | "since" | "differences"> {
  return {
    key: seen.uid,
    subject: `pod:${podKeyText(seen)}`,
    pod: seen,
    server: seen.server,
    cost: pickAmounts(seen.effective),
    since: seen.createdAt,
    differences: [{ field: "pod", ledger: null, clusterSpec: "present", clusterStatus: seen.status.toLowerCase() }],
  };
}
