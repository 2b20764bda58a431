import type { FieldFault } from "../../http/status-error.ts";
import { fieldForbidden, invalidValue } from "../../objects/field-faults.ts";
import { isHeadless, needsClusterIp, needsHealthCheck, type Service } from "../../objects/service.ts";
import { serviceFaults } from "./service-validation.ts";

const FIXED = "may not change once set";

/** Source: core/validation (ValidateServiceUpdate). */
export function serviceUpdateFaults(service: Service, old: Service): FieldFault[] {
  return [
    ...clusterIpFaults(service, old),
    ...familyFaults(service, old),
    ...classFaults(service, old),
    ...healthPortFaults(service, old),
    ...serviceFaults(service),
  ];
}

function clusterIpFaults(service: Service, old: Service): FieldFault[] {
  if (!needsClusterIp(service) || !needsClusterIp(old)) return [];
  if (isHeadless(service) && isHeadless(old)) return [];
  const now = service.spec.clusterIPs ?? [];
  const before = old.spec.clusterIPs ?? [];
  if (now.length === 0) {
    return before.length === 0 ? [] : [invalidValue("spec.clusterIPs[0]", now, "primary clusterIP can not be unset")];
  }
  return before.length > 0 && now[0] !== before[0] ? [invalidValue("spec.clusterIPs[0]", now, FIXED)] : [];
}

function familyFaults(service: Service, old: Service): FieldFault[] {
  if (!needsClusterIp(service) || !needsClusterIp(old) || isHeadless(service) || isHeadless(old)) return [];
  const now = service.spec.ipFamilies ?? [];
  const before = old.spec.ipFamilies ?? [];
  return now.length > 0 && before.length > 0 && now[0] !== before[0]
    ? [invalidValue("spec.ipFamilies[0]", now, FIXED)]
    : [];
}

function classFaults({ spec }: Service, { spec: before }: Service): FieldFault[] {
  const both = spec.type === "LoadBalancer" && before.type === "LoadBalancer";
  if (!both || spec.loadBalancerClass === before.loadBalancerClass) return [];
  return [invalidValue("spec.loadBalancerClass", spec.loadBalancerClass ?? null, FIXED)];
}

function healthPortFaults(service: Service, old: Service): FieldFault[] {
  const changed = service.spec.healthCheckNodePort !== old.spec.healthCheckNodePort;
  if (!changed || !needsHealthCheck(service) || !needsHealthCheck(old)) return [];
  return [fieldForbidden("spec.healthCheckNodePort", "field is immutable")];
}
