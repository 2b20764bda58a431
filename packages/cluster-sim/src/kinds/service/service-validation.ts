import type { FieldFault } from "../../http/status-error.ts";
import { addressFaults, endpointAddressFaults, rangeFaults } from "../../objects/addresses.ts";
import { fieldForbidden, invalidValue, notSupported, required } from "../../objects/field-faults.ts";
import { labelsFaults } from "../../objects/meta-rules.ts";
import { qualifiedNameFaults, subdomainFaults } from "../../objects/names.ts";
import { portNumberFaults } from "../../objects/port-rules.ts";
import { isExternallyAccessible, isHeadless, needsHealthCheck, type Service } from "../../objects/service.ts";
import { serviceAddressFaults } from "./service-addresses.ts";
import { servicePortsFaults } from "./service-port-validation.ts";

const TYPES = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const POLICIES = ["Cluster", "Local"];
const DISTRIBUTIONS = ["PreferClose", "PreferSameZone", "PreferSameNode"];
const AFFINITY_SECONDS_MAX = 86_400;
const LOAD_BALANCER_ONLY = "may only be used when `type` is 'LoadBalancer'";

/** Source: core/validation (validateService). */
export function serviceFaults(service: Service): FieldFault[] {
  const { spec } = service;
  return [
    ...typeFaults(service),
    ...servicePortsFaults(service),
    ...labelsFaults(spec.selector ?? {}, "spec.selector"),
    ...affinityFaults(service),
    ...serviceAddressFaults(service),
    ...externalIpFaults(service),
    ...loadBalancerFaults(service),
    ...trafficPolicyFaults(service),
    ...(spec.trafficDistribution === undefined || DISTRIBUTIONS.includes(spec.trafficDistribution)
      ? []
      : [notSupported("spec.trafficDistribution", spec.trafficDistribution, DISTRIBUTIONS)]),
  ];
}

function typeFaults(service: Service): FieldFault[] {
  const { spec } = service;
  if (!TYPES.includes(spec.type)) return [notSupported("spec.type", spec.type, TYPES)];
  if (spec.type === "ExternalName") return externalNameFaults(service);
  if (spec.type === "ClusterIP" || !isHeadless(service)) return [];
  const detail = `may not be set to 'None' for ${spec.type} services`;
  return [invalidValue("spec.clusterIPs[0]", spec.clusterIPs?.[0], detail)];
}

function externalNameFaults({ spec }: Service): FieldFault[] {
  const detail = "may not be set for ExternalName services";
  const faults: FieldFault[] = [];
  if (spec.clusterIPs?.length) faults.push(fieldForbidden("spec.clusterIPs", detail));
  if (spec.ipFamilies?.length) faults.push(fieldForbidden("spec.ipFamilies", detail));
  if (spec.ipFamilyPolicy !== undefined) faults.push(fieldForbidden("spec.ipFamilyPolicy", detail));
  const name = (spec.externalName ?? "").replace(/\.$/, "");
  if (name === "") faults.push(required("spec.externalName"));
  else faults.push(...subdomainFaults(name).map((one) => invalidValue("spec.externalName", name, one)));
  return faults;
}

function affinityFaults({ spec }: Service): FieldFault[] {
  if (!["ClientIP", "None"].includes(spec.sessionAffinity)) {
    return [notSupported("spec.sessionAffinity", spec.sessionAffinity, ["ClientIP", "None"])];
  }
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (seconds === undefined || (seconds > 0 && seconds <= AFFINITY_SECONDS_MAX)) return [];
  const detail = `must be greater than 0 and less than ${AFFINITY_SECONDS_MAX}`;
  return [invalidValue("spec.sessionAffinityConfig.clientIP.timeoutSeconds", seconds, detail)];
}

function externalIpFaults({ spec }: Service): FieldFault[] {
  return (spec.externalIPs ?? []).flatMap((address, index) => {
    const at = `spec.externalIPs[${index}]`;
    const faults = addressFaults(address, at);
    return faults.length > 0 ? faults : endpointAddressFaults(address, at);
  });
}

function loadBalancerFaults({ spec }: Service): FieldFault[] {
  const isLoadBalancer = spec.type === "LoadBalancer";
  const faults: FieldFault[] = [];
  // The real server writes this field's name with a capital.
  const ranges = "spec.LoadBalancerSourceRanges";
  if (spec.loadBalancerSourceRanges?.length) {
    if (!isLoadBalancer) faults.push(fieldForbidden(ranges, LOAD_BALANCER_ONLY));
    for (const [index, range] of spec.loadBalancerSourceRanges.entries()) {
      faults.push(...rangeFaults(range.trim(), `${ranges}[${index}]`));
    }
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isLoadBalancer) {
    faults.push(fieldForbidden("spec.allocateLoadBalancerNodePorts", LOAD_BALANCER_ONLY));
  }
  return [...faults, ...classFaults(spec)];
}

function classFaults({ type, loadBalancerClass }: Service["spec"]): FieldFault[] {
  const at = "spec.loadBalancerClass";
  if (loadBalancerClass === undefined) return [];
  if (type !== "LoadBalancer") return [fieldForbidden(at, LOAD_BALANCER_ONLY)];
  return qualifiedNameFaults(loadBalancerClass).map((detail) => invalidValue(at, loadBalancerClass, detail));
}

function trafficPolicyFaults(service: Service): FieldFault[] {
  const { externalTrafficPolicy: external, internalTrafficPolicy: internal, healthCheckNodePort = 0 } = service.spec;
  const faults: FieldFault[] = [];
  const at = "spec.externalTrafficPolicy";
  if (!isExternallyAccessible(service)) {
    if (external) faults.push(invalidValue(at, external, "may only be set for externally-accessible services"));
  } else if (!POLICIES.includes(external ?? "")) faults.push(notSupported(at, external, POLICIES));
  const healthAt = "spec.healthCheckNodePort";
  if (needsHealthCheck(service)) faults.push(...portNumberFaults(healthCheckNodePort, healthAt));
  else if (healthCheckNodePort !== 0) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    faults.push(invalidValue(healthAt, healthCheckNodePort, detail));
  }
  if (internal !== undefined && !POLICIES.includes(internal)) {
    faults.push(notSupported("spec.internalTrafficPolicy", internal, POLICIES));
  }
  return faults;
}
