import { type FieldFault, invalid } from "../../http/status-error.ts";
import { familyOf } from "../../objects/addresses.ts";
import { invalidValue } from "../../objects/field-faults.ts";
import { HEADLESS, needsClusterIp, type Service } from "../../objects/service.ts";
import { serviceAddressFaults } from "./service-addresses.ts";

const SUBJECT = { group: "", plural: "services", kind: "Service" };
const POLICY = "spec.ipFamilyPolicy";

/**
 * Works out for which address families a service is. The cluster has IPv4 alone. Throws 422 where the service wants what it
 * cannot have. Source: registry/core/service/storage/alloc.go (initIPFamilyFields).
 */
export function setIpFamilies(service: Service, old: Service | undefined): void {
  if (!needsClusterIp(service)) return;
  const { spec } = service;
  const freeHeadless = spec.clusterIP === HEADLESS && Object.keys(spec.selector ?? {}).length === 0;
  spec.ipFamilyPolicy ??= old?.spec.ipFamilyPolicy ?? (freeHeadless ? "RequireDualStack" : "SingleStack");
  refuse(service, serviceAddressFaults(service));
  refuse(service, [...policyFaults(service), ...inferFamilies(service)]);
  if (freeHeadless) {
    spec.ipFamilies = spec.ipFamilies?.length ? spec.ipFamilies : ["IPv4"];
    if (spec.ipFamilies.length < 2 && spec.ipFamilyPolicy !== "SingleStack") {
      spec.ipFamilies = [...spec.ipFamilies, spec.ipFamilies[0] === "IPv4" ? "IPv6" : "IPv4"];
    }
    return;
  }
  refuse(service, unavailableFaults(service));
  if (!spec.ipFamilies?.length) spec.ipFamilies = ["IPv4"];
}

function policyFaults({ spec }: Service): FieldFault[] {
  if (spec.ipFamilyPolicy !== "SingleStack") return [];
  const fault = (what: string): FieldFault =>
    invalidValue(
      POLICY,
      spec.ipFamilyPolicy,
      `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`,
    );
  return [
    ...(spec.clusterIPs?.length === 2 ? [fault("cluster IPs")] : []),
    ...(spec.ipFamilies?.length === 2 ? [fault("IP families")] : []),
  ];
}

/** Families that only follow from the addresses given. */
function inferFamilies({ spec }: Service): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const [index, address] of (spec.clusterIPs ?? []).entries()) {
    if (address === HEADLESS) break;
    const family = familyOf(address);
    if (family === undefined || spec.ipFamilies?.[index] !== undefined) continue;
    if (family === "IPv4") spec.ipFamilies = [...(spec.ipFamilies ?? []), family];
    else {
      faults.push(
        invalidValue(`spec.clusterIPs[${index}]`, spec.clusterIPs, `${family} is not configured on this cluster`),
      );
    }
  }
  return faults;
}

function unavailableFaults({ spec }: Service): FieldFault[] {
  const families = (spec.ipFamilies ?? []).flatMap((family, index) =>
    family === "IPv4" ? [] : [invalidValue(`spec.ipFamilies[${index}]`, family, "not configured on this cluster")],
  );
  if (spec.ipFamilyPolicy !== "RequireDualStack") return families;
  const detail = "this cluster is not configured for dual-stack services";
  return [invalidValue(POLICY, spec.ipFamilyPolicy, detail), ...families];
}

function refuse({ metadata }: Service, faults: readonly FieldFault[]): void {
  if (faults.length > 0) throw invalid(SUBJECT, metadata.name, faults);
}
