import { kubeletAddressType } from "../component-arguments.ts";
import { kubernetesVersion } from "../kubernetes-version.ts";
import type { Stage } from "./stage.ts";

const isReady = `(first(.status.conditions[]? | select(.type == "Ready")) // {}).status == "True"`;

/** The kubelet's five conditions, all well; a condition that does not change keeps its time of transition. */
const conditions = `[{{- $known := default list .status.conditions -}}{{- range $c := NodeConditions -}}
{{- $since := $now -}}{{- range $x := $known -}}{{- if and (eq $x.type $c.type) (eq $x.status $c.status) -}}{{- $since = $x.lastTransitionTime -}}{{- end -}}{{- end -}}
{"type":{{ toJson $c.type }},"status":{{ toJson $c.status }},"reason":{{ toJson $c.reason }},"message":{{ toJson $c.message }},"lastHeartbeatTime":{{ toJson $now }},"lastTransitionTime":{{ toJson $since }}},
{{- end -}}]`;

/** An address of the test network for each server, made from its name: different ones are very likely different. */
const address = `{{- $hash := adler32sum .metadata.name | int -}}{{- $ip := printf "10.0.%d.%d" (mod (div $hash 251) 256) (add 1 (mod $hash 251)) -}}`;

const nodeInfo = `{"architecture":"amd64","operatingSystem":"linux","kubeletVersion":"${kubernetesVersion}","kubeProxyVersion":"","containerRuntimeVersion":"kwok://{{ Version }}","kernelVersion":"kwok","osImage":"kwok","machineID":{{ toJson .metadata.uid }},"systemUUID":{{ toJson .metadata.uid }},"bootID":{{ toJson .metadata.uid }}}`;

/**
 * What the virtual kubelet does for its node. Capacity and allocatable belong to whoever made the node. A node whose kubelet is dead
 * (label, see CONVENTIONS.md) is not among those that kwok selects, so neither its conditions nor its Lease nor its pods are touched.
 * @param kubeletPort the port of localhost at which the kubelets of all nodes answer.
 */
export function nodeStages(kubeletPort: number): readonly Stage[] {
  // A kept cluster that starts again has its kubelets at another port: its nodes report themselves anew.
  const isUp = `(${isReady}) and .status.daemonEndpoints.kubeletEndpoint.Port == ${kubeletPort}`;
  const endpoints = `"daemonEndpoints":{"kubeletEndpoint":{"Port":${kubeletPort}}}`;
  const addresses = `"addresses":[{"type":"InternalIP","address":{{ toJson $ip }}},{"type":"Hostname","address":{{ toJson .metadata.name }}},{"type":"${kubeletAddressType}","address":"localhost"}]`;
  return [
    {
      name: "node-ready",
      kind: "Node",
      when: `(${isUp}) | not`,
      status: `{{- $now := Now -}}${address}{"phase":"Running","conditions":${conditions},${addresses},${endpoints},"nodeInfo":${nodeInfo}}`,
      event: { type: "Normal", reason: "NodeReady", message: "Node status is now: NodeReady" },
    },
    {
      name: "node-heartbeat",
      kind: "Node",
      when: isUp,
      // As a kubelet that renews a Lease: the status itself only every five minutes.
      delay: `"300s"`,
      status: `{{- $now := Now -}}{"conditions":${conditions}}`,
    },
  ];
}
