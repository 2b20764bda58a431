import { readKubeconfig } from "@resource-manager/laboratory/kubeconfig";
import { type Laboratory, openLaboratory } from "@resource-manager/laboratory/laboratory";
import { ClusterApi } from "./api.ts";

export type ClusterKind = "simulator" | "control-plane";

/** A cluster to run cases against. */
export type TestCluster = AsyncDisposable & {
  readonly kind: ClusterKind;
  readonly api: ClusterApi;
  readonly laboratory: Laboratory;
  /** The same address without this suite's credentials, with these headers instead. */
  withHeaders(headers: Readonly<Record<string, string>>): ClusterApi;
};

/**
 * Connects to the cluster that a kubeconfig names.
 * @param stop called when the test cluster is disposed of: ends the cluster, where it was started for this.
 */
export async function connectTestCluster(
  kind: ClusterKind,
  kubeconfigPath: string,
  stop: () => Promise<void>,
): Promise<TestCluster> {
  const access = await readKubeconfig(kubeconfigPath);
  const api = new ClusterApi(access);
  const laboratory = await openLaboratory({ kubeconfigPath });
  const strangers: ClusterApi[] = [];
  return {
    kind,
    api,
    laboratory,
    withHeaders(headers) {
      const { clientCertPem, clientKeyPem, token, ...address } = access;
      const stranger = new ClusterApi({ ...address, headers });
      strangers.push(stranger);
      return stranger;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([api, ...strangers].map((client) => client.close()));
      await laboratory.close();
      await stop();
    },
  };
}
