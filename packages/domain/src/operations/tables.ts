import type { Operation } from "../model/operation.ts";
import { type BoundStep, ofPod, ofServer, ofTeam } from "./bound-step.ts";
import { CREATE_POD_STEPS } from "./create-pod.ts";
import { DELETE_POD_STEPS } from "./delete-pod.ts";
import { healSteps, RECORDED_STEPS } from "./heal-tables.ts";
import { REAPPLY_STEPS } from "./reapply-steps.ts";
import { CORDON_SERVER_STEPS, DRAIN_SERVER_STEPS } from "./server-steps.ts";
import type { Step } from "./step.ts";
import { ADD_NAMESPACE_STEPS, CHANGE_PULL_SECRETS_STEPS, CHANGE_TEAM_STEPS, CREATE_TEAM_STEPS } from "./team-steps.ts";
import { UPDATE_IN_PLACE_STEPS } from "./update-in-place.ts";
import { UPDATE_RECREATE_STEPS } from "./update-recreate.ts";

/** Every step table, by what it does. Tests go through all of them: one that is not listed here fails them. */
export const TABLES = {
  createPod: ofPod(CREATE_POD_STEPS),
  deletePod: ofPod(DELETE_POD_STEPS),
  updateInPlace: ofPod(UPDATE_IN_PLACE_STEPS),
  updateByRecreation: ofPod(UPDATE_RECREATE_STEPS),
  reapply: ofPod(REAPPLY_STEPS),
  repairInTheBooks: ofPod(RECORDED_STEPS),
  createTeam: ofTeam(CREATE_TEAM_STEPS),
  addNamespace: ofTeam(ADD_NAMESPACE_STEPS),
  changeTeam: ofTeam(CHANGE_TEAM_STEPS),
  changePullSecrets: ofTeam(CHANGE_PULL_SECRETS_STEPS),
  cordonServer: ofServer(CORDON_SERVER_STEPS),
  drainServer: ofServer(DRAIN_SERVER_STEPS),
} as const satisfies Readonly<Record<string, readonly BoundStep[]>>;

export type TableName = keyof typeof TABLES;

/** The tables that a repair may take, bound. */
const HEALING: ReadonlyMap<readonly Step[], readonly BoundStep[]> = new Map([
  [DELETE_POD_STEPS, TABLES.deletePod],
  [UPDATE_RECREATE_STEPS, TABLES.updateByRecreation],
  [REAPPLY_STEPS, TABLES.reapply],
  [RECORDED_STEPS, TABLES.repairInTheBooks],
]);

/** The step table of an operation. Every kind of operation is listed here, and nowhere else. */
export function stepsOf(operation: Pick<Operation, "kind" | "facts">): readonly BoundStep[] {
  switch (operation.kind) {
    case "CREATE_POD":
      return TABLES.createPod;
    case "DELETE_POD":
      return TABLES.deletePod;
    case "UPDATE_POD":
      return operation.facts.mode === "RECREATE" ? TABLES.updateByRecreation : TABLES.updateInPlace;
    case "CREATE_TEAM":
      return TABLES.createTeam;
    case "ADD_NAMESPACE":
      return TABLES.addNamespace;
    case "UPDATE_TEAM":
    case "ARCHIVE_TEAM":
    case "ADOPT_NAMESPACE":
    case "KEEP_NAMESPACES":
      return TABLES.changeTeam;
    case "CREATE_PULL_SECRET":
    case "ROTATE_PULL_SECRET":
    case "DELETE_PULL_SECRET":
      return TABLES.changePullSecrets;
    case "CORDON_SERVER":
    case "UNCORDON_SERVER":
      return TABLES.cordonServer;
    case "DRAIN_SERVER":
      return TABLES.drainServer;
    case "HEAL": {
      const steps = HEALING.get(healSteps(operation.facts));
      if (!steps) throw new Error(`the repair ${operation.facts.repair} has no step table`);
      return steps;
    }
  }
}
