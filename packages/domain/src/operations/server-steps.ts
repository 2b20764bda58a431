import type { ObservedServer } from "../model/server.ts";
import type { ServerOutcome, ServerStep, ServerStepContext } from "./bound-step.ts";
import { busyPods, isMoveOf, recordMoves } from "./drain-moves.ts";
import { waitForCluster } from "./pod-in-cluster.ts";
import { backoffMs, done, giveUp, wait } from "./step.ts";

const LOOK_AGAIN_MS = 1_000;
/** How soon the ledger has what the cluster reported. */
const WRITE_DOWN_MS = 100;
/** So long the cluster may take to report what it accepted; after that somebody has set it back. */
const REPORT_WITHIN_MS = 30_000;

/**
 * cordonServer and uncordonServer.
 *
 * | step   | effect                                            | undo                       |
 * | record | none                                              | none                       |
 * | mark   | PATCH of the node: it takes new pods, or does not | as it was at the beginning |
 */
export const CORDON_SERVER_STEPS: readonly ServerStep[] = [
  record("Record the wish"),
  mark("Tell the cluster whether it takes new pods"),
];

/**
 * drainServer. Our pods are made anew elsewhere; other tools' pods are left alone.
 *
 * | step   | effect                                                                     | undo                       |
 * | record | none                                                                       | none                       |
 * | mark   | PATCH of the node: it takes no new pods                                    | as it was at the beginning |
 * | close  | waits until the ledger places nothing there any more                       | none                       |
 * | settle | waits until what is under way on pods there has ended                      | none                       |
 * | move   | for each pod that fits elsewhere: room there, and an operation of its own  | none: those go on          |
 * | gone   | waits until those operations are over, and says which pods stayed, and why | none                       |
 */
export const DRAIN_SERVER_STEPS: readonly ServerStep[] = [
  record("Record the wish"),
  mark("Tell the cluster that it takes no new pods"),
  { name: "close", title: "See to it that nothing new is placed there", undoable: true, run: close },
  { name: "settle", title: "Let what is under way on its pods end", undoable: true, run: settle },
  { name: "move", title: "Reserve room elsewhere and begin to move its pods", undoable: false, run: move },
  { name: "gone", title: "Wait until its pods are moved", undoable: false, run: gone },
];

function record(title: string): ServerStep {
  return { name: "record", title, undoable: true, run: async () => done() };
}

function mark(title: string): ServerStep {
  return {
    name: "mark",
    title,
    undoable: true,
    run: (context) => setCordoned(context, wantsCordon(context)),
    undo: async (context) =>
      context.view.server(context.server.name)
        ? setCordoned(context, context.operation.facts.wasCordoned === true)
        : done("the server has left the cluster"),
  };
}

function wantsCordon({ operation }: ServerStepContext): boolean {
  return operation.kind !== "UNCORDON_SERVER";
}

async function setCordoned(context: ServerStepContext, cordoned: boolean): Promise<ServerOutcome> {
  const { cluster, view, server } = context;
  const seen = view.server(server.name);
  if (!seen) return left(server.name);
  const answer = await cluster.setCordoned({ name: seen.name, uid: seen.uid }, cordoned);
  switch (answer.kind) {
    case "ok":
      return done(cordoned ? "it takes no new pods" : "it takes new pods");
    case "unavailable":
      return waitForCluster(context, answer);
    case "rejected":
      return giveUp("CLUSTER_REFUSED", answer.message);
    case "notFound":
    case "conflict":
    case "alreadyExists":
      return wait(`for the cluster to report what became of ${server.name}`, backoffMs(context.attempts));
  }
}

async function close(context: ServerStepContext): Promise<ServerOutcome> {
  const { name, page } = context.server;
  const seen = context.view.server(name);
  if (!seen) return left(name);
  if (isClosed(seen, page?.status)) return done();
  const triedMs = context.clock.now().getTime() - context.triedSince.getTime();
  const isSetBack = triedMs > REPORT_WITHIN_MS && !context.view.freshness().stale;
  if (isSetBack) return giveUp("CONFLICT", `somebody has uncordoned ${name} meanwhile`);
  return wait("for the cluster to report that it takes no new pods", seen.cordoned ? WRITE_DOWN_MS : LOOK_AGAIN_MS);
}

function isClosed(seen: ObservedServer, status: string | undefined): boolean {
  return seen.cordoned && status !== "READY";
}

async function settle(context: ServerStepContext): Promise<ServerOutcome> {
  const { ledger, server, operation } = context;
  const busy = busyPods(await ledger.podsOn(server.name), await ledger.openOperations(), operation.id);
  if (busy.length === 0) return done();
  return wait(`for what is under way on ${listed(busy)} to end`, LOOK_AGAIN_MS);
}

async function move({ operation, clock, ids, server }: ServerStepContext): Promise<ServerOutcome> {
  return {
    kind: "done",
    message: null,
    begin: (tx) => recordMoves(tx, { clock, ids }, operation, server.name),
  };
}

async function gone({ ledger, server, operation }: ServerStepContext): Promise<ServerOutcome> {
  const moving = (await ledger.openOperations()).filter((each) => isMoveOf(each, operation.id));
  if (moving.length > 0) {
    return wait(
      `for ${listed(moving.map(({ namespace, name }) => `${namespace}/${name}`))} to be moved`,
      LOOK_AGAIN_MS,
    );
  }
  const stayed = await ledger.podsOn(server.name);
  if (stayed.length === 0) return done("no pod of ours is left on it");
  return done(
    `${listed(stayed.map(({ namespace, name }) => `${namespace}/${name}`))} stayed: no room elsewhere, or not to be moved`,
  );
}

function left(name: string): ServerOutcome {
  return giveUp("CONFLICT", `the server ${name} has left the cluster`);
}

const LISTED_MAX = 5;

function listed(names: readonly string[]): string {
  const rest = names.length - LISTED_MAX;
  return rest > 0 ? `${names.slice(0, LISTED_MAX).join(", ")} and ${rest} more` : names.join(", ");
}
