import type { TeamOutcome, TeamStep, TeamStepContext } from "./bound-step.ts";
import { keepingSteps, PUT_PULL_SECRETS } from "./keep-namespaces.ts";
import { done } from "./step.ts";

/**
 * The operations on teams. Each records the wish in the admitting transaction, and then puts the namespaces in order (`keep-namespaces.ts`).
 *
 * | operation       | record                                             | undo                         |
 * | createTeam      | the team and its namespaces                        | both are removed             |
 * | addNamespace    | the namespace                                      | it is removed                |
 * | createPullSecret, rotatePullSecret, deletePullSecret | the pull secret, or none | none, as below |
 * | updateTeam, archiveTeam, adoptNamespace, keepNamespaces | the new page, or nothing | none: they only go forward; what the cluster refuses ends in FAILED, and a finding stays |
 */
export const CREATE_TEAM_STEPS: readonly TeamStep[] = [record("Record the team", forgetTeam), ...keepingSteps(true)];
export const ADD_NAMESPACE_STEPS: readonly TeamStep[] = [
  record("Record the namespace", forgetNamespace),
  ...keepingSteps(true),
];
export const CHANGE_PULL_SECRETS_STEPS: readonly TeamStep[] = [record("Record the pull secret"), PUT_PULL_SECRETS];
export const CHANGE_TEAM_STEPS: readonly TeamStep[] = [record("Record the change"), ...keepingSteps(false)];

function record(title: string, undo?: TeamStep["run"]): TeamStep {
  return { name: "record", title, undoable: undo !== undefined, run: async () => done(), ...(undo ? { undo } : {}) };
}

/** The team goes with the last of its undone operation: what the operation was about is then only in its own record. */
async function forgetTeam(): Promise<TeamOutcome> {
  return { kind: "done", message: "the team is removed", commit: (tx, team) => tx.removeTeam(team.name) };
}

async function forgetNamespace({ operation }: TeamStepContext): Promise<TeamOutcome> {
  return {
    kind: "done",
    message: "the namespace is removed",
    commit: async (tx) => {
      if (operation.namespace !== null && (await tx.namespace(operation.namespace)) !== null)
        await tx.removeNamespace(operation.namespace);
    },
  };
}
