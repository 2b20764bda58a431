import type { Need } from "@resource-manager/domain/model/amounts";
import { dnsLabelOf } from "../input/dns-name.ts";
import type { TracePod } from "../input/pod-table.ts";

/** Small, public, and it does nothing but wait: on a real cluster the pods really run. */
const image = "registry.k8s.io/pause:3.10";
const nameLength = 40;

/** What is asked for one pod of the trace. */
export interface PodRequest {
  readonly pod: TracePod;
  readonly name: string;
  readonly need: Need;
  readonly createInput: object;
  readonly deleteInput: object;
}

/** Names are the trace's, made fit for DNS, with the run's own ending: so that a second run does not meet the first one's pods. */
export function requestsOf(pods: readonly TracePod[], namespace: string, runId: string): Map<TracePod, PodRequest> {
  const taken = new Set<string>();
  const requests = new Map<TracePod, PodRequest>();
  for (const pod of pods) {
    const base = dnsLabelOf(pod.name, nameLength) || "pod";
    const first = `${base}-${runId}`;
    const name = taken.has(first) ? `${first}-${pod.line}` : first;
    taken.add(name);
    requests.set(pod, requestOf(pod, namespace, name));
  }
  return requests;
}

function requestOf(pod: TracePod, namespace: string, name: string): PodRequest {
  const { gpus, cpuMillis, ramMib, gpuModels } = pod;
  return {
    pod,
    name,
    need: { gpus, cpuMillis, ramBytes: ramMib * 2 ** 20, storageBytes: 0, podSlots: 1 },
    createInput: {
      namespace,
      name,
      image,
      resources: { gpus, cpu: `${cpuMillis}m`, ram: `${ramMib}Mi` },
      ...(gpuModels.length === 0 ? {} : { gpuModels }),
    },
    deleteInput: { namespace, name },
  };
}
