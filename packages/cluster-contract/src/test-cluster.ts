import { readKubeconfig } from "@resource-manager/laboratory/kubeconfig";
import { type Laboratory, openLaboratory } from "@resource-manager/laboratory/laboratory";
import { ClusterApi } from "./api.ts";
import { patientLimits, type WaitLimits } from "./wait-limits.ts";

export type ClusterKind = "simulator" | "control-plane";

/** A cluster to run cases against. */
export type TestCluster = AsyncDisposable & {
  readonly kind: ClusterKind;
  readonly kubeconfigPath: string;
  readonly api: ClusterApi;
  readonly laboratory: Laboratory;
  readonly limits: WaitLimits;
  /** Makes the server lose its past versions, as a compaction and a restart do: watches and pages from them are 410. */
  forgetHistory?(): Promise<void>;
  /** The same address without this suite's credentials, with these headers instead. */
  withHeaders(headers: Readonly<Record<string, string>>): ClusterApi;
};

/** What only the one who started a cluster can do with it. */
export type ClusterOwner = Pick<TestCluster, "forgetHistory"> & { stop(): Promise<void> };

/**
 * Connects to the cluster that a kubeconfig names.
 * @param owner where the cluster was started for this: it ends when the test cluster is disposed of.
 */
export async function connectTestCluster(
  kind: ClusterKind,
  kubeconfigPath: string,
  owner?: ClusterOwner,
  limits = patientLimits,
): Promise<TestCluster> {
  const access = await readKubeconfig(kubeconfigPath);
  const api = new ClusterApi(access, limits);
  const laboratory = await openLaboratory({ kubeconfigPath });
  const strangers: ClusterApi[] = [];
  return {
    kind,
    kubeconfigPath,
    api,
    laboratory,
    limits,
    ...(owner?.forgetHistory ? { forgetHistory: owner.forgetHistory } : {}),
    withHeaders(headers) {
      const { clientCertPem, clientKeyPem, token, ...address } = access;
      // The simulator's address holds a secret path, which proves who asks as well.
      const stranger = new ClusterApi({ ...address, server: new URL(address.server).origin, headers });
      strangers.push(stranger);
      return stranger;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([api, ...strangers].map((client) => client.close()));
      await laboratory.close();
      await owner?.stop();
    },
  };
}
