import type { Pod, Toleration } from "../objects/pod.ts";

const SECONDS = 300;
const KEYS = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] as const;

/** Every pod stays 300 s on a node that is not ready or not reachable, unless it says something else. */
export function addDefaultTolerations(pod: Pod): void {
  const tolerations = pod.spec.tolerations ?? [];
  const covers = (key: string) => (one: Toleration) =>
    (one.key === key || (one.key ?? "") === "") && (one.effect === "NoExecute" || (one.effect ?? "") === "");
  const missing = KEYS.filter((key) => !tolerations.some(covers(key)));
  pod.spec.tolerations = [
    ...tolerations,
    ...missing.map((key) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: SECONDS })),
  ];
}
