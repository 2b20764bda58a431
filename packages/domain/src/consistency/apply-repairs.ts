import { createHash } from "node:crypto";
import type { Actor } from "../model/actor.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Result } from "../model/result.ts";
import type { CommandRequest, PodCommands, RepairDone } from "../operations/commands.ts";
import type { Repair } from "./finding.ts";
import type { RepairList } from "./plan.ts";

export interface Applied {
  readonly repair: Repair;
  readonly outcome: Result<RepairDone, Refusal>;
}

/** Repairs under way at once: as many as keep the ledger's one writer busy. */
const AT_ONCE = 16;

/** Applies a plan's repairs in their order, some at once, each as an operation of its own. */
export async function applyRepairs(
  commands: Pick<PodCommands, "repair">,
  actor: Actor,
  { repairs, findings }: Pick<RepairList, "repairs" | "findings">,
  { dryRun, operationId }: CommandRequest,
): Promise<readonly Applied[]> {
  const applied: Applied[] = [];
  const queue = repairs.entries();
  const worker = async (): Promise<void> => {
    for (const [index, repair] of queue) {
      const finding = findings.get(repair.findingId);
      if (!finding) throw new Error(`repair of ${repair.findingId} has lost its finding`);
      const key = operationId === null ? null : keyOfRepair(operationId, repair.findingId);
      const { subject, pod } = finding;
      const outcome = await commands.repair(actor, { repair, subject, pod, dryRun, operationId: key });
      applied[index] = { repair, outcome };
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, repairs.length) }, worker));
  return applied;
}

/** One request repairs many findings: each repair has a key of its own, the same one when the request is repeated. */
function keyOfRepair(operationId: string, findingId: string): string {
  const hex = createHash("sha256").update(`${operationId}\n${findingId}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
