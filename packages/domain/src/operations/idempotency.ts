import type { Actor } from "../model/actor.ts";
import type { AuditEntry } from "../model/audit.ts";
import type { Operation } from "../model/operation.ts";
import type { ReceiptAnswer } from "../model/receipt.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Ledger, LedgerTransaction } from "../ports/ledger.ts";
import type { CommandRequest } from "./commands.ts";
import { inputHash } from "./input-hash.ts";

/** One request as the ledger remembers it. */
export interface Asked {
  readonly actor: Actor;
  /** The verb, as the audit has it. */
  readonly action: string;
  /** `pod:namespace/name`, `operation:id`. */
  readonly subject: string;
  readonly request: CommandRequest;
}

/** What the same idempotency key was answered before. A key is its actor's own; a dry run neither asks for nor leaves an answer. */
export type Prior =
  | { readonly kind: "NEW" }
  | { readonly kind: "OPERATION"; readonly operation: Operation }
  | { readonly kind: "ANSWERED"; readonly answer: ReceiptAnswer }
  | { readonly kind: "OTHER_INPUT"; readonly refusal: Refusal };

export async function findPrior(tx: LedgerTransaction, { actor, action, request }: Asked): Promise<Prior> {
  const { operationId: key, dryRun } = request;
  if (key === null || dryRun) return { kind: "NEW" };
  const hash = inputHash(action, request);
  const operation = await tx.operationByKey(actor.id, key);
  if (operation) return operation.inputHash === hash ? { kind: "OPERATION", operation } : otherInput(key);
  const receipt = await tx.receipt(actor.id, key);
  if (!receipt) return { kind: "NEW" };
  return receipt.inputHash === hash ? { kind: "ANSWERED", answer: receipt.answer } : otherInput(key);
}

/** Keeps an answer that no operation keeps. To be called in the transaction that found the key to be new. */
export async function keepAnswer(tx: LedgerTransaction, asked: Asked, answer: ReceiptAnswer): Promise<void> {
  const { actor, action, request } = asked;
  if (request.operationId === null || request.dryRun) return;
  await tx.insertReceipt({
    actorId: actor.id,
    key: request.operationId,
    inputHash: inputHash(action, request),
    answer,
  });
}

/**
 * Writes a refusal down: its audit event, and its receipt, so that a copy of the request that comes late is refused too, whatever
 * has become possible meanwhile. A copy that was answered in between had its effect: that answer is returned, and nothing is written.
 * A dry run leaves nothing.
 */
export async function keepRefusal(ledger: Pick<Ledger, "write">, asked: Asked, refusal: Refusal): Promise<Prior> {
  if (asked.request.dryRun) return { kind: "NEW" };
  return ledger.write(async (tx) => {
    const prior = await findPrior(tx, asked);
    if (prior.kind === "NEW") await keepAnswer(tx, asked, { kind: "REFUSED", refusal });
    if (prior.kind === "NEW" || prior.kind === "OTHER_INPUT") await tx.audit(refusedEvent(asked, refusal));
    return prior;
  });
}

/** A refusal of what cannot be read takes up no key: the same text is refused for ever, and the mended one may use the key. */
export async function auditRefusal(ledger: Pick<Ledger, "write">, asked: Asked, refusal: Refusal): Promise<void> {
  if (!asked.request.dryRun) await ledger.write((tx) => tx.audit(refusedEvent(asked, refusal)));
}

/** What the audit keeps of a refusal. */
export function refusedEvent({ actor, action, subject }: Omit<Asked, "request">, refusal: Refusal): AuditEntry {
  const reason = `${refusal.kind}: ${refusal.message}`.slice(0, 1_000);
  return { actor, action, subject, result: "REFUSED", reason, before: null, after: null, operationId: null };
}

function otherInput(key: string): Prior {
  const message = `operation id ${key} was used before with another input`;
  return { kind: "OTHER_INPUT", refusal: { kind: "Conflict", message, currentVersion: null } };
}
