import { isIP } from "node:net";
import type { FieldFault } from "../../http/status-error.ts";
import { invalidValue, notSupported, required } from "../../objects/field-faults.ts";
import type { KubeObject } from "../../objects/meta.ts";
import { labelFaults, pathSegmentFaults, subdomainFaults, wildcardFaults } from "../../objects/names.ts";
import { portFaults } from "../../objects/port-rules.ts";

interface Backend {
  service?: { name: string; port?: { name?: string; number?: number } };
  resource?: { apiGroup?: string; kind: string; name: string };
}

interface Path {
  path?: string;
  /** null where it is left out. */
  pathType: string | null;
  backend: Backend;
}

interface Rule {
  host?: string;
  http?: { paths: Path[] | null };
}

export interface Ingress extends KubeObject {
  spec: {
    ingressClassName?: string;
    defaultBackend?: Backend;
    rules?: Rule[];
    tls?: { hosts?: string[]; secretName?: string }[];
  };
  status: { loadBalancer: { ingress?: { ip?: string; hostname?: string }[] } };
}

const PATH_TYPES = ["Exact", "ImplementationSpecific", "Prefix"];
const BAD_SEQUENCES = ["//", "/./", "/../", "%2f", "%2F"];
const BAD_ENDS = ["/..", "/."];

/** Source: networking/validation (ValidateIngressSpec). */
export function ingressFaults({ spec }: Ingress): FieldFault[] {
  const { rules, defaultBackend, tls = [], ingressClassName } = spec;
  const faults: FieldFault[] = [];
  if (!rules?.length && defaultBackend === undefined) {
    faults.push(invalidValue("spec", rules ?? null, "either `defaultBackend` or `rules` must be specified"));
  }
  if (defaultBackend !== undefined) faults.push(...backendFaults(defaultBackend, "spec.defaultBackend"));
  for (const [index, rule] of (rules ?? []).entries()) faults.push(...ruleFaults(rule, `spec.rules[${index}]`));
  for (const [index, { hosts = [], secretName }] of tls.entries()) {
    const at = `spec.tls[${index}]`;
    faults.push(...hosts.flatMap((host, hostIndex) => hostFaults(host, `${at}.hosts[${hostIndex}]`)));
    if (secretName)
      faults.push(...subdomainFaults(secretName).map((detail) => invalidValue(`${at}.secretName`, secretName, detail)));
  }
  if (ingressClassName !== undefined) {
    const at = "spec.ingressClassName";
    faults.push(...subdomainFaults(ingressClassName).map((detail) => invalidValue(at, ingressClassName, detail)));
  }
  return faults;
}

function hostFaults(host: string, at: string): FieldFault[] {
  const faults = host.includes("*") ? wildcardFaults(host) : subdomainFaults(host);
  return faults.map((detail) => invalidValue(at, host, detail));
}

function ruleFaults({ host, http }: Rule, at: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (host) {
    if (isIP(host) !== 0) faults.push(invalidValue(`${at}.host`, host, "must be a DNS name, not an IP address"));
    faults.push(...hostFaults(host, `${at}.host`));
  }
  if (http === undefined) return faults;
  const paths = http.paths ?? [];
  if (paths.length === 0) faults.push(required(`${at}.http.paths`));
  return [...faults, ...paths.flatMap((path, index) => pathFaults(path, `${at}.http.paths[${index}]`))];
}

function pathFaults({ path = "", pathType, backend }: Path, at: string): FieldFault[] {
  if (pathType === null) return [required(`${at}.pathType`, "pathType must be specified")];
  if (!PATH_TYPES.includes(pathType)) {
    return [notSupported(`${at}.pathType`, pathType, PATH_TYPES), ...backendFaults(backend, `${at}.backend`)];
  }
  const own = pathType === "ImplementationSpecific";
  const details: string[] = [];
  if (!path.startsWith("/") && !(own && path === "")) details.push("must be an absolute path");
  if (!own) {
    details.push(...BAD_SEQUENCES.filter((one) => path.includes(one)).map((one) => `must not contain '${one}'`));
    details.push(...BAD_ENDS.filter((one) => path.endsWith(one)).map((one) => `cannot end with '${one}'`));
  }
  const faults = details.map((detail) => invalidValue(`${at}.path`, path, detail));
  return [...faults, ...backendFaults(backend, `${at}.backend`)];
}

function backendFaults({ service, resource }: Backend, at: string): FieldFault[] {
  if (service !== undefined && resource !== undefined) {
    return [invalidValue(at, "", "cannot set both resource and service backends")];
  }
  if (resource !== undefined) return resourceFaults(resource, `${at}.resource`);
  if (service === undefined) return [invalidValue(at, "", "resource or service backend is required")];
  const { name: serviceName } = service;
  const nameAt = `${at}.service.name`;
  const faults = serviceName
    ? labelFaults(serviceName).map((detail) => invalidValue(nameAt, serviceName, detail))
    : [required(nameAt)];
  const { name, number } = service.port ?? {};
  if (name && number) return [...faults, invalidValue(at, "", "cannot set both port name & port number")];
  if (name) return [...faults, ...portFaults(name, `${at}.service.port.name`)];
  if (number) return [...faults, ...portFaults(number, `${at}.service.port.number`)];
  return [...faults, required(at, "port name or number is required")];
}

function resourceFaults({ apiGroup, kind, name }: NonNullable<Backend["resource"]>, at: string): FieldFault[] {
  const group = apiGroup === undefined ? [] : subdomainFaults(apiGroup);
  const part = (field: "kind" | "name", text: string): FieldFault[] =>
    text === ""
      ? [required(`${at}.${field}`)]
      : pathSegmentFaults(text).map((detail) => invalidValue(`${at}.${field}`, text, detail));
  return [
    ...group.map((detail) => invalidValue(`${at}.apiGroup`, apiGroup, detail)),
    ...part("kind", kind),
    ...part("name", name),
  ];
}
