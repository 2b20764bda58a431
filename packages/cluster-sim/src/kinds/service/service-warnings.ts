import type { Service } from "../../objects/service.ts";

/** Source: pkg/api/service/warnings.go (GetWarningsForService). */
export function serviceWarnings({ spec }: Service): string[] {
  const headless = spec.type === "ClusterIP" && spec.clusterIP === "None";
  const external = spec.type === "ExternalName";
  const outside = (spec.externalIPs ?? []).length > 0;
  const warnings: string[] = [];
  if (headless && spec.loadBalancerIP) warnings.push("spec.loadBalancerIP is ignored for headless services");
  if (headless && outside) warnings.push("spec.externalIPs is ignored for headless services");
  if (headless && spec.sessionAffinity !== "None") {
    warnings.push("spec.SessionAffinity is ignored for headless services");
  }
  if (outside && !headless && !external) {
    warnings.push("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
  }
  if (outside && external) warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (!external && spec.externalName) {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  if (spec.trafficDistribution === "PreferClose") {
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
  return warnings;
}
