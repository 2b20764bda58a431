import type { ClusterConnection } from "@resource-manager/laboratory/cluster-connection";
import type { CreateRecord } from "../proof/facts.ts";
import type { ApiClient } from "./api-client.ts";
import { deletePod } from "./pod-calls.ts";
import type { PodWatch } from "./pod-watch.ts";
import { forEachAtOnce, removeServers } from "./server-loader.ts";
import { settle } from "./settle.ts";

interface CleanUp {
  readonly api: ApiClient;
  readonly cluster: ClusterConnection;
  readonly watch: PodWatch;
  readonly namespace: string;
  readonly concurrency: number;
  readonly records: readonly CreateRecord[];
  /** Names of the servers that this replay added. */
  readonly servers: readonly string[];
}

/** Deletes what the replay made: its pods through our API, then its servers. */
export async function cleanUp({
  api,
  cluster,
  watch,
  namespace,
  concurrency,
  records,
  servers,
}: CleanUp): Promise<void> {
  const left = records.filter(({ outcome, deleted }) => outcome.kind === "accepted" && !deleted);
  await forEachAtOnce(left, concurrency, async ({ name }) => {
    const outcome = await deletePod(api, { namespace, name });
    if (outcome.kind === "refused") console.log(`  ${name} was not deleted: ${outcome.code}: ${outcome.message}`);
  });
  await settle(
    left.map((record) => ({ ...record, deleted: true })),
    watch,
    () => {},
  );
  await removeServers(cluster, servers);
}
