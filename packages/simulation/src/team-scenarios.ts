import { namespaceDrift } from "@resource-manager/domain/rules/namespace-objects";
import type { Scenario } from "./scenarios.ts";
import { ANNA, teamRequest, type World } from "./world.ts";

const BARE = { dryRun: false, operationId: null };

/** Every mutation of teams, their namespaces and quotas. */
export const TEAM_SCENARIOS: readonly Scenario[] = [
  {
    name: "createTeam",
    command: "teams.create",
    keeps: true,
    pods: [],
    mutate: ({ process }) => process.teams.create(ANNA, teamRequest({ namespaces: ["vision", "vision-dev"] })),
  },
  {
    name: "createTeam that the cluster refuses half-way",
    command: "teams.create",
    keeps: true,
    pods: [],
    spoil: ({ cluster }) => {
      cluster.kept.refuse = { kind: "RESOURCE_QUOTA", message: "not this one" };
    },
    mutate: ({ process }) => process.teams.create(ANNA, teamRequest()),
  },
  {
    name: "updateTeam",
    command: "teams.update",
    keeps: true,
    pods: ["train"],
    mutate: ({ process }) =>
      process.teams.update(ANNA, { ...teamRequest({ name: "test-team" }), version: null, restore: false }),
  },
  {
    name: "archiveTeam",
    command: "teams.archive",
    keeps: true,
    pods: [],
    mutate: ({ process }) => process.teams.archive(ANNA, { ...BARE, name: "test-team", version: null }),
  },
  {
    name: "addNamespace",
    command: "teams.addNamespace",
    keeps: true,
    pods: [],
    mutate: ({ process }) => process.teams.addNamespace(ANNA, { ...BARE, team: "test-team", namespace: "more" }),
  },
  {
    name: "adoptNamespace",
    command: "teams.adoptNamespace",
    keeps: true,
    pods: [],
    spoil: ({ cluster }) => cluster.kept.add("legacy"),
    mutate: ({ process }) => process.teams.adoptNamespace(ANNA, { ...BARE, team: "test-team", namespace: "legacy" }),
  },
  {
    name: "keepNamespaces",
    command: "teams.keepNamespaces",
    keeps: true,
    again: true,
    pods: [],
    spoil: editNamespace,
    mutate: ({ process }) => process.teams.keepNamespaces(ANNA, { ...BARE, name: "test-team" }),
  },
  {
    name: "createPullSecret",
    command: "teams.createPullSecret",
    keeps: true,
    pods: [],
    mutate: ({ process }) => process.teams.createPullSecret(ANNA, SECRET),
  },
  {
    name: "rotatePullSecret",
    command: "teams.rotatePullSecret",
    keeps: true,
    pods: [],
    spoil: givePullSecret,
    mutate: ({ process }) => process.teams.rotatePullSecret(ANNA, { ...SECRET, password: "another" }),
  },
  {
    name: "deletePullSecret",
    command: "teams.deletePullSecret",
    keeps: true,
    pods: [],
    spoil: givePullSecret,
    mutate: ({ process }) =>
      process.teams.deletePullSecret(ANNA, { ...BARE, team: "test-team", registry: SECRET.registry }),
  },
  {
    name: "requestQuota",
    command: "teams.requestQuota",
    keeps: true,
    pods: [],
    mutate: ({ process }) => process.teams.requestQuota(ANNA, WISH),
  },
  {
    name: "decideQuotaRequest",
    command: "teams.decideQuotaRequest",
    keeps: true,
    pods: [],
    spoil: async ({ process }) => {
      await process.teams.requestQuota(ANNA, WISH);
    },
    mutate: async (world) => {
      const [request] = await world.ledger.quotaRequests(1);
      return world.process.teams.decideQuotaRequest(ANNA, {
        ...BARE,
        id: request?.id ?? "",
        approve: true,
        note: null,
      });
    },
  },
];

const WISH = { ...BARE, team: "test-team", quota: { gpus: 16 }, reason: "a larger model" };

const SECRET = { ...BARE, team: "test-team", registry: "registry.example:5000", username: "robot", password: "secret" };

async function givePullSecret({ process }: World): Promise<void> {
  const given = await process.teams.createPullSecret(ANNA, SECRET);
  if (!given.ok) throw new Error(given.error.message);
}

/** What somebody with kubectl may do to a namespace that we keep. */
export function editNamespace({ cluster }: Pick<World, "cluster">): void {
  cluster.kept.edit("test-team", { kind: "RESOURCE_QUOTA", name: "resource-manager" }, { gpus: "64" });
  cluster.kept.edit("test-team", { kind: "NETWORK_POLICY", name: "resource-manager-deny-all" }, null);
}

/** What differs in the namespaces that teams have, and what was left behind in the cluster. */
export async function brokenNamespaces({ ledger, cluster }: World): Promise<string[]> {
  const broken: string[] = [];
  const namespaces = await ledger.namespaces();
  for (const namespace of namespaces) {
    const team = await ledger.team(namespace.team);
    const read = cluster.kept.read(namespace.name);
    if (namespace.keeping === "NEW") broken.push(`the namespace ${namespace.name} was never made`);
    for (const { lines } of team ? namespaceDrift(team, namespace, read.kind === "ok" ? read.value : null) : [])
      broken.push(...lines);
  }
  const known = new Set(namespaces.map(({ name }) => name));
  for (const name of cluster.kept.names())
    if (!known.has(name) && cluster.kept.isOurs(name))
      broken.push(`the namespace ${name} was left behind in the cluster`);
  return broken;
}
