import { sameJson } from "../../api/same-json.ts";
import {
  heldNodePorts,
  isExternallyAccessible,
  needsClusterIp,
  needsHealthCheck,
  type Service,
  type ServicePort,
  usesNodePorts,
} from "../../objects/service.ts";

/**
 * Takes away what the service had for its old type and its new one has no use for, unless the client changed it too: then it
 * is a fault. Source: registry/core/service/strategy.go (dropTypeDependentFields).
 */
export function dropUnneeded(service: Service, old: Service): void {
  const { spec } = service;
  const before = old.spec;
  const isLoadBalancer = spec.type === "LoadBalancer";
  if (needsClusterIp(old) && !needsClusterIp(service)) {
    const sameAddress = spec.clusterIP === before.clusterIP && sameJson(spec.clusterIPs, before.clusterIPs);
    if (sameAddress) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (sameJson(spec.ipFamilies, before.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === before.ipFamilyPolicy) delete spec.ipFamilyPolicy;
  }
  if (usesNodePorts(old) && !usesNodePorts(service) && addsNoNodePort(service, old)) {
    spec.ports = (spec.ports ?? []).map(withoutNodePort);
  }
  if (needsHealthCheck(old) && !needsHealthCheck(service)) {
    if (spec.healthCheckNodePort === before.healthCheckNodePort) delete spec.healthCheckNodePort;
  }
  if (before.type === "LoadBalancer" && !isLoadBalancer) {
    if (spec.allocateLoadBalancerNodePorts === before.allocateLoadBalancerNodePorts) {
      delete spec.allocateLoadBalancerNodePorts;
    }
    if (spec.loadBalancerClass === before.loadBalancerClass) delete spec.loadBalancerClass;
  }
  if (isExternallyAccessible(old) && !isExternallyAccessible(service)) {
    if (spec.externalTrafficPolicy === before.externalTrafficPolicy) delete spec.externalTrafficPolicy;
  }
  if (!isLoadBalancer) service.status = { ...service.status, loadBalancer: {} };
}

function addsNoNodePort(service: Service, old: Service): boolean {
  const held = new Set(heldNodePorts(old));
  return (service.spec.ports ?? []).every(({ nodePort }) => !nodePort || held.has(nodePort));
}

function withoutNodePort({ nodePort, ...port }: ServicePort): ServicePort {
  return port;
}
