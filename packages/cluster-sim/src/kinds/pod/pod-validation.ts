import type { FieldFault } from "../../http/status-error.ts";
import { duplicate, fieldForbidden, invalidValue, notSupported, required } from "../../objects/field-faults.ts";
import { labelsFaults } from "../../objects/meta-rules.ts";
import { labelFaults, qualifiedNameFaults, subdomainFaults } from "../../objects/names.ts";
import type { Pod, PodSpec } from "../../objects/pod.ts";
import { containersFaults } from "./container-validation.ts";
import { nodeAffinityFaults, tolerationFaults } from "./placement-validation.ts";
import { podSecurityFaults } from "./security-validation.ts";

const RESTART_POLICIES = ["Always", "OnFailure", "Never"];
const DNS_POLICIES = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
const INT32_MAX = 2_147_483_647;

/** What is wrong with a pod's spec, on creation and on every change. Source: core/validation (ValidatePodSpec). */
export function podSpecFaults(spec: PodSpec): FieldFault[] {
  return [
    ...volumeFaults(spec),
    ...containersFaults(spec),
    ...hostNetworkFaults(spec),
    ...oneOf("spec.restartPolicy", spec.restartPolicy, RESTART_POLICIES),
    ...oneOf("spec.dnsPolicy", spec.dnsPolicy, DNS_POLICIES),
    ...labelsFaults(spec.nodeSelector ?? {}, "spec.nodeSelector"),
    ...podSecurityFaults(spec.securityContext, "spec.securityContext"),
    ...nodeAffinityFaults(spec),
    ...gateFaults(spec),
    ...named("spec.serviceAccountName", spec.serviceAccountName, subdomainFaults),
    ...named("spec.nodeName", spec.nodeName, subdomainFaults),
    ...deadlineFaults(spec),
    ...named("spec.hostname", spec.hostname, labelFaults),
    ...tolerationFaults(spec.tolerations ?? []),
    ...named("spec.priorityClassName", spec.priorityClassName, subdomainFaults),
    ...graceFaults(spec),
  ];
}

export function podCreateFaults(pod: Pod): FieldFault[] {
  const faults = podSpecFaults(pod.spec);
  if ((pod.spec.ephemeralContainers ?? []).length > 0) {
    faults.push(fieldForbidden("spec.ephemeralContainers", "cannot be set on create"));
  }
  if (pod.spec.nodeName && (pod.spec.schedulingGates ?? []).length > 0) {
    faults.push(fieldForbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared"));
  }
  return faults;
}

function oneOf(field: string, value: string | undefined, allowed: readonly string[]): FieldFault[] {
  return allowed.includes(value ?? "") ? [] : [notSupported(field, value ?? "", allowed)];
}

function named(field: string, value: string | undefined, rule: (text: string) => string[]): FieldFault[] {
  return value ? rule(value).map((detail) => invalidValue(field, value, detail)) : [];
}

function volumeFaults(spec: PodSpec): FieldFault[] {
  const names = new Set<string>();
  return (spec.volumes ?? []).flatMap((volume, index) => {
    const at = `spec.volumes[${index}]`;
    const faults: FieldFault[] = [];
    // The real server looks at emptyDir first, whatever comes with it is one too many.
    const sources = Object.keys(volume)
      .filter((key) => key !== "name")
      .sort((a, b) => Number(b === "emptyDir") - Number(a === "emptyDir"));
    for (const source of sources.slice(1))
      faults.push(fieldForbidden(`${at}.${source}`, "may not specify more than 1 volume type"));
    if (!volume.name) faults.push(required(`${at}.name`));
    else faults.push(...labelFaults(volume.name).map((detail) => invalidValue(`${at}.name`, volume.name, detail)));
    if (names.has(volume.name)) faults.push(duplicate(`${at}.name`, volume.name));
    names.add(volume.name);
    return faults;
  });
}

function hostNetworkFaults(spec: PodSpec): FieldFault[] {
  if (spec.hostNetwork !== true) return [];
  return spec.containers.flatMap((container, index) =>
    (container.ports ?? []).flatMap((port, portIndex) => {
      if (port.hostPort === port.containerPort) return [];
      const field = `spec.containers[${index}].ports[${portIndex}].hostPort`;
      return [invalidValue(field, port.hostPort ?? 0, "must match `containerPort` when `hostNetwork` is true")];
    }),
  );
}

function gateFaults(spec: PodSpec): FieldFault[] {
  const seen = new Set<string>();
  return (spec.schedulingGates ?? []).flatMap(({ name }, index) => {
    const at = `spec.schedulingGates[${index}]`;
    const faults = qualifiedNameFaults(name).map((detail) => invalidValue(at, name, detail));
    if (seen.has(name)) faults.push(duplicate(at, name));
    seen.add(name);
    return faults;
  });
}

function deadlineFaults({ activeDeadlineSeconds: seconds }: PodSpec): FieldFault[] {
  if (seconds === undefined || (seconds >= 1 && seconds <= INT32_MAX)) return [];
  return [invalidValue("spec.activeDeadlineSeconds", seconds, `must be between 1 and ${INT32_MAX}, inclusive`)];
}

function graceFaults({ terminationGracePeriodSeconds: seconds = 0 }: PodSpec): FieldFault[] {
  if (seconds >= 0) return [];
  return [invalidValue("spec.terminationGracePeriodSeconds", seconds, "must be greater than or equal to 0")];
}
