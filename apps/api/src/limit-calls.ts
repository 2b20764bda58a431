import { Turnstile } from "@resource-manager/cluster/turnstile";
import type { Cluster } from "@resource-manager/domain/ports/cluster";

type Details = Pick<Cluster, "podEvents" | "podLog" | "podYaml">;

/** Asks the cluster for details of at most `max` pods at once: a page of pods with their logs must not flood it. */
export function limitCalls(cluster: Details, max: number): Details {
  const turnstile = new Turnstile(max);
  return {
    podEvents: (key, uid) => turnstile.pass(() => cluster.podEvents(key, uid)),
    podYaml: (key) => turnstile.pass(() => cluster.podYaml(key)),
    podLog: (key, tailLines) => turnstile.pass(() => cluster.podLog(key, tailLines)),
  };
}
