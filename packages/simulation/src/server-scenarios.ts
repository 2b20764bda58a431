import type { Scenario } from "./scenarios.ts";
import { ANNA, type World } from "./world.ts";

const ON_A = { name: "a", dryRun: false, operationId: null };

/** Every mutation of servers. Placement puts the first pod on server a; b has room for what leaves it. */
export const SERVER_SCENARIOS: readonly Scenario[] = [
  {
    name: "cordonServer",
    command: "servers.cordon",
    pods: ["train"],
    mutate: ({ process }) => process.servers.cordon(ANNA, ON_A),
  },
  {
    name: "uncordonServer",
    command: "servers.uncordon",
    pods: ["train"],
    spoil: ({ cluster }) => cluster.editServer("a", { cordoned: true }),
    mutate: ({ process }) => process.servers.uncordon(ANNA, ON_A),
  },
  {
    name: "drainServer",
    command: "servers.drain",
    pods: ["train", "serve"],
    mutate: ({ process }) => process.servers.drain(ANNA, ON_A),
  },
  {
    name: "drainServer with nowhere to go",
    command: "servers.drain",
    pods: ["train"],
    spoil: ({ cluster }: World) => cluster.editServer("b", { cordoned: true }),
    mutate: ({ process }) => process.servers.drain(ANNA, ON_A),
  },
];
