import type { PodCommands } from "@resource-manager/domain/operations/commands";
import type { ServerCommands } from "@resource-manager/domain/operations/server-requests";
import type { TeamCommands } from "@resource-manager/domain/operations/team-requests";
import { putOrphan, repairAll, TRAIN } from "./repair-scenarios.ts";
import { SERVER_SCENARIOS } from "./server-scenarios.ts";
import { editNamespace, TEAM_SCENARIOS } from "./team-scenarios.ts";
import { UNDO_SCENARIOS } from "./undo-scenarios.ts";
import { ANNA, BIG, createRequest, DELETE, updateRequest, type World } from "./world.ts";

/** One mutation as the crash matrix tries it: what must be there before, and the mutation itself. */
export interface Scenario {
  readonly name: string;
  /** The command that it calls. */
  readonly command: keyof PodCommands | `teams.${keyof TeamCommands}` | `servers.${keyof ServerCommands}`;
  readonly pods: readonly string[];
  /** What somebody did to the cluster before, or what is under way. */
  readonly spoil?: (world: World) => void | Promise<void>;
  /** A repair that was refused or died before it began is tried again by the next pass. */
  readonly again?: boolean;
  /** It puts namespaces in order: at rest nothing differs in them, and none is left behind. */
  readonly keeps?: boolean;
  readonly mutate: (world: World) => Promise<unknown>;
}

/** Every mutation. A command or a step table that no scenario reaches fails a test. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "createPod",
    command: "create",
    pods: [],
    mutate: ({ process }) => process.commands.create(ANNA, createRequest()),
  },
  {
    name: "deletePod",
    command: "delete",
    pods: ["train"],
    mutate: ({ process }) => process.commands.delete(ANNA, DELETE),
  },
  {
    name: "updatePod in place",
    command: "update",
    pods: ["train"],
    mutate: ({ process }) =>
      process.commands.update(ANNA, updateRequest({ image: "registry.example/train:2", resources: { cpu: "8" } })),
  },
  {
    name: "updatePod by recreation",
    command: "update",
    pods: ["train"],
    mutate: ({ process }) => process.commands.update(ANNA, updateRequest({ resources: { gpus: 4 }, recreate: true })),
  },
  {
    name: "updatePod that cannot be done",
    command: "update",
    pods: ["train"],
    spoil: ({ cluster }) => {
      cluster.resizeAnswer = "INFEASIBLE";
    },
    mutate: ({ process }) => process.commands.update(ANNA, updateRequest({ resources: { cpu: "8" } })),
  },
  {
    name: "cancelOperation",
    command: "cancel",
    pods: ["train"],
    spoil: async (world) => {
      world.cluster.resizeAnswer = "DEFER";
      await world.during(world.process.commands.update(ANNA, updateRequest({ resources: { cpu: "8" } })));
      await world.run(2_000);
      world.cluster.resizeAnswer = "APPLY";
    },
    mutate: async ({ process, ledger }) => {
      const [open] = await ledger.openOperations();
      return open && process.commands.cancel(ANNA, { id: open.id, dryRun: false, operationId: null });
    },
    again: true,
  },
  {
    name: "heal by RETIRE",
    command: "repair",
    pods: ["train"],
    spoil: ({ cluster }) => cluster.deleteBesideUs(TRAIN),
    mutate: (world) => repairAll(world, "RETIRE"),
    again: true,
  },
  {
    name: "heal by RECREATE",
    command: "repair",
    pods: ["train"],
    spoil: ({ cluster }) => cluster.deleteBesideUs(TRAIN),
    mutate: (world) => repairAll(world, "RECREATE"),
    again: true,
  },
  {
    name: "heal by REAPPLY",
    command: "repair",
    pods: ["train"],
    spoil: ({ cluster }) =>
      cluster.editPod(TRAIN, { image: "registry.example/other:9", mark: null, brokenMark: { team: "test-team" } }),
    mutate: (world) => repairAll(world, "REAPPLY"),
    again: true,
  },
  {
    name: "heal by ADOPT",
    command: "repair",
    pods: [],
    spoil: putOrphan,
    mutate: (world) => repairAll(world, "ADOPT"),
    again: true,
  },
  {
    name: "heal by DELETE_ORPHAN",
    command: "repair",
    pods: [],
    spoil: putOrphan,
    mutate: (world) => repairAll(world, "DELETE_ORPHAN"),
    again: true,
  },
  {
    name: "heal by RECOUNT",
    command: "repair",
    pods: ["train"],
    spoil: ({ ledger }) => ledger.write((tx) => tx.forceReserve("a", { ...BIG, gpus: 1 })),
    mutate: (world) => repairAll(world, "RECOUNT"),
    again: true,
  },
  {
    name: "heal by CREATE_NAMESPACE",
    command: "repair",
    keeps: true,
    pods: [],
    spoil: ({ cluster }) => cluster.removeNamespace("test-team"),
    mutate: (world) => repairAll(world, "CREATE_NAMESPACE"),
    again: true,
  },
  {
    name: "heal by REAPPLY of a namespace",
    command: "repair",
    keeps: true,
    pods: [],
    spoil: editNamespace,
    mutate: (world) => repairAll(world, "REAPPLY"),
    again: true,
  },
  ...TEAM_SCENARIOS,
  ...UNDO_SCENARIOS,
  ...SERVER_SCENARIOS,
];
