import { badSeccomp, capabilities, isGoodSeccomp, seccompType } from "./baseline.ts";
import { type Check, containersNamed, offenders, quoted } from "./violation.ts";

/** Source: k8s.io/pod-security-admission/policy. */

export const allowPrivilegeEscalation: Check = (pod) => {
  const names = offenders(pod, (container) => container.securityContext?.allowPrivilegeEscalation !== false);
  if (names.length === 0) return undefined;
  const detail = `${containersNamed(names)} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: "allowPrivilegeEscalation != false", detail };
};

export const capabilitiesRestricted: Check = (pod) => {
  const added = new Set<string>();
  const missing = offenders(pod, (container) => !capabilities(container).drop.includes("ALL"));
  const adding = offenders(pod, (container) => {
    const bad = capabilities(container).add.filter((name) => name !== "NET_BIND_SERVICE");
    for (const name of bad) added.add(name);
    return bad.length > 0;
  });
  const details: string[] = [];
  if (missing.length > 0)
    details.push(`${containersNamed(missing)} must set securityContext.capabilities.drop=["ALL"]`);
  if (adding.length > 0) {
    const which = quoted([...added].sort());
    details.push(`${containersNamed(adding)} must not include ${which} in securityContext.capabilities.add`);
  }
  return details.length === 0 ? undefined : { reason: "unrestricted capabilities", detail: details.join("; ") };
};

const ALLOWED_VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

export const restrictedVolumes: Check = ({ spec }) => {
  const types = new Set<string>();
  const names: string[] = [];
  for (const { name, ...sources } of spec.volumes ?? []) {
    const [type = "unknown"] = Object.keys(sources);
    if (ALLOWED_VOLUMES.includes(type)) continue;
    names.push(name);
    types.add(type);
  }
  if (names.length === 0) return undefined;
  const one = names.length === 1;
  const kinds = types.size === 1 ? "restricted volume type" : "restricted volume types";
  const detail = `${one ? "volume" : "volumes"} ${quoted(names)} ${one ? "uses" : "use"} ${kinds} ${quoted([...types].sort())}`;
  return { reason: "restricted volume types", detail };
};

export const runAsNonRoot: Check = (pod) => {
  if (pod.spec.hostUsers === false) return undefined;
  const ofPod = pod.spec.securityContext?.runAsNonRoot;
  const setters = ofPod === false ? ["pod"] : [];
  const explicit = offenders(pod, (container) => container.securityContext?.runAsNonRoot === false);
  if (explicit.length > 0) setters.push(containersNamed(explicit));
  const reason = "runAsNonRoot != true";
  if (setters.length > 0) {
    return { reason, detail: `${setters.join(" and ")} must not set securityContext.runAsNonRoot=false` };
  }
  if (ofPod === true) return undefined;
  const implicit = offenders(pod, (container) => container.securityContext?.runAsNonRoot === undefined);
  if (implicit.length === 0) return undefined;
  return { reason, detail: `pod or ${containersNamed(implicit)} must set securityContext.runAsNonRoot=true` };
};

export const runAsUser: Check = (pod) => {
  if (pod.spec.hostUsers === false) return undefined;
  const setters = pod.spec.securityContext?.runAsUser === 0 ? ["pod"] : [];
  const names = offenders(pod, (container) => container.securityContext?.runAsUser === 0);
  if (names.length > 0) setters.push(containersNamed(names));
  if (setters.length === 0) return undefined;
  return { reason: "runAsUser=0", detail: `${setters.join(" and ")} must not set runAsUser=0` };
};

export const seccompRestricted: Check = (pod) => {
  const bad = badSeccomp(pod);
  if (bad !== undefined) return bad;
  const ofPod = seccompType(pod.spec.securityContext);
  if (ofPod !== undefined && isGoodSeccomp(ofPod)) return undefined;
  const implicit = offenders(pod, (container) => seccompType(container.securityContext) === undefined);
  if (implicit.length === 0) return undefined;
  const detail = `pod or ${containersNamed(implicit)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
  return { reason: "seccompProfile", detail };
};
