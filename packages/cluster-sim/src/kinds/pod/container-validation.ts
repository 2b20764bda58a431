import type { FieldFault } from "../../http/status-error.ts";
import {
  duplicate,
  fieldForbidden,
  fieldNotFound,
  invalidValue,
  notSupported,
  required,
} from "../../objects/field-faults.ts";
import { labelFaults } from "../../objects/names.ts";
import type { Container, ContainerPort, PodSpec } from "../../objects/pod.ts";
import { PROTOCOLS, portNameFaults, portNumberFaults } from "../../objects/port-rules.ts";
import { requirementFaults } from "./resource-validation.ts";
import { containerSecurityFaults } from "./security-validation.ts";

/** Source: core/validation (validateContainers, validateInitContainers, validateContainerCommon). */
export function containersFaults(spec: PodSpec): FieldFault[] {
  if (spec.containers.length === 0) return [required("spec.containers")];
  const faults: FieldFault[] = [];
  const names = new Set<string>();
  spec.containers.forEach((container, index) => {
    const at = `spec.containers[${index}]`;
    faults.push(...commonFaults(container, spec, at));
    if (names.has(container.name)) faults.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
  });
  faults.push(...hostPortFaults(spec.containers, "spec.containers"));
  (spec.initContainers ?? []).forEach((container, index) => {
    const at = `spec.initContainers[${index}]`;
    faults.push(...commonFaults(container, spec, at));
    if (container.restartPolicy !== undefined && container.restartPolicy !== "Always") {
      faults.push(notSupported(`${at}.restartPolicy`, container.restartPolicy, ["Always"]));
    }
    if (names.has(container.name)) faults.push(duplicate(`${at}.name`, container.name));
    else if (container.name !== "") names.add(container.name);
    if (container.restartPolicy !== "Always") {
      for (const name of ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]) {
        if (container[name] === undefined) continue;
        faults.push(fieldForbidden(`${at}.${name}`, "may not be set for init containers without restartPolicy=Always"));
      }
    }
  });
  return faults;
}

function commonFaults(container: Container, spec: PodSpec, at: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (container.name === "") faults.push(required(`${at}.name`));
  else faults.push(...labelFaults(container.name).map((detail) => invalidValue(`${at}.name`, container.name, detail)));
  if (!container.image) faults.push(required(`${at}.image`));
  const policies = ["File", "FallbackToLogsOnError"];
  if (!policies.includes(container.terminationMessagePolicy ?? "")) {
    faults.push(notSupported(`${at}.terminationMessagePolicy`, container.terminationMessagePolicy, policies));
  }
  faults.push(...containerPortFaults(container.ports ?? [], `${at}.ports`));
  faults.push(...envFaults(container.env ?? [], `${at}.env`));
  faults.push(...mountFaults(container, spec, `${at}.volumeMounts`));
  const pulls = ["Always", "IfNotPresent", "Never"];
  if (!pulls.includes(container.imagePullPolicy ?? "")) {
    faults.push(notSupported(`${at}.imagePullPolicy`, container.imagePullPolicy, pulls));
  }
  faults.push(...requirementFaults(container.resources ?? {}, `${at}.resources`));
  faults.push(...resizePolicyFaults(container, spec, `${at}.resizePolicy`));
  faults.push(...containerSecurityFaults(container.securityContext, `${at}.securityContext`));
  return faults;
}

function containerPortFaults(ports: readonly ContainerPort[], field: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const at = `${field}[${index}]`;
    if (port.name) {
      const details = portNameFaults(port.name);
      if (details.length > 0) faults.push(...details.map((detail) => invalidValue(`${at}.name`, port.name, detail)));
      else if (names.has(port.name)) faults.push(duplicate(`${at}.name`, port.name));
      names.add(port.name);
    }
    if (!port.containerPort) faults.push(required(`${at}.containerPort`));
    else faults.push(...portNumberFaults(port.containerPort, `${at}.containerPort`));
    if (port.hostPort) faults.push(...portNumberFaults(port.hostPort, `${at}.hostPort`));
    if (!PROTOCOLS.includes(port.protocol ?? "")) faults.push(notSupported(`${at}.protocol`, port.protocol, PROTOCOLS));
  });
  return faults;
}

function envFaults(env: NonNullable<Container["env"]>, field: string): FieldFault[] {
  return env.flatMap((variable, index) => {
    const at = `${field}[${index}]`;
    const faults: FieldFault[] = [];
    if (!variable.name) faults.push(required(`${at}.name`));
    else if (!/^[ -<>-~]+$/.test(variable.name)) {
      const detail = "a valid environment variable name must consist only of printable ASCII characters other than '='";
      faults.push(invalidValue(`${at}.name`, variable.name, detail));
    }
    if (variable.valueFrom !== undefined) faults.push(...valueFromFaults(variable, `${at}.valueFrom`));
    return faults;
  });
}

function valueFromFaults(variable: NonNullable<Container["env"]>[number], field: string): FieldFault[] {
  const sources = Object.keys(variable.valueFrom as object).length;
  if (sources === 0) {
    const detail =
      "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
    return [invalidValue(field, "", detail)];
  }
  if ((variable.value ?? "") !== "") return [invalidValue(field, "", "may not be specified when `value` is not empty")];
  return sources > 1 ? [invalidValue(field, "", "may not have more than one field specified at a time")] : [];
}

function mountFaults(container: Container, spec: PodSpec, field: string): FieldFault[] {
  const volumes = new Set((spec.volumes ?? []).map((volume) => volume.name));
  const paths = new Set<string>();
  return (container.volumeMounts ?? []).flatMap((mount, index) => {
    const at = `${field}[${index}]`;
    const faults: FieldFault[] = [];
    if (!mount.name) faults.push(required(`${at}.name`));
    if (!volumes.has(mount.name)) faults.push(fieldNotFound(`${at}.name`, mount.name));
    if (!mount.mountPath) faults.push(required(`${at}.mountPath`));
    if (paths.has(mount.mountPath)) faults.push(invalidValue(`${at}.mountPath`, mount.mountPath, "must be unique"));
    paths.add(mount.mountPath);
    return faults;
  });
}

function resizePolicyFaults(container: Container, spec: PodSpec, field: string): FieldFault[] {
  const seen = new Set<string>();
  return (container.resizePolicy ?? []).flatMap(({ resourceName, restartPolicy }, index) => {
    const faults: FieldFault[] = [];
    if (seen.has(resourceName)) faults.push(duplicate(`${field}[${index}]`, resourceName));
    seen.add(resourceName);
    if (!resourceName) faults.push(required(field));
    else if (!["cpu", "memory"].includes(resourceName))
      faults.push(notSupported(field, resourceName, ["cpu", "memory"]));
    if (!restartPolicy) faults.push(required(field));
    else if (!["NotRequired", "RestartContainer"].includes(restartPolicy)) {
      faults.push(notSupported(field, restartPolicy, ["NotRequired", "RestartContainer"]));
    }
    if (spec.restartPolicy === "Never" && restartPolicy !== "NotRequired") {
      faults.push(invalidValue(field, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
    }
    return faults;
  });
}

function hostPortFaults(containers: readonly Container[], field: string): FieldFault[] {
  const taken = new Set<string>();
  const faults: FieldFault[] = [];
  containers.forEach((container, index) => {
    (container.ports ?? []).forEach((port, portIndex) => {
      if (!port.hostPort) return;
      const key = `${port.protocol}/${port.hostIP ?? ""}/${port.hostPort}`;
      if (taken.has(key)) faults.push(duplicate(`${field}[${index}].ports[${portIndex}].hostPort`, key));
      taken.add(key);
    });
  });
  return faults;
}
