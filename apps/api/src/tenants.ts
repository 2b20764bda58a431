import type { Quota } from "@resource-manager/domain/model/team";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Cluster } from "@resource-manager/domain/ports/cluster";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import { pause } from "./pause.ts";

/** The teams that a new ledger has, each with a namespace of its name. `default` is nobody's: it stays untouched. */
export const FIRST_TEAMS = ["dev-team", "prod-team", "staging", "test-team"] as const;
export type FirstTeam = (typeof FIRST_TEAMS)[number];

export const NO_QUOTA: Quota = { gpus: null, cpuMillis: null, ramBytes: null, storageBytes: null, podSlots: null };

const RETRY_MS = 1_000;

/** Writes the first teams into the books. Those that are there already are left as they are. */
export async function ensureTeams(ledger: Ledger, quotaOf: (team: FirstTeam) => Quota): Promise<void> {
  const [teams, namespaces] = [await ledger.teams(), await ledger.namespaces()];
  const missing = FIRST_TEAMS.filter((name) => !teams.some((team) => team.name === name));
  const unowned = FIRST_TEAMS.filter((name) => !namespaces.some((namespace) => namespace.name === name));
  if (missing.length === 0 && unowned.length === 0) return;
  await ledger.write(async (tx) => {
    for (const name of missing) await tx.upsertTeam({ name, quota: quotaOf(name) });
    for (const name of unowned) await tx.upsertNamespace({ name, team: name });
  });
}

export interface NamespacePorts {
  readonly ledger: Pick<Ledger, "namespaces">;
  readonly cluster: Pick<Cluster, "ensureNamespace">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of a namespace that the cluster will not let us make. */
  readonly onRefused: (namespace: string, why: string) => void;
}

/** Makes the ledger's namespaces in the cluster where they are missing, and waits for a cluster that is away. */
export async function ensureNamespaces({ ledger, cluster, clock, signal, onRefused }: NamespacePorts): Promise<void> {
  for (const { name, team } of await ledger.namespaces()) {
    for (;;) {
      if (signal.aborted) return;
      const answer = await cluster.ensureNamespace(name, team);
      if (answer.kind === "ok" || answer.kind === "alreadyExists") break;
      if (answer.kind !== "unavailable") {
        onRefused(name, "message" in answer ? answer.message : answer.kind);
        break;
      }
      await pause(clock, answer.retryAfterMs ?? RETRY_MS, signal);
    }
  }
}
