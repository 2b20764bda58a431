import { nodeStages } from "./stages/node-stages.ts";
import { podStages } from "./stages/pod-stages.ts";
import { stageManifest } from "./stages/stage.ts";

/**
 * The text of kwok's configuration file: how parallel it works, which log it serves, and our stages. JSON documents are YAML documents.
 * @param kubelet the port of 127.0.0.1 at which kwok answers for the kubelets of all nodes, and the file (see container-log.ts)
 *   that is every container's log.
 */
export function kwokConfiguration(kubelet: { port: number; logPath: string }): string {
  const options = {
    apiVersion: "config.kwok.x-k8s.io/v1alpha1",
    kind: "KwokConfiguration",
    options: {
      // Logs among them. Exec and the others stay refused: each would need an object of its own.
      enableDebuggingHandlers: true,
      podPlayStageParallelism: 32,
      nodePlayStageParallelism: 16,
      nodeLeaseParallelism: 16,
      podsOnNodeSyncParallelism: 8,
    },
  };
  const logs = {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "ClusterLogs",
    metadata: { name: "every-container" },
    spec: { logs: [{ logsFile: kubelet.logPath }] },
  };
  return [options, logs, ...[...nodeStages(kubelet.port), ...podStages].map(stageManifest)]
    .map((document) => JSON.stringify(document))
    .join("\n---\n");
}
