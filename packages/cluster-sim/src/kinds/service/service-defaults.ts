import { isExternallyAccessible, type Service, type ServicePort } from "../../objects/service.ts";

const AFFINITY_SECONDS = 10_800;

/** Source: kubernetes/pkg/apis/core/v1/defaults.go (SetDefaults_Service). Changes `service`, which must be the caller's own. */
export function applyServiceDefaults(service: Service): void {
  const spec = { ...service.spec };
  service.spec = spec;
  spec.sessionAffinity ||= "None";
  if (spec.sessionAffinity === "None") delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === "ClientIP" && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: AFFINITY_SECONDS } };
  }
  spec.type ||= "ClusterIP";
  if (spec.ports !== undefined) spec.ports = spec.ports.map(withPortDefaults);
  if (isExternallyAccessible(service)) spec.externalTrafficPolicy ||= "Cluster";
  if (["ClusterIP", "NodePort", "LoadBalancer"].includes(spec.type)) spec.internalTrafficPolicy ??= "Cluster";
  // The real server stores it and shows it to nobody.
  if (spec.type === "ExternalName") delete spec.internalTrafficPolicy;
  if (spec.type !== "LoadBalancer") return;
  spec.allocateLoadBalancerNodePorts ??= true;
  const { loadBalancer } = service.status;
  if (loadBalancer.ingress === undefined) return;
  const ingress = loadBalancer.ingress.map((one) => (one.ip && !one.ipMode ? { ...one, ipMode: "VIP" } : one));
  service.status = { ...service.status, loadBalancer: { ...loadBalancer, ingress } };
}

function withPortDefaults(port: ServicePort): ServicePort {
  return { ...port, protocol: port.protocol || "TCP", targetPort: port.targetPort || port.port };
}
