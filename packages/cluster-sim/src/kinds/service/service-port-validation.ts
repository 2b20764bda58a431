import type { FieldFault } from "../../http/status-error.ts";
import { duplicate, fieldForbidden, invalidValue, notSupported, required } from "../../objects/field-faults.ts";
import { labelFaults, qualifiedNameFaults } from "../../objects/names.ts";
import { PROTOCOLS, portFaults, portNumberFaults } from "../../objects/port-rules.ts";
import { isHeadless, type Service, type ServicePort } from "../../objects/service.ts";

const AT = "spec.ports";

/** Source: core/validation (validateService, validateServicePort). */
export function servicePortsFaults(service: Service): FieldFault[] {
  const { spec } = service;
  const ports = spec.ports ?? [];
  if (ports.length === 0) {
    return isHeadless(service) || spec.type === "ExternalName" ? [] : [required(AT)];
  }
  const names = new Set<string>();
  const faults = ports.flatMap((port, index) => portFaultsAt(port, `${AT}[${index}]`, ports.length > 1, names));
  if (spec.type === "ClusterIP") {
    const detail = "may not be used when `type` is 'ClusterIP'";
    faults.push(
      ...ports.flatMap(({ nodePort }, at) => (nodePort ? [fieldForbidden(`${AT}[${at}].nodePort`, detail)] : [])),
    );
  }
  return [...faults, ...nodePortsTwice(ports), ...portsTwice(ports)];
}

function portFaultsAt(port: ServicePort, at: string, mustBeNamed: boolean, names: Set<string>): FieldFault[] {
  const faults: FieldFault[] = [];
  if (port.name) {
    faults.push(...labelFaults(port.name).map((detail) => invalidValue(`${at}.name`, port.name, detail)));
    if (names.has(port.name)) faults.push(duplicate(`${at}.name`, port.name));
    names.add(port.name);
  } else if (mustBeNamed) faults.push(required(`${at}.name`));
  faults.push(...portNumberFaults(port.port, `${at}.port`));
  if (!PROTOCOLS.includes(port.protocol)) faults.push(notSupported(`${at}.protocol`, port.protocol, PROTOCOLS));
  faults.push(...portFaults(port.targetPort ?? 0, `${at}.targetPort`));
  const { appProtocol } = port;
  if (appProtocol !== undefined) {
    faults.push(
      ...qualifiedNameFaults(appProtocol).map((detail) => invalidValue(`${at}.appProtocol`, appProtocol, detail)),
    );
  }
  return faults;
}

function nodePortsTwice(ports: readonly ServicePort[]): FieldFault[] {
  const seen = new Set<string>();
  return ports.flatMap(({ nodePort, protocol }, index) => {
    if (!nodePort) return [];
    const key = `${protocol}/${nodePort}`;
    const again = seen.has(key);
    seen.add(key);
    return again ? [duplicate(`${AT}[${index}].nodePort`, nodePort)] : [];
  });
}

function portsTwice(ports: readonly ServicePort[]): FieldFault[] {
  const seen = new Set<string>();
  return ports.flatMap(({ port, protocol }, index) => {
    const key = `${protocol}/${port}`;
    const again = seen.has(key);
    seen.add(key);
    // Shown as the API server's own struct names its fields.
    const shown = { Name: "", Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
    return again ? [duplicate(`${AT}[${index}]`, shown)] : [];
  });
}
