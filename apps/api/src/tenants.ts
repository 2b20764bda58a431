import type { Actor } from "@resource-manager/domain/model/actor";
import { newTeam, type Quota } from "@resource-manager/domain/model/team";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Cluster } from "@resource-manager/domain/ports/cluster";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import { describeTeamChange } from "@resource-manager/domain/rules/team-change";
import { pause } from "./pause.ts";

/** The teams that a new ledger has, each with a namespace of its name. Every cluster has `default` already: it stays untouched. */
export const FIRST_TEAMS = ["default", "dev-team", "prod-team", "staging", "test-team"] as const;
export type FirstTeam = (typeof FIRST_TEAMS)[number];

const FIRST_START: Actor = { kind: "SYSTEM", id: "first-start", name: "first start" };

const RETRY_MS = 1_000;

/** Writes the first teams into the books. Those that are there already are left as they are. */
export async function ensureTeams(ledger: Ledger, quotaOf: (team: FirstTeam) => Quota): Promise<void> {
  const [teams, namespaces] = [await ledger.teams(), await ledger.namespaces()];
  const missing = FIRST_TEAMS.filter((name) => !teams.some((team) => team.name === name));
  const unowned = FIRST_TEAMS.filter((name) => !namespaces.some((namespace) => namespace.name === name));
  if (missing.length === 0 && unowned.length === 0) return;
  await ledger.write(async (tx) => {
    for (const name of missing) await tx.upsertTeam(newTeam(name, { quota: quotaOf(name) }));
    for (const name of unowned) await tx.upsertNamespace({ name, team: name, keeping: "NEW" });
    for (const name of missing) {
      const after = describeTeamChange(null, newTeam(name, { quota: quotaOf(name) }));
      await tx.audit({
        actor: FIRST_START,
        action: "createTeam",
        subject: `team:${name}`,
        result: "DONE",
        reason: "one of the first teams",
        before: null,
        after: after.map(({ field, after: value }) => ({ field, value })),
        operationId: null,
      });
    }
  });
}

export interface NamespacePorts {
  readonly ledger: Pick<Ledger, "namespaces" | "write">;
  readonly cluster: Pick<Cluster, "ensureNamespace">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of a namespace that the cluster will not let us make. */
  readonly onRefused: (namespace: string, why: string) => void;
}

/**
 * Makes the ledger's namespaces in the cluster where they are missing, finds out which of them existed before, and waits for a cluster
 * that is away. Answers with the teams whose namespaces are ours and new to the ledger: they are still bare. One that the cluster will not let us make or see is left alone: what is asked of it later is refused there.
 */
export async function ensureNamespaces({
  ledger,
  cluster,
  clock,
  signal,
  onRefused,
}: NamespacePorts): Promise<ReadonlySet<string>> {
  const made = new Set<string>();
  for (const namespace of await ledger.namespaces()) {
    const { name, team } = namespace;
    for (;;) {
      if (signal.aborted) return made;
      const answer = await cluster.ensureNamespace(name, team);
      if (answer.kind === "unavailable") {
        await pause(clock, answer.retryAfterMs ?? RETRY_MS, signal);
        continue;
      }
      if (answer.kind !== "ok") onRefused(name, "message" in answer ? answer.message : answer.kind);
      const keeping = answer.kind === "ok" ? answer.value : "UNTOUCHED";
      if (namespace.keeping === "NEW" && keeping === "MADE") made.add(team);
      if (namespace.keeping === "NEW") await ledger.write((tx) => tx.upsertNamespace({ name, team, keeping }));
      break;
    }
  }
  return made;
}
