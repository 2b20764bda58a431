import type { FindingClass } from "@resource-manager/domain/consistency/finding";
import type { HealingPass, RepairOutcome } from "@resource-manager/domain/consistency/healing-pass";
import type { HealingPolicy } from "@resource-manager/domain/consistency/policy";
import type { HealingPass as PassRow, HealingPolicy as PolicyRow } from "../generated/client.ts";
import { asJson } from "./json-times.ts";
import type { Cell } from "./sql.ts";

export function readPass(row: PassRow): HealingPass {
  return {
    id: row.id,
    trigger: row.trigger,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    inputHash: row.inputHash,
    beganAt: row.beganAt,
    endedAt: row.endedAt,
    sequence: row.sequence,
    found: row.found,
    opened: row.opened,
    closed: row.closed,
    deletions: row.deletions,
    // Only `writePass` writes this column.
    repairs: row.repairs as unknown as RepairOutcome[],
    planId: row.planId,
    stopped: row.stopped,
  };
}

export function writePass(pass: HealingPass) {
  return {
    id: pass.id,
    trigger: pass.trigger,
    actorKind: pass.actor.kind,
    actorId: pass.actor.id,
    actorName: pass.actor.name,
    inputHash: pass.inputHash,
    beganAt: pass.beganAt,
    endedAt: pass.endedAt,
    sequence: pass.sequence,
    found: pass.found,
    opened: pass.opened,
    closed: pass.closed,
    deletions: pass.deletions,
    repairs: pass.repairs.map(asJson),
    planId: pass.planId,
    stopped: pass.stopped,
  } satisfies Record<Exclude<keyof PassRow, "ordinal">, Cell>;
}

export function readPolicy(row: PolicyRow): HealingPolicy {
  // Only `setPolicy` writes the class.
  return { class: row.class as FindingClass, namespace: row.namespace === "" ? null : row.namespace, mode: row.mode };
}

/** The key of a line: no namespace is stored as empty text, because a key holds no NULL. */
export function policyKey({ class: cls, namespace }: Omit<HealingPolicy, "mode">) {
  return { class: cls, namespace: namespace ?? "" };
}
