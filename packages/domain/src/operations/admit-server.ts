import type { Operation, ServerOperationKind } from "../model/operation.ts";
import type { PodKey } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import type { AdmitPorts } from "./admit-create.ts";
import { reserveMoves } from "./drain-moves.ts";
import { type Asked, findPrior } from "./idempotency.ts";
import { inputHash } from "./input-hash.ts";
import { newOperation } from "./operation-state.ts";
import type { PlannedMove, ServerRequest } from "./server-requests.ts";
import { stepsOf } from "./tables.ts";

/** What the admitting transaction decided about a server. */
export interface ServerAdmitted {
  readonly operation: Operation;
  readonly repeated: boolean;
}

export type ServerAdmission = Result<
  ServerAdmitted,
  Refusal | { readonly kind: "DryRun"; readonly moves: readonly PlannedMove[] }
>;

export interface ServerChange {
  readonly kind: ServerOperationKind;
  readonly wasCordoned: boolean;
}

/** Records the wish, unless its idempotency key was answered before: then it gets that answer. */
export async function admitServerOnce(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  asked: Asked,
  request: ServerRequest,
  { kind, wasCordoned }: ServerChange,
): Promise<ServerAdmission> {
  const prior = await findPrior(tx, asked);
  if (prior.kind === "OTHER_INPUT") return refuse(prior.refusal);
  if (prior.kind === "ANSWERED" && prior.answer.kind === "REFUSED") return refuse(prior.answer.refusal);
  if (prior.kind === "OPERATION") return ok({ operation: prior.operation, repeated: true });
  const { name } = request;
  const page = tx.servers().get(name);
  if (!page || page.vanished) {
    return refuse({ kind: "NotFound", what: "SERVER", message: `there is no server "${name}"` });
  }
  if (request.dryRun) {
    const moves = kind === "DRAIN_SERVER" ? await reserveMoves(tx, ports, name) : [];
    return refuse({ kind: "DryRun", moves: moves.map(({ move }) => move) });
  }
  return ok({ operation: await record(tx, ports, asked, name, { kind, wasCordoned }), repeated: false });
}

async function record(
  tx: LedgerTransaction,
  { clock, ids }: AdmitPorts,
  asked: Asked,
  server: string,
  { kind, wasCordoned }: ServerChange,
): Promise<Operation> {
  const { actor, action, subject, request } = asked;
  const from = { kind, facts: { wasCordoned } };
  const nothing: { podId: null } & Record<keyof PodKey, null> = { podId: null, namespace: null, name: null };
  const id = ids.uuid();
  const operation = newOperation(
    {
      ...from,
      ...nothing,
      ...{ id, actor, server, key: request.operationId, inputHash: inputHash(action, request), now: clock.now() },
    },
    stepsOf(from),
    1,
  );
  await tx.insertOperation(operation);
  await tx.audit({
    ...{ actor, action, subject, result: "ACCEPTED", reason: null },
    before: { cordoned: wasCordoned },
    after: { cordoned: kind !== "UNCORDON_SERVER" },
    operationId: id,
  });
  return operation;
}
