import { readFile } from "node:fs/promises";

/** What only a cluster itself can do to its clients. */
export interface ClusterControl {
  /** Forgets past versions: what goes on from one of them is answered with 410. */
  compact(): Promise<void>;
  /** Ends its API server and starts it again; resolves when it answers. */
  restart(): Promise<void>;
}

/** The cluster behind the proxy was given without a control. */
export class NoClusterControl extends Error {
  override readonly name = "NoClusterControl";

  constructor(address: string) {
    super(`the cluster at ${address} was given without a control address: it cannot be told to do this`);
  }
}

/** A cluster's control behind an address of its own: `POST …/compact`, `POST …/restart`. */
export function remoteClusterControl(address: string): ClusterControl {
  const post = async (what: string): Promise<void> => {
    const answer = await fetch(`${address}/${what}`, { method: "POST" });
    if (!answer.ok) throw new Error(`the cluster's control answered HTTP ${answer.status}: ${await answer.text()}`);
  };
  return { compact: () => post("compact"), restart: () => post("restart") };
}

/** The same, where the address stands in a file: read when it is needed, for the cluster may write it anew. */
export function clusterControlIn(file: string): ClusterControl {
  const control = async () => remoteClusterControl((await readFile(file, "utf8")).trim());
  return { compact: async () => (await control()).compact(), restart: async () => (await control()).restart() };
}
