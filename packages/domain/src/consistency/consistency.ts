import type { Clock } from "../ports/clock.ts";
import type { Cluster, ClusterView } from "../ports/cluster.ts";
import type { Ledger } from "../ports/ledger.ts";
import { compare } from "./compare.ts";
import type { Finding } from "./finding.ts";
import { readKeptNamespaces, teamsOf } from "./kept-namespaces.ts";
import type { Snapshot } from "./snapshot.ts";

export interface ConsistencyPorts {
  readonly ledger: Ledger;
  readonly view: ClusterView;
  readonly cluster: Pick<Cluster, "namespaces" | "readNamespace">;
  readonly clock: Clock;
  readonly installationId: string;
}

export interface Comparison {
  readonly checkedAt: Date;
  /** Sequence of the ledger that was compared. */
  readonly sequence: number;
  readonly findings: readonly Finding[];
}

/** Reads all of both sides and compares them, with no memory of earlier looks. Changes nothing. */
export async function checkConsistency(ports: ConsistencyPorts): Promise<Comparison> {
  const { ledger, view, clock } = ports;
  const sequence = ledger.sequence();
  const findings = view.synced ? compare(await observe(ports)) : [];
  return { checkedAt: clock.now(), sequence, findings };
}

async function observe({ ledger, view, cluster, clock, installationId }: ConsistencyPorts): Promise<Snapshot> {
  const [pods, open, counterMismatches, namespaces, answer] = [
    await ledger.livePods(),
    await ledger.openOperations(),
    await ledger.counterMismatches(),
    await ledger.namespaces(),
    await cluster.namespaces(),
  ];
  const keptNamespaces = await readKeptNamespaces({ ledger, cluster }, namespaces, teamsOf(open));
  return {
    installationId,
    now: clock.now(),
    pods,
    busy: new Set(open.flatMap((operation) => operation.podId ?? [])),
    servers: ledger.servers(),
    counterMismatches,
    observedPods: view.pods(),
    observedServers: view.servers(),
    namespaces,
    observedNamespaces: answer.kind === "ok" ? new Map(answer.value.map((each) => [each.name, each])) : null,
    keptNamespaces,
  };
}
