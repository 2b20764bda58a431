import { openControlPlane, openSimulator } from "@resource-manager/cluster-contract/open-cluster";
import type { TestCluster } from "@resource-manager/cluster-contract/test-cluster";

/** Which cluster these tests are run on: the two configurations of Vitest say it. */
export const isEmbedded = process.env.CLIENTS_CLUSTER !== "control-plane";

/** A cluster of the test file's own, without nodes. */
export function openTestCluster(): Promise<TestCluster> {
  return isEmbedded ? openSimulator() : openControlPlane();
}
