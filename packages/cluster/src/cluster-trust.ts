import type { ProbeAnswer } from "./cluster-probe.ts";
import { isOlder } from "./resource-version.ts";

export type Verdict =
  | { readonly kind: "trusted" }
  | { readonly kind: "away"; readonly why: string }
  /** Another cluster answers at the address. */
  | { readonly kind: "stranger"; readonly why: string }
  /** The cluster is older than it was. `lasting` once it has been so for longer than a failover takes. */
  | { readonly kind: "backwards"; readonly why: string; readonly lasting: boolean };

/**
 * Judges probe answers one after another. The cluster met first is the one; it must not fall behind what it has shown.
 */
export class ClusterTrust {
  readonly #graceMs: number;
  #clusterUid: string | null = null;
  #backwardsSince: number | null = null;

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  get clusterUid(): string | null {
    return this.#clusterUid;
  }

  /** `newest` are versions that were seen before the probe was sent. */
  judge(answer: ProbeAnswer, newest: readonly string[], nowMs: number): Verdict {
    if (answer.kind === "away") {
      return answer;
    }
    this.#clusterUid ??= answer.clusterUid;
    if (answer.clusterUid !== this.#clusterUid) {
      const why = `another cluster answers at this address: its kube-system has the uid ${answer.clusterUid}, not ${this.#clusterUid}`;
      return { kind: "stranger", why };
    }
    const ahead = newest.find((version) => isOlder(answer.version, version));
    if (ahead === undefined) {
      this.#backwardsSince = null;
      return { kind: "trusted" };
    }
    this.#backwardsSince ??= nowMs;
    const why = `the cluster went back in time: it is at version ${answer.version} after it was at ${ahead}`;
    return { kind: "backwards", why, lasting: nowMs - this.#backwardsSince >= this.#graceMs };
  }
}
