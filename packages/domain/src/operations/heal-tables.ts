import type { Facts } from "../model/operation.ts";
import { DELETE_POD_STEPS } from "./delete-pod.ts";
import { REAPPLY_STEPS } from "./reapply-steps.ts";
import { done, type Step } from "./step.ts";
import { UPDATE_RECREATE_STEPS } from "./update-recreate.ts";

/**
 * Repairs that the ledger does by itself: ADOPT, RELEASE, RECOUNT, and CREATE_NAMESPACE of a namespace that we leave untouched, whose one
 * call comes before. One that we keep has the steps of keepNamespaces.
 *
 * | step   | effect                                             | undo                             |
 * | record | all of it, in the transaction that records the operation | none: it never stops half-way |
 */
export const RECORDED_STEPS: readonly Step[] = [
  { name: "record", title: "Write it into the ledger", undoable: false, run: async () => done() },
];

/** The step table of a repair, by `facts.repair`. */
export function healSteps(facts: Facts): readonly Step[] {
  switch (facts.repair) {
    case "RECREATE":
      return UPDATE_RECREATE_STEPS;
    case "REAPPLY":
      return REAPPLY_STEPS;
    case "DELETE_ORPHAN":
      return DELETE_POD_STEPS;
    default:
      return RECORDED_STEPS;
  }
}
