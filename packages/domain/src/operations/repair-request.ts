import type { Repair } from "../consistency/finding.ts";
import type { Actor } from "../model/actor.ts";
import type { PodKey } from "../model/pod.ts";
import type { CommandRequest } from "./commands.ts";
import type { Asked } from "./idempotency.ts";

/** One planned repair of one finding. */
export interface RepairRequest extends CommandRequest {
  readonly repair: Repair;
  /** The finding's. */
  readonly subject: string;
  readonly pod: PodKey | null;
}

/** The repair as the ledger remembers it: versions are what it was planned for, not what was asked. */
export function askedToRepair(actor: Actor, { repair, subject, dryRun, operationId }: RepairRequest): Asked {
  const { findingId, kind } = repair;
  const request: CommandRequest & Pick<Repair, "findingId" | "kind"> = { findingId, kind, dryRun, operationId };
  return { actor, action: `heal.${kind}`, subject, request };
}
