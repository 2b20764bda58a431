import { awaitSchedule, createInCluster } from "./create-steps.ts";
import { retirePod } from "./release.ts";
import { done, type Step } from "./step.ts";

/**
 * createPod
 *
 * | step     | effect                                                             | undo                               |
 * | reserve  | server's and team's counters, pod, allocation, in the admitting transaction | release all, retire the pod |
 * | create   | see `create-steps.ts`                                              | delete by uid, prove gone          |
 * | schedule | none                                                               | none                               |
 */
const reserve: Step = {
  name: "reserve",
  title: "Reserve in the ledger",
  undoable: true,
  run: async () => done(),
  undo: async (context) => ({
    kind: "done",
    message: "reservation released",
    commit: (tx, pod) =>
      retirePod(tx, pod, context.operation.error?.message ?? "the creation was undone", context.clock.now()),
  }),
};

export const CREATE_POD_STEPS: readonly Step[] = [reserve, createInCluster, awaitSchedule];
