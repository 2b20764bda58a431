import { createObject } from "./api/create.ts";
import { internalWrite } from "./api/write-options.ts";
import type { Environment } from "./environment.ts";
import { FIRST_CLUSTER_IP } from "./kinds/service/cluster-ips.ts";
import { type KubeObject, objectKey } from "./objects/meta.ts";

const NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];
const PRIORITY_CLASSES = [
  [
    "system-cluster-critical",
    2_000_000_000,
    "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
  ],
  [
    "system-node-critical",
    2_000_001_000,
    "Used for system critical pods that must not be moved from their current node.",
  ],
] as const;

/** Where pods find the API server. */
const API_SERVERS_SERVICE = {
  metadata: { name: "kubernetes", labels: { component: "apiserver", provider: "kubernetes" } },
  spec: {
    clusterIP: FIRST_CLUSTER_IP,
    ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: 6443 }],
  },
};

/** What every Kubernetes cluster has from its first moment on. */
export function createSystemObjects(env: Environment): void {
  const by = internalWrite("kube-apiserver");
  const ensure = (resource: string, name: string, fields: Record<string, unknown>, namespace?: string): void => {
    if (env.store.collection(resource).get(objectKey(namespace, name)) !== undefined) return;
    const object = { metadata: { name }, ...fields } as unknown as KubeObject;
    createObject(env, env.kinds.get(resource), namespace, object, by);
  };
  env.store.transaction(() => {
    for (const name of NAMESPACES) ensure("namespaces", name, {});
    for (const [name, value, description] of PRIORITY_CLASSES) {
      ensure("priorityclasses.scheduling.k8s.io", name, {
        value,
        description,
        preemptionPolicy: "PreemptLowerPriority",
      });
    }
    ensure("services", "kubernetes", API_SERVERS_SERVICE, "default");
  });
}
