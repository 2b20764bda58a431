import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Cluster } from "@resource-manager/domain/ports/cluster";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import { pause } from "./pause.ts";

export interface ClusterBindingPorts {
  readonly ledger: Pick<Ledger, "bindCluster">;
  readonly cluster: Pick<Cluster, "identity">;
  readonly clock: Clock;
}

const RETRY_MS = 1_000;

/** Makes sure that the cluster at hand is the one that the ledger belongs to, before anything is changed in it. */
export class ClusterBinding {
  readonly #ports: ClusterBindingPorts;
  #version: string | null = null;
  #unboundBecause: string | null = "the cluster has not been reached yet";

  constructor(ports: ClusterBindingPorts) {
    this.#ports = ports;
  }

  /** The cluster's version; null until it was first reached. */
  get version(): string | null {
    return this.#version;
  }

  /** Why it is not known to be the right cluster; null: it is. */
  get unboundBecause(): string | null {
    return this.#unboundBecause;
  }

  /** Waits for the cluster for as long as it is away, or until the signal fires. Rejects when it is another than the ledger's. */
  async bind(signal: AbortSignal): Promise<void> {
    const { ledger, cluster, clock } = this.#ports;
    while (!signal.aborted) {
      const answer = await cluster.identity();
      if (answer.kind === "ok") {
        await ledger.bindCluster(answer.value.uid);
        this.#version = answer.value.version;
        this.#unboundBecause = null;
        return;
      }
      const why = "message" in answer ? answer.message : answer.kind;
      this.#unboundBecause = `the cluster does not answer: ${why}`;
      await pause(clock, RETRY_MS, signal);
    }
  }
}
