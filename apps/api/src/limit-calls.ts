import type { Cluster } from "@resource-manager/domain/ports/cluster";

type Details = Pick<Cluster, "podEvents" | "podLog">;

/** Asks the cluster for details of at most `max` pods at once: a page of pods with their logs must not flood it. */
export function limitCalls(cluster: Details, max: number): Details {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  const limited = async <T>(call: () => Promise<T>): Promise<T> => {
    if (underWay >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else underWay += 1;
    try {
      return await call();
    } finally {
      // Whoever waits longest takes this place, so that nobody slips in between.
      const next = waiting.shift();
      if (next) next();
      else underWay -= 1;
    }
  };
  return {
    podEvents: (key, uid) => limited(() => cluster.podEvents(key, uid)),
    podLog: (key, tailLines) => limited(() => cluster.podLog(key, tailLines)),
  };
}
