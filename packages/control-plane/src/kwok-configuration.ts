import { nodeStages } from "./stages/node-stages.ts";
import { podStages } from "./stages/pod-stages.ts";
import { stageManifest } from "./stages/stage.ts";

/** The text of kwok's configuration file: how parallel it works, and our stages. JSON documents are YAML documents. */
export function kwokConfiguration(): string {
  const options = {
    apiVersion: "config.kwok.x-k8s.io/v1alpha1",
    kind: "KwokConfiguration",
    options: {
      podPlayStageParallelism: 32,
      nodePlayStageParallelism: 16,
      nodeLeaseParallelism: 16,
      podsOnNodeSyncParallelism: 8,
    },
  };
  return [options, ...[...nodeStages, ...podStages].map(stageManifest)]
    .map((document) => JSON.stringify(document))
    .join("\n---\n");
}
