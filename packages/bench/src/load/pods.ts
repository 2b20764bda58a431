import { foreignPodManifest } from "@resource-manager/laboratory/foreign-pod";

export const PODS = "/api/v1/namespaces/default/pods";

/** A pod as a team would ask for it, bound to a server at its creation. */
export function boundPod(name: string, server: string): string {
  return JSON.stringify(
    foreignPodManifest({
      ...{ namespace: "default", name, server, pastScheduler: true, gpus: 1, cpu: "500m", ram: "4Gi", storage: "10Gi" },
      labels: { "app.kubernetes.io/name": "trainer", team: "research" },
      image: "registry.local/trainer:2.4",
    }),
  );
}

/** A pod that no scheduler and no kubelet touches: what happens to it is what the API server does. */
export function parkedPod(name: string): string {
  return JSON.stringify(foreignPodManifest({ namespace: "default", name, gpus: 1, spec: { schedulerName: "nobody" } }));
}
