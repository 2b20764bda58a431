import type { Container, Pod } from "../../objects/pod.ts";
import { allContainers, type Check, containersNamed, offenders, quoted, type Violation } from "./violation.ts";

/** Source: k8s.io/pod-security-admission/policy. Left out: AppArmor, SELinux, sysctls, procMount, Windows, host probes. */

const DEFAULT_CAPABILITIES = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

export const capabilitiesBaseline: Check = (pod) => {
  const added = new Set<string>();
  const names = offenders(pod, (container) => {
    const bad = capabilities(container).add.filter((name) => !DEFAULT_CAPABILITIES.has(name));
    for (const name of bad) added.add(name);
    return bad.length > 0;
  });
  if (names.length === 0) return undefined;
  const which = quoted([...added].sort());
  const detail = `${containersNamed(names)} must not include ${which} in securityContext.capabilities.add`;
  return { reason: "non-default capabilities", detail };
};

export function capabilities(container: Container): { add: string[]; drop: string[] } {
  const given = container.securityContext?.capabilities as { add?: string[]; drop?: string[] } | undefined;
  return { add: given?.add ?? [], drop: given?.drop ?? [] };
}

export const hostNamespaces: Check = ({ spec }) => {
  const used = ["hostNetwork", "hostPID", "hostIPC"].filter((name) => spec[name] === true);
  if (used.length === 0) return undefined;
  return { reason: "host namespaces", detail: used.map((name) => `${name}=true`).join(", ") };
};

export const hostPathVolumes: Check = ({ spec }) => {
  const names = (spec.volumes ?? []).filter((volume) => volume.hostPath !== undefined).map((volume) => volume.name);
  if (names.length === 0) return undefined;
  return { reason: "hostPath volumes", detail: `${names.length === 1 ? "volume" : "volumes"} ${quoted(names)}` };
};

export const hostPorts: Check = (pod) => {
  const ports = new Set<string>();
  for (const container of allContainers(pod.spec)) {
    for (const port of container.ports ?? []) if (port.hostPort) ports.add(String(port.hostPort));
  }
  const names = offenders(pod, (container) => (container.ports ?? []).some((port) => port.hostPort));
  if (names.length === 0) return undefined;
  const verb = names.length === 1 ? "uses" : "use";
  const noun = ports.size === 1 ? "hostPort" : "hostPorts";
  return { reason: "hostPort", detail: `${containersNamed(names)} ${verb} ${noun} ${[...ports].sort().join(", ")}` };
};

export const privileged: Check = (pod) => {
  const names = offenders(pod, (container) => container.securityContext?.privileged === true);
  if (names.length === 0) return undefined;
  return { reason: "privileged", detail: `${containersNamed(names)} must not set securityContext.privileged=true` };
};

export const seccompBaseline: Check = (pod) => badSeccomp(pod);

export function seccompType(context: Record<string, unknown> | undefined): string | undefined {
  return (context?.seccompProfile as { type?: string } | undefined)?.type;
}

export function isGoodSeccomp(type: string): boolean {
  return type === "RuntimeDefault" || type === "Localhost";
}

export function badSeccomp(pod: Pod): Violation | undefined {
  const bad = new Set<string>();
  const isBad = (type: string | undefined): boolean => {
    if (type === undefined || isGoodSeccomp(type)) return false;
    bad.add(type);
    return true;
  };
  const setters = isBad(seccompType(pod.spec.securityContext)) ? ["pod"] : [];
  const names = offenders(pod, (container) => isBad(seccompType(container.securityContext)));
  if (names.length > 0) setters.push(containersNamed(names));
  if (setters.length === 0) return undefined;
  const values = quoted([...bad].sort());
  const detail = `${setters.join(" and ")} must not set securityContext.seccompProfile.type to ${values}`;
  return { reason: "seccompProfile", detail };
}
