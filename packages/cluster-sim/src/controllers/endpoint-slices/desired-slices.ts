import { familyOf } from "../../objects/addresses.ts";
import { findCondition } from "../../objects/conditions.ts";
import type { Endpoint, EndpointPort } from "../../objects/endpoint-slice.ts";
import type { Node } from "../../objects/node.ts";
import { isTerminal, type Pod } from "../../objects/pod.ts";
import { HEADLESS, type Service, type ServicePort } from "../../objects/service.ts";

const ZONE = "topology.kubernetes.io/zone";

/** Endpoints that all listen on the same ports: pods differ where a service's target port is a name. */
export interface EndpointGroup {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/**
 * Where a service's traffic is to go, by the family of addresses. Pods without an address, and those that have ended, are left
 * out; those that are not ready are in it and said to be so. Source: k8s.io/endpointslice (reconcileByAddressType).
 */
export function desiredGroups(
  service: Service,
  pods: readonly Pod[],
  family: string,
  nodeOf: (name: string) => Node | undefined,
): EndpointGroup[] {
  const groups = new Map<string, { ports: EndpointPort[]; endpoints: Endpoint[] }>();
  for (const pod of pods) {
    if (isTerminal(pod) || !pod.status.podIPs?.length) continue;
    const ports = portsOf(service, pod);
    const key = portsKey(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    groups.set(key, group);
    const node = nodeOf(pod.spec.nodeName ?? "");
    if (node === undefined && service.spec.publishNotReadyAddresses !== true) continue;
    const endpoint = endpointOf(service, pod, family, node);
    if (endpoint !== undefined) group.endpoints.push(endpoint);
  }
  return [...groups.values()];
}

/** Equal for lists of ports that are the same, in whatever order. */
export function portsKey(ports: readonly EndpointPort[] | null): string {
  const texts = (ports ?? []).map(({ name, protocol, port, appProtocol }) =>
    JSON.stringify([name, protocol, port, appProtocol]),
  );
  return texts.sort().join();
}

function endpointOf(service: Service, pod: Pod, family: string, node: Node | undefined): Endpoint | undefined {
  const { name, namespace, uid, deletionTimestamp } = pod.metadata;
  const addresses = (pod.status.podIPs ?? []).map(({ ip }) => ip).filter((ip) => familyOf(ip) === family);
  if (addresses.length === 0) return undefined;
  const serving = findCondition(pod.status.conditions, "Ready")?.status === "True";
  const terminating = deletionTimestamp !== undefined;
  const zone = node?.metadata.labels?.[ZONE];
  const named = pod.spec.hostname && pod.spec.subdomain === service.metadata.name;
  return {
    addresses,
    conditions: {
      ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating),
      serving,
      terminating,
    },
    ...(named ? { hostname: pod.spec.hostname as string } : {}),
    targetRef: { kind: "Pod", ...(namespace === undefined ? {} : { namespace }), name, uid },
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    ...(zone ? { zone } : {}),
  };
}

function portsOf({ spec }: Service, pod: Pod): EndpointPort[] {
  const ports = spec.ports ?? [];
  if (ports.length === 0 && spec.clusterIP === HEADLESS) return [];
  return ports.flatMap((servicePort) => {
    const port = targetPort(servicePort, pod);
    if (port === undefined) return [];
    const { name = "", protocol, appProtocol } = servicePort;
    return [{ name, protocol, port, ...(appProtocol === undefined ? {} : { appProtocol }) }];
  });
}

/** A target port's number; of a name, the pod's own, if it has one. */
function targetPort({ targetPort: target, port, protocol }: ServicePort, pod: Pod): number | undefined {
  if (typeof target !== "string") return target ?? port;
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
  for (const container of [...pod.spec.containers, ...sidecars]) {
    const found = container.ports?.find((one) => one.name === target && one.protocol === protocol);
    if (found !== undefined) return found.containerPort;
  }
  return undefined;
}
