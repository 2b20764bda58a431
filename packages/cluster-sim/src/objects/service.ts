import type { IpFamily } from "./addresses.ts";
import type { KubeObject } from "./meta.ts";

export interface ServicePort {
  name?: string;
  protocol: string;
  port: number;
  targetPort?: number | string;
  nodePort?: number;
  appProtocol?: string;
}

export interface ServiceSpec {
  type: string;
  ports?: ServicePort[];
  selector?: Record<string, string>;
  clusterIP?: string;
  clusterIPs?: string[];
  externalIPs?: string[];
  externalName?: string;
  sessionAffinity: string;
  sessionAffinityConfig?: { clientIP?: { timeoutSeconds?: number } };
  ipFamilies?: IpFamily[];
  ipFamilyPolicy?: string;
  loadBalancerClass?: string;
  loadBalancerIP?: string;
  loadBalancerSourceRanges?: string[];
  allocateLoadBalancerNodePorts?: boolean;
  externalTrafficPolicy?: string;
  internalTrafficPolicy?: string;
  trafficDistribution?: string;
  healthCheckNodePort?: number;
  publishNotReadyAddresses?: boolean;
}

export interface LoadBalancerIngress {
  ip?: string;
  ipMode?: string;
  hostname?: string;
}

export interface Service extends KubeObject {
  spec: ServiceSpec;
  status: { loadBalancer: { ingress?: LoadBalancerIngress[] } };
}

export const HEADLESS = "None";

/** Not None, and not without because it is only a name. */
export function needsClusterIp({ spec }: Service): boolean {
  return spec.type !== "ExternalName";
}

export function isHeadless({ spec }: Service): boolean {
  return spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === HEADLESS;
}

/** Whether each of its ports gets a node port, asked for or not. */
export function allocatesNodePorts({ spec }: Service): boolean {
  if (spec.type === "NodePort") return true;
  return spec.type === "LoadBalancer" && spec.allocateLoadBalancerNodePorts !== false;
}

export function isExternallyAccessible({ spec }: Service): boolean {
  const reachable = spec.type === "NodePort" || spec.type === "LoadBalancer";
  return reachable || (spec.type === "ClusterIP" && (spec.externalIPs ?? []).length > 0);
}

/** Traffic that stays on the node where it arrives needs a port that tells the load balancer where there are pods. */
export function needsHealthCheck({ spec }: Service): boolean {
  return spec.type === "LoadBalancer" && spec.externalTrafficPolicy === "Local";
}

export function usesNodePorts({ spec }: Service): boolean {
  return spec.type === "NodePort" || spec.type === "LoadBalancer";
}

/** Every port that the service holds on all nodes. */
export function heldNodePorts({ spec }: Service): number[] {
  const ports = (spec.ports ?? []).flatMap(({ nodePort }) => (nodePort ? [nodePort] : []));
  return [...new Set([...ports, ...(spec.healthCheckNodePort ? [spec.healthCheckNodePort] : [])])];
}
