import type { Actor } from "../model/actor.ts";
import { isOver, type ServerOperationKind } from "../model/operation.ts";
import type { PodKey } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, refuse } from "../model/result.ts";
import { readOperationId } from "../rules/pod-input.ts";
import { admitServerOnce, type ServerAdmitted } from "./admit-server.ts";
import { type Asked, auditRefusal, keepRefusal } from "./idempotency.ts";
import { refusalOf } from "./outcome.ts";
import type { CommandPorts } from "./pod-commands.ts";
import type { ServerAnswer, ServerCommandOutcome, ServerCommands, ServerRequest } from "./server-requests.ts";

/** How long a caller waits for the cluster before the answer is "under way". */
const ANSWER_WITHIN_MS = 2_000;
/** Other tools' pods that a plan names. */
const FOREIGN_MAX = 100;

export function createServerCommands(ports: CommandPorts): ServerCommands {
  return {
    cordon: (actor, request) => command(ports, actor, request, "CORDON_SERVER"),
    uncordon: (actor, request) => command(ports, actor, request, "UNCORDON_SERVER"),
    drain: (actor, request) => command(ports, actor, request, "DRAIN_SERVER"),
  };
}

const ACTIONS: Record<ServerOperationKind, string> = {
  CORDON_SERVER: "cordonServer",
  UNCORDON_SERVER: "uncordonServer",
  DRAIN_SERVER: "drainServer",
};

/** A request about a server, as the ledger remembers it. */
export function askedOfServer(actor: Actor, kind: ServerOperationKind, request: ServerRequest): Asked {
  return { actor, action: ACTIONS[kind], subject: `server:${request.name.slice(0, 253)}`, request };
}

async function command(
  ports: CommandPorts,
  actor: Actor,
  request: ServerRequest,
  kind: ServerOperationKind,
): Promise<ServerAnswer> {
  const asked = askedOfServer(actor, kind, request);
  const fault = readOperationId(request.operationId);
  if (fault) {
    await auditRefusal(ports.ledger, asked, fault);
    return refuse(fault);
  }
  const wasCordoned = ports.view.server(request.name)?.cordoned === true;
  const admission = await ports.ledger.write((tx) => admitServerOnce(tx, ports, asked, request, { kind, wasCordoned }));
  if (admission.ok) return drive(ports, request, admission.value);
  if (admission.error.kind !== "DryRun") return refused(ports, asked, admission.error);
  const foreignPods = kind === "DRAIN_SERVER" ? foreignOn(ports, request.name) : [];
  return ok({ ...bare(request), dryRun: true, moves: admission.error.moves, foreignPods });
}

async function drive(
  ports: CommandPorts,
  request: ServerRequest,
  { operation, repeated }: ServerAdmitted,
): Promise<ServerAnswer> {
  if (!repeated) ports.runner.admit(operation);
  const latest = await ports.runner.waitFor(operation, ({ state }) => isOver(state), ANSWER_WITHIN_MS);
  if (latest.state === "UNDONE" || latest.state === "FAILED") return refuse(refusalOf(latest, null));
  return ok({ ...bare(request), operation: latest });
}

function bare({ name }: ServerRequest): ServerCommandOutcome {
  return { server: name, operation: null, dryRun: false, moves: [], foreignPods: [] };
}

/** What runs there and is not ours: it keeps running. */
function foreignOn({ view, installationId }: CommandPorts, server: string): readonly PodKey[] {
  return view
    .podsOn(server)
    .filter(({ mark, terminal }) => !terminal && mark?.installationId !== installationId)
    .slice(0, FOREIGN_MAX)
    .map(({ namespace, name }) => ({ namespace, name }));
}

async function refused(ports: CommandPorts, asked: Asked, refusal: Refusal): Promise<ServerAnswer> {
  await keepRefusal(ports.ledger, asked, refusal);
  return refuse(refusal);
}
