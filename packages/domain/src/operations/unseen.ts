import type { PodKey } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import type { Rights } from "../rules/rights.ts";

/**
 * What the one who asks is told of a pod whose namespace they do not see; null: they see it. It is settled before anything of the pod is
 * read, so that neither the answer nor the time that it takes tells whether there is such a pod, or such a namespace.
 */
export async function whyUnseen(
  tx: Pick<LedgerTransaction, "namespace">,
  { namespace }: Pick<PodKey, "namespace">,
  rights: Rights,
  missing: Refusal,
): Promise<Refusal | null> {
  const known = await tx.namespace(namespace);
  return rights("seeTeam", { team: known?.team ?? null, ownerId: null }, missing);
}
