import type { Actor } from "@resource-manager/domain/model/actor";
import type { Observer } from "@resource-manager/domain/operations/observer";
import type { OperationRunner } from "@resource-manager/domain/operations/runner";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Cluster, ClusterView } from "@resource-manager/domain/ports/cluster";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import type { History } from "@resource-manager/history/open-history";
import type { Logger } from "pino";
import type { ClusterBinding } from "./cluster-binding.ts";
import { fillDemoPast } from "./demo/past.ts";
import { seedDemo } from "./demo/seed.ts";
import type { CommandGate } from "./gated-commands.ts";
import type { HistoryKeeper } from "./history/history-keeper.ts";
import { serversAndTeamsNow, totalsNow } from "./history/samples.ts";
import type { Readiness } from "./http/readiness.ts";
import type { Services } from "./services.ts";
import { ensureNamespaces } from "./tenants.ts";

const SYSTEM: Actor = { kind: "SYSTEM", id: "system", name: "system" };

export interface BringUpParts {
  readonly ledger: Ledger;
  readonly cluster: Cluster;
  readonly view: ClusterView;
  readonly services: Services;
  readonly binding: ClusterBinding;
  readonly gate: CommandGate;
  readonly runner: OperationRunner;
  readonly observer: Observer;
  readonly keeper: HistoryKeeper;
  readonly history: Pick<History, "fill">;
  readonly clock: Clock;
  readonly readiness: Readiness;
  readonly log: Logger;
  /** Fill the ledger with the demo's pods. */
  readonly isNewDemo: boolean;
  /** Called once queries can be answered. */
  readonly serving: () => void;
  /** Fires when the product stops. */
  readonly signal: AbortSignal;
}

/**
 * From listening to ready: reads the ledger, makes sure that the cluster is the ledger's, catches up with it, and takes up
 * unfinished work. Nothing is changed in a cluster before it is known to be the right one. Rejects when it is not.
 */
export async function bringUp(parts: BringUpParts): Promise<void> {
  const { ledger, cluster, view, services, binding, runner, observer, clock, readiness, log, signal } = parts;
  const { live, consistency, commands } = services;
  readiness.waitingFor(() => "reading the ledger");
  await live.start();
  await consistency.healer.start();
  parts.serving();
  readiness.waitingFor(() => binding.unboundBecause ?? "starting");
  await binding.bind(signal);
  if (signal.aborted) return;
  readiness.waitingFor(() => `reading the cluster: ${view.freshness().why ?? "its first lists are under way"}`);
  await observer.start();
  await view.whenSynced(signal);
  await observer.settled();
  await live.caughtUp();
  readiness.waitingFor(() => "making the teams' namespaces in the cluster");
  const onRefused = (namespace: string, why: string): void =>
    log.warn(`the cluster will not let us make the namespace ${namespace}: ${why}`);
  const bare = await ensureNamespaces({ ledger, cluster, clock, signal, onRefused });
  if (signal.aborted) return;
  await runner.start();
  parts.gate.open();
  for (const team of bare) {
    const kept = await services.teams.keepNamespaces(SYSTEM, { name: team, dryRun: false, operationId: null });
    if (!kept.ok) log.warn(`the namespaces of team ${team} could not be put in order: ${kept.error.message}`);
  }
  consistency.start();
  if (parts.isNewDemo) {
    readiness.waitingFor(() => "making the demo's pods");
    await seedDemo(commands, (what, why) => log.warn(`the demo's teams asked for ${what} and were refused: ${why}`));
    await fillDemoPast(parts.history, clock.now().getTime(), totalsNow(services), serversAndTeamsNow(services));
  }
  parts.keeper.start();
  readiness.ready();
  log.info("ready");
}
