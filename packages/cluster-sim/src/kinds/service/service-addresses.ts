import type { FieldFault } from "../../http/status-error.ts";
import { addressFaults, familyOf } from "../../objects/addresses.ts";
import { duplicate, invalidValue, notSupported, required } from "../../objects/field-faults.ts";
import { HEADLESS, isHeadless, type Service } from "../../objects/service.ts";

const FAMILIES = ["IPv4", "IPv6"];
const FAMILY_POLICIES = ["PreferDualStack", "RequireDualStack", "SingleStack"];
const AT = "spec.clusterIPs";

/** Whether clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy go together. Source: core/validation (ValidateServiceClusterIPsRelatedFields). */
export function serviceAddressFaults(service: Service): FieldFault[] {
  const { spec } = service;
  if (spec.type === "ExternalName") return [];
  const faults = [...pairFaults(service), ...familyFaults(service)];
  const addresses = spec.clusterIPs ?? [];
  const invalid = addresses.flatMap((address, index) => {
    if (index > 0 || address !== HEADLESS) return addressFaults(address, `${AT}[${index}]`);
    return addresses.length > 1 ? [invalidValue(AT, addresses, "'None' must be the first and only value")] : [];
  });
  faults.push(...invalid);
  if (addresses.length > 2) faults.push(invalidValue(AT, addresses, "may only hold up to 2 values"));
  // Further faults of addresses that are none would only mislead.
  if (invalid.length > 0) return faults;
  if (addresses.length > 1 && new Set(addresses.map(familyOf)).size < addresses.length) {
    faults.push(invalidValue(AT, addresses, "may specify no more than one IP for each IP family"));
  }
  return isHeadless(service) ? faults : [...faults, ...mismatchFaults(service)];
}

function pairFaults({ spec: { clusterIP = "", clusterIPs = [] } }: Service): FieldFault[] {
  if (clusterIP === "") {
    return clusterIPs.length === 0
      ? []
      : [invalidValue(AT, clusterIPs, "must be empty when `clusterIP` is not specified")];
  }
  if (clusterIPs.length === 0) return [required(AT)];
  return clusterIPs[0] === clusterIP ? [] : [invalidValue(AT, clusterIPs, "first value must match `clusterIP`")];
}

function familyFaults({ spec: { ipFamilies = [], ipFamilyPolicy } }: Service): FieldFault[] {
  const seen = new Set<string>();
  const faults = ipFamilies.flatMap((family, index) => {
    const at = `spec.ipFamilies[${index}]`;
    const known = FAMILIES.includes(family) ? [] : [notSupported(at, family, FAMILIES)];
    const again = seen.has(family) ? [duplicate(at, family)] : [];
    seen.add(family);
    return [...known, ...again];
  });
  if (ipFamilyPolicy !== undefined && !FAMILY_POLICIES.includes(ipFamilyPolicy)) {
    faults.push(notSupported("spec.ipFamilyPolicy", ipFamilyPolicy, FAMILY_POLICIES));
  }
  return faults;
}

function mismatchFaults({ spec: { clusterIPs = [], ipFamilies = [] } }: Service): FieldFault[] {
  return clusterIPs.flatMap((address, index) => {
    const family = ipFamilies[index];
    if (family === undefined || familyOf(address) === family) return [];
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    return [invalidValue(`${AT}[${index}]`, address, detail)];
  });
}
