import { setTimeout as pause } from "node:timers/promises";
import type { ClusterConnection } from "@resource-manager/laboratory/cluster-connection";
import { proveAgreement, proveAllocations } from "../proof/agreement.ts";
import { proveCapacity } from "../proof/capacity.ts";
import type { CreateRecord, Verdict } from "../proof/facts.ts";
import { proveOutcomes, proveReasons } from "../proof/outcomes.ts";
import { proveRefusals } from "../proof/refusals.ts";
import type { ApiClient } from "./api-client.ts";
import { readNodes, readPods } from "./cluster-reader.ts";
import { readLedger } from "./ledger-reader.ts";

const lookEveryMs = 1_000;
/** Ledger and cluster are read one after the other: what is under way between the two must come to rest. */
const comesToRestWithinMs = 60_000;

export interface Evidence {
  readonly cluster: ClusterConnection;
  readonly api: ApiClient;
  readonly installationId: string;
  readonly namespace: string;
  readonly keep: boolean;
  readonly records: readonly CreateRecord[];
  readonly deletionFaults: readonly string[];
}

/** Reads cluster and ledger until they agree, or until the time is up, and makes all checks on the last reading. */
export async function prove(evidence: Evidence): Promise<Verdict[]> {
  const deadline = performance.now() + comesToRestWithinMs;
  for (;;) {
    const verdicts = await readAndProve(evidence);
    if (verdicts.every(({ differences }) => differences.length === 0) || performance.now() > deadline) return verdicts;
    await pause(lookEveryMs);
  }
}

async function readAndProve(evidence: Evidence): Promise<Verdict[]> {
  const { cluster, api, installationId, namespace, keep, records, deletionFaults } = evidence;
  const ledger = await readLedger(api);
  const pods = await readPods(cluster, installationId);
  const nodes = await readNodes(cluster);
  const inNamespace = pods.filter((pod) => pod.namespace === namespace);
  return [
    proveCapacity(nodes, pods),
    proveAllocations(pods, ledger),
    proveAgreement(pods, ledger),
    proveOutcomes(records, inNamespace),
    proveReasons(records),
    ...(keep
      ? [proveRefusals(records, nodes, pods, namespace)]
      : [{ check: "every deletion was accepted", looked: records.length, differences: deletionFaults }]),
  ];
}
