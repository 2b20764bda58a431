import { Healer } from "@resource-manager/domain/consistency/healer";
import type { LedgerPods } from "@resource-manager/domain/consistency/ledger-pods";
import { LivingComparison } from "@resource-manager/domain/consistency/living-comparison";
import type { PodCommands } from "@resource-manager/domain/operations/commands";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Cluster, ClusterView } from "@resource-manager/domain/ports/cluster";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import { ConsistencyService } from "../consistency-service.ts";
import { RANDOM_IDS as ids } from "../system-clock.ts";

export interface ConsistencyParts {
  readonly ledger: Ledger;
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly installationId: string;
  readonly commands: PodCommands;
  readonly pods: LedgerPods;
  readonly onFault: (fault: unknown) => void;
}

/** The consistency service over a ledger and a view that a test sets; its cluster has no namespaces to tell of, and no evidence. */
export function consistencyOver({ onFault, ...ports }: ConsistencyParts): ConsistencyService {
  const cluster: Pick<Cluster, "namespaces" | "readNamespace" | "inspectPod" | "podEvents"> = {
    namespaces: async () => ({ kind: "ok", value: [] }),
    readNamespace: async () => ({ kind: "notFound" }),
    inspectPod: async () => ({ kind: "notFound" }),
    podEvents: async () => ({ kind: "ok", value: [] }),
  };
  const comparison = new LivingComparison({ ...ports, cluster });
  const healer = new Healer({ ...ports, cluster, comparison, ids, defaults: "REPORT_ONLY" });
  const { clock } = ports;
  return new ConsistencyService(healer, comparison, { clock, intervalMs: 1_000, scheduleMs: 30_000, onFault });
}
