import { ADD, CoreV1Api, DELETE, ERROR, KubeConfig, makeInformer, UPDATE, type V1Pod } from "@kubernetes/client-node";
import type { Follower } from "./follower.ts";

const restartDelayMs = 100;

/**
 * The informer of @kubernetes/client-node, started anew after each error, as its documentation says to. What it holds is worked out
 * from its callbacks, as its users do, and must be what is in its cache.
 */
export async function startClientNodeFollower(kubeconfigPath: string, namespace: string): Promise<Follower> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  const api = config.makeApiClient(CoreV1Api);
  let lists = 0;
  const informer = makeInformer<V1Pod>(config, `/api/v1/namespaces/${namespace}/pods`, () => {
    lists += 1;
    return api.listNamespacedPod({ namespace });
  });
  const told = new Map<string, string>();
  const keep = (pod: V1Pod) => void told.set(nameOf(pod), versionOf(pod));
  informer.on(ADD, keep);
  informer.on(UPDATE, keep);
  informer.on(DELETE, (pod) => void told.delete(nameOf(pod)));
  let stopped = false;
  let restart: NodeJS.Timeout | undefined;
  informer.on(ERROR, () => {
    clearTimeout(restart);
    if (!stopped) restart = setTimeout(() => void informer.start(), restartDelayMs);
  });
  await informer.start();
  return {
    async held() {
      const cached = Object.fromEntries(informer.list().map((pod) => [nameOf(pod), versionOf(pod)]));
      const pods = Object.fromEntries(told);
      if (JSON.stringify(sorted(cached)) !== JSON.stringify(sorted(pods)))
        throw new Error(`its callbacks told of ${JSON.stringify(pods)}, its cache holds ${JSON.stringify(cached)}`);
      return { pods, lists };
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      clearTimeout(restart);
      await informer.stop();
    },
  };
}

function nameOf({ metadata }: V1Pod): string {
  return metadata?.name ?? "";
}

function versionOf({ metadata }: V1Pod): string {
  return `${metadata?.uid}@${metadata?.resourceVersion}`;
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
