import type { FieldFault } from "../../http/status-error.ts";
import { addressFaults, endpointAddressFaults, familyOf } from "../../objects/addresses.ts";
import type { Endpoint, EndpointPort, EndpointSlice } from "../../objects/endpoint-slice.ts";
import { duplicate, invalidValue, notSupported, required } from "../../objects/field-faults.ts";
import { labelFaults, qualifiedNameFaults, subdomainFaults } from "../../objects/names.ts";
import { PROTOCOLS } from "../../objects/port-rules.ts";

const ADDRESS_TYPES = ["FQDN", "IPv4", "IPv6"];

/** Source: discovery/validation (ValidateEndpointSlice). */
export function endpointSliceFaults({ addressType, endpoints, ports }: EndpointSlice): FieldFault[] {
  const faults: FieldFault[] = [];
  if (!addressType) faults.push(required("addressType"));
  else if (!ADDRESS_TYPES.includes(addressType)) faults.push(notSupported("addressType", addressType, ADDRESS_TYPES));
  faults.push(...slicePortsFaults(ports ?? []));
  for (const [index, endpoint] of (endpoints ?? []).entries()) {
    faults.push(...endpointFaults(endpoint, addressType, `endpoints[${index}]`));
  }
  return faults;
}

function slicePortsFaults(ports: readonly EndpointPort[]): FieldFault[] {
  const names = new Set<string>();
  return ports.flatMap(({ name = "", protocol, appProtocol }, index) => {
    const at = `ports[${index}]`;
    const faults = name === "" ? [] : labelFaults(name).map((detail) => invalidValue(`${at}.name`, name, detail));
    if (names.has(name)) faults.push(duplicate(`${at}.name`, name));
    names.add(name);
    if (!PROTOCOLS.includes(protocol ?? "")) faults.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
    if (appProtocol !== undefined) {
      const details = qualifiedNameFaults(appProtocol);
      faults.push(...details.map((detail) => invalidValue(`${at}.appProtocol`, appProtocol, detail)));
    }
    return faults;
  });
}

function endpointFaults({ addresses, hostname, nodeName }: Endpoint, type: string, at: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const list = addresses ?? [];
  if (list.length === 0) faults.push(required(`${at}.addresses`));
  for (const [index, address] of list.entries()) {
    faults.push(...typedAddressFaults(address, type, `${at}.addresses`, index));
  }
  if (nodeName !== undefined) {
    faults.push(...subdomainFaults(nodeName).map((detail) => invalidValue(`${at}.nodeName`, nodeName, detail)));
  }
  if (hostname !== undefined) {
    faults.push(...labelFaults(hostname).map((detail) => invalidValue(`${at}.hostname`, hostname, detail)));
  }
  return faults;
}

function typedAddressFaults(address: string, type: string, list: string, index: number): FieldFault[] {
  const at = `${list}[${index}]`;
  if (type === "FQDN") return domainFaults(address, at);
  if (type !== "IPv4" && type !== "IPv6") return [];
  const faults = addressFaults(address, at);
  if (faults.length > 0) return faults;
  const family = familyOf(address) === type ? [] : [invalidValue(list, address, `must be an ${type} address`)];
  return [...family, ...endpointAddressFaults(address, at)];
}

function domainFaults(domain: string, at: string): FieldFault[] {
  const name = domain.replace(/\.$/, "");
  const details = subdomainFaults(name);
  if (details.length > 0) return [invalidValue(at, name, details.join(","))];
  if (name.includes(".")) return [];
  return [invalidValue(at, name, "should be a domain with at least two segments separated by dots")];
}
