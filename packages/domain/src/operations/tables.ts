import type { Operation } from "../model/operation.ts";
import { type BoundStep, ofPod } from "./bound-step.ts";
import { CREATE_POD_STEPS } from "./create-pod.ts";
import { DELETE_POD_STEPS } from "./delete-pod.ts";
import { healSteps, RECORDED_STEPS } from "./heal-tables.ts";
import { REAPPLY_STEPS } from "./reapply-steps.ts";
import type { Step } from "./step.ts";
import { UPDATE_IN_PLACE_STEPS } from "./update-in-place.ts";
import { UPDATE_RECREATE_STEPS } from "./update-recreate.ts";

/** Every step table, by what it does. Tests go through all of them: one that is not listed here fails them. */
export const TABLES = {
  createPod: CREATE_POD_STEPS,
  deletePod: DELETE_POD_STEPS,
  updateInPlace: UPDATE_IN_PLACE_STEPS,
  updateByRecreation: UPDATE_RECREATE_STEPS,
  reapply: REAPPLY_STEPS,
  repairInTheBooks: RECORDED_STEPS,
} as const satisfies Readonly<Record<string, readonly Step[]>>;

export type TableName = keyof typeof TABLES;

/** The step table of an operation. Every kind of operation is listed here, and nowhere else. */
export function stepsOf(operation: Pick<Operation, "kind" | "facts">): readonly BoundStep[] {
  switch (operation.kind) {
    case "CREATE_POD":
      return CREATE_POD;
    case "DELETE_POD":
      return DELETE_POD;
    case "UPDATE_POD":
      return operation.facts.mode === "RECREATE" ? UPDATE_RECREATE : UPDATE_IN_PLACE;
    case "HEAL":
      return ofPod(healSteps(operation.facts));
  }
}

const CREATE_POD = ofPod(CREATE_POD_STEPS);
const DELETE_POD = ofPod(DELETE_POD_STEPS);
const UPDATE_IN_PLACE = ofPod(UPDATE_IN_PLACE_STEPS);
const UPDATE_RECREATE = ofPod(UPDATE_RECREATE_STEPS);
