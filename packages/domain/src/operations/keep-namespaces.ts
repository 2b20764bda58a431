import type { NamespaceObjectKind, NamespaceState } from "../model/namespace-object.ts";
import type { Facts } from "../model/operation.ts";
import type { TeamNamespace } from "../model/team.ts";
import type { ClusterAnswer } from "../ports/cluster.ts";
import { carriesMark, differences, type NamespaceDifference, wantedObjects } from "../rules/namespace-objects.ts";
import type { TeamOutcome, TeamStep, TeamStepContext } from "./bound-step.ts";
import { waitForCluster } from "./pod-in-cluster.ts";
import { backoffMs, done, giveUp, wait } from "./step.ts";

/**
 * The steps that put a team's namespaces in order: those of all that we keep, or of the one that the operation names.
 *
 * | step       | effect                                                                | undo (createTeam and addNamespace only) |
 * | namespaces | POST of a missing namespace, or our labels on one that we keep or adopt | delete by uid those that it made      |
 * | isolate    | default-deny NetworkPolicies with their two exceptions; no token is mounted unasked; pull secrets | goes with the namespace   |
 * | limit      | ResourceQuota and LimitRange; then the namespace counts as made or adopted | goes with the namespace            |
 */
export function keepingSteps(undoable: boolean): readonly TeamStep[] {
  return [
    {
      name: "namespaces",
      title: "Make or mark the namespaces",
      undoable,
      run: (context) => put(context, ["NAMESPACE"]),
      undo: unmake,
    },
    {
      name: "isolate",
      title: "Close the network but for DNS and the own namespace, mount no tokens, give pull secrets",
      undoable,
      run: (context) => put(context, ["NETWORK_POLICY", "SERVICE_ACCOUNT", "PULL_SECRET"]),
    },
    { name: "limit", title: "Set quota and limits in the cluster", undoable, run: limit },
  ];
}

/** Only forward: a pull secret that the cluster does not take stays the team's wish, and a finding. A namespace that is gone is told of elsewhere. */
export const PUT_PULL_SECRETS: TeamStep = {
  name: "pull-secrets",
  title: "Write the pull secrets of the team's namespaces",
  undoable: false,
  run: (context) => put(context, ["PULL_SECRET"]),
};

async function limit(context: TeamStepContext): Promise<TeamOutcome> {
  const outcome = await put(context, ["RESOURCE_QUOTA", "LIMIT_RANGE"]);
  if (outcome.kind !== "done") return outcome;
  const names = keptNamespaces(context).map(({ name }) => name);
  const adopts = context.operation.kind === "ADOPT_NAMESPACE";
  return {
    ...outcome,
    commit: async (tx, team) => {
      for (const namespace of await tx.namespacesOf(team.name)) {
        if (!names.includes(namespace.name)) continue;
        const keeping = adopts ? "ADOPTED" : namespace.keeping === "NEW" ? "MADE" : namespace.keeping;
        if (keeping !== namespace.keeping) await tx.upsertNamespace({ ...namespace, keeping });
      }
    },
  };
}

/** Writes what differs, object by object. The first answer that is no success ends the attempt; the next one begins anew. */
async function put(context: TeamStepContext, kinds: readonly NamespaceObjectKind[]): Promise<TeamOutcome> {
  let written = 0;
  for (const namespace of keptNamespaces(context)) {
    const read = await context.cluster.readNamespace(namespace.name);
    if (read.kind !== "ok" && read.kind !== "notFound") return failure(context, namespace.name, read);
    const observed = read.kind === "ok" ? read.value : null;
    if (observed?.terminating) return wait(`for the old namespace ${namespace.name} to be gone`, RECHECK_MS);
    if (observed === null && !kinds.includes("NAMESPACE")) continue;
    for (const difference of differences(wantedObjects(context.team, namespace.name), observed)) {
      if (!kinds.includes(difference.wanted.kind)) continue;
      const outcome = await putOne(context, namespace, difference);
      if (outcome !== null) return outcome;
      written += 1;
    }
  }
  return done(written === 0 ? "already so" : `${written} ${written === 1 ? "object" : "objects"} written`);
}

/** Null: written. */
async function putOne(
  context: TeamStepContext,
  namespace: TeamNamespace,
  difference: NamespaceDifference,
): Promise<TeamOutcome | null> {
  const { wanted, observed, surplus } = difference;
  const foreign = whyForeign(context, namespace, difference);
  if (foreign !== null) return giveUp("NAME_TAKEN", foreign);
  const place = { namespace: namespace.name, team: context.team.name };
  const answer =
    surplus && observed
      ? await context.cluster.deletePullSecret(namespace.name, wanted.name, observed.uid)
      : await context.cluster.putNamespaceObject(place, wanted, observed);
  if (answer.kind === "ok" || (surplus && answer.kind === "notFound")) return null;
  return failure(context, `${wanted.name} in ${namespace.name}`, answer);
}

/** What has our names but is not ours is left alone, unless the namespace was handed to us. */
function whyForeign(
  context: TeamStepContext,
  namespace: TeamNamespace,
  difference: NamespaceDifference,
): string | null {
  const { wanted, observed } = difference;
  if (observed === null || !carriesMark(wanted.kind) || observed.mark === "OURS") return null;
  if (observed.mark === "OTHER") return `${wanted.name} belongs to another installation of Resource Manager`;
  const handedOver = context.operation.kind === "ADOPT_NAMESPACE" || namespace.keeping !== "NEW";
  if (wanted.kind === "NAMESPACE" && handedOver) return null;
  const what = wanted.kind === "NAMESPACE" ? "a namespace" : "an object";
  return `the cluster already has ${what} ${wanted.name} that Resource Manager did not make`;
}

const RECHECK_MS = 1_000;

function failure(
  context: TeamStepContext,
  what: string,
  answer: Exclude<ClusterAnswer<unknown>, { kind: "ok" }>,
): TeamOutcome {
  switch (answer.kind) {
    case "unavailable":
      return { ...waitForCluster(context, answer), facts: sentFacts(context, answer.effectUnknown) };
    case "rejected":
      return giveUp("CLUSTER_REFUSED", `${what}: ${answer.message}`);
    case "notFound":
      return wait(`${what}: the cluster does not have it yet`, backoffMs(context.attempts));
    case "alreadyExists":
    case "conflict":
      return wait(`${what}: somebody else changed it a moment ago, trying again`, backoffMs(context.attempts));
  }
}

function sentFacts(context: TeamStepContext, effectUnknown: boolean): Facts {
  return { sent: effectUnknown || context.operation.facts.sent === true };
}

/**
 * Takes back namespaces that this operation made: they never were ready, so nothing of anybody's is in them. Where a POST may still be in
 * flight it is sent again, so that there is one to delete by uid.
 */
async function unmake(context: TeamStepContext): Promise<TeamOutcome> {
  for (const namespace of keptNamespaces(context)) {
    if (namespace.keeping !== "NEW") continue;
    const read = await settle(context, namespace.name);
    if (read.kind === "notFound") continue;
    if (read.kind !== "ok") return failureWhileUndoing(context, namespace.name, read);
    if (read.value.terminating || !isOurs(read.value)) continue;
    const deleted = await context.cluster.deleteNamespace(namespace.name, read.value.uid);
    if (deleted.kind !== "ok" && deleted.kind !== "notFound") {
      return failureWhileUndoing(context, namespace.name, deleted);
    }
  }
  return done("the namespaces that it made are deleted");
}

async function settle(context: TeamStepContext, name: string): Promise<ClusterAnswer<NamespaceState>> {
  if (context.resumed || context.operation.facts.sent === true) {
    const [object] = wantedObjects(context.team, name);
    if (object?.kind !== "NAMESPACE") throw new Error("a namespace's first object is the namespace");
    const answer = await context.cluster.putNamespaceObject({ namespace: name, team: context.team.name }, object, null);
    if (answer.kind === "unavailable") return answer;
  }
  return context.cluster.readNamespace(name);
}

function isOurs(namespace: NamespaceState): boolean {
  return namespace.objects.some(({ kind, mark }) => kind === "NAMESPACE" && mark === "OURS");
}

/** While it goes back, a refusal cannot be given up on. */
function failureWhileUndoing(
  context: TeamStepContext,
  what: string,
  answer: Exclude<ClusterAnswer<unknown>, { kind: "ok" }>,
): TeamOutcome {
  const outcome = failure(context, what, answer);
  return outcome.kind === "giveUp" ? wait(outcome.error.message, backoffMs(context.attempts)) : outcome;
}

/** The namespaces that the operation is about: the one that it names, or all of the team's that we keep. */
function keptNamespaces({ operation, namespaces }: TeamStepContext): readonly TeamNamespace[] {
  if (operation.namespace !== null) return namespaces.filter(({ name }) => name === operation.namespace);
  return namespaces.filter(({ keeping }) => keeping !== "UNTOUCHED");
}
