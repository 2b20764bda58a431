import { listOf, type RawRecord, recordOf } from "./raw-json.ts";

/**
 * What Pod Security `restricted` has against a pod's spec, in its own words. Empty: nothing.
 * Source: kubernetes.io/docs/concepts/security/pod-security-standards (baseline and restricted, for Linux).
 */
export function restrictedViolations(spec: unknown): readonly string[] {
  const pod = recordOf(spec);
  const containers = [...listOf(pod.initContainers), ...listOf(pod.containers), ...listOf(pod.ephemeralContainers)].map(
    recordOf,
  );
  const security = recordOf(pod.securityContext);
  return [...ofPod(pod), ...containers.flatMap((container) => ofContainer(container, security))];
}

const VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

function ofPod(pod: RawRecord): string[] {
  const host = ["hostNetwork", "hostPID", "hostIPC"].filter((name) => pod[name] === true);
  const volumes = listOf(pod.volumes)
    .map(recordOf)
    .filter((volume) => !VOLUMES.some((kind) => volume[kind] !== undefined && volume[kind] !== null))
    .map((volume) => `volume ${volume.name} is of a kind that is not allowed`);
  return [...host.map((name) => `${name} is on`), ...volumes];
}

function ofContainer(container: RawRecord, podSecurity: RawRecord): string[] {
  const security = recordOf(container.securityContext);
  const { add, drop } = recordOf(security.capabilities);
  const seccomp = recordOf(security.seccompProfile ?? podSecurity.seccompProfile).type;
  const runAsUser = security.runAsUser ?? podSecurity.runAsUser;
  const problems = {
    "is privileged": security.privileged === true,
    "may gain privileges": security.allowPrivilegeEscalation !== false,
    "keeps capabilities": !listOf(drop).includes("ALL"),
    "adds capabilities": listOf(add).some((capability) => capability !== "NET_BIND_SERVICE"),
    "may run as root": (security.runAsNonRoot ?? podSecurity.runAsNonRoot) !== true || runAsUser === 0,
    "has no seccomp profile": seccomp !== "RuntimeDefault" && seccomp !== "Localhost",
    "takes ports of the server": listOf(container.ports).some((port) => Number(recordOf(port).hostPort ?? 0) > 0),
  };
  return Object.entries(problems).flatMap(([words, wrong]) => (wrong ? [`container ${container.name} ${words}`] : []));
}
