import type { OperationKind } from "@resource-manager/domain/model/operation";
import { repairAll, TRAIN } from "./repair-scenarios.ts";
import type { Scenario } from "./scenarios.ts";
import { ANNA, DELETE, teamRequest, updateRequest, type World } from "./world.ts";

/** The undo of each kind of change that can be taken back. */
export const UNDO_SCENARIOS: readonly Scenario[] = [
  { name: "undo of createPod", command: "undo", pods: ["train"], mutate: (world) => undoLast(world, "CREATE_POD") },
  {
    name: "undo of deletePod",
    command: "undo",
    pods: ["train"],
    spoil: (world) => finished(world, world.process.commands.delete(ANNA, DELETE)),
    mutate: (world) => undoLast(world, "DELETE_POD"),
  },
  {
    name: "undo of updatePod in place",
    command: "undo",
    pods: ["train"],
    spoil: (world) =>
      finished(world, world.process.commands.update(ANNA, updateRequest({ image: "registry.example/train:2" }))),
    mutate: (world) => undoLast(world, "UPDATE_POD"),
  },
  {
    name: "undo of updatePod by recreation",
    command: "undo",
    pods: ["train"],
    spoil: (world) =>
      finished(world, world.process.commands.update(ANNA, updateRequest({ resources: { gpus: 4 }, recreate: true }))),
    mutate: (world) => undoLast(world, "UPDATE_POD"),
  },
  {
    name: "undo of heal by REAPPLY",
    command: "undo",
    pods: ["train"],
    spoil: async (world) => {
      world.cluster.editPod(TRAIN, { image: "registry.example/other:9" });
      await world.run(15_000);
      await finished(world, repairAll(world, "REAPPLY"));
    },
    mutate: (world) => undoLast(world, "HEAL"),
  },
  {
    name: "undo of updateTeam",
    command: "undo",
    keeps: true,
    pods: [],
    spoil: (world) => {
      const request = { ...teamRequest({ name: "test-team" }), version: null, restore: false };
      return finished(world, world.process.teams.update(ANNA, request));
    },
    mutate: (world) => undoLast(world, "UPDATE_TEAM"),
  },
];

async function finished(world: World, change: Promise<unknown>): Promise<void> {
  await world.during(change);
  await world.run(10_000);
}

/** The newest operation of that kind that is done. */
async function undoLast({ ledger, process }: World, kind: OperationKind): Promise<unknown> {
  const found = (await ledger.recentOperations(100)).find((each) => each.kind === kind && each.state === "DONE");
  if (!found) throw new Error(`no ${kind} is over`);
  return process.commands.undo(ANNA, { id: found.id, dryRun: false, operationId: null });
}
