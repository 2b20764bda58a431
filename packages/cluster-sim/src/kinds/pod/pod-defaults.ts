import type { Container, Pod, PodSpec } from "../../objects/pod.ts";

/** Source: kubernetes/pkg/apis/core/v1/defaults.go. Changes `pod`, which must be the caller's own. */
export function applyPodDefaults(pod: Pod): void {
  const spec: PodSpec = { ...pod.spec };
  pod.spec = spec;
  spec.containers = (spec.containers ?? []).map((container) => withContainerDefaults(container, spec));
  if (spec.initContainers !== undefined) {
    spec.initContainers = spec.initContainers.map((container) => withContainerDefaults(container, spec));
  }
  if (spec.volumes !== undefined) spec.volumes = spec.volumes.map(withVolumeDefaults);
  spec.serviceAccountName = spec.serviceAccountName || spec.serviceAccount || "";
  spec.serviceAccount = spec.serviceAccountName;
  if (spec.serviceAccountName === "") {
    delete spec.serviceAccountName;
    delete spec.serviceAccount;
  }
  spec.dnsPolicy ||= "ClusterFirst";
  spec.restartPolicy ||= "Always";
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  if (spec.terminationGracePeriodSeconds < 0) spec.terminationGracePeriodSeconds = 1;
  spec.schedulerName ||= "default-scheduler";
  spec.enableServiceLinks ??= true;
}

function withContainerDefaults(original: Container, spec: PodSpec): Container {
  const container: Container = { ...original };
  container.resources = { ...container.resources };
  const { limits } = container.resources;
  if (limits !== undefined) container.resources.requests = { ...limits, ...container.resources.requests };
  container.terminationMessagePath ||= "/dev/termination-log";
  container.terminationMessagePolicy ||= "File";
  container.imagePullPolicy ||= defaultPullPolicy(container.image ?? "");
  container.ports &&= container.ports.map((port) => ({
    ...port,
    ...(spec.hostNetwork === true && !port.hostPort ? { hostPort: port.containerPort } : {}),
    protocol: port.protocol || "TCP",
  }));
  container.env &&= container.env.map(withEnvDefaults);
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    if (container[name] !== undefined) container[name] = withProbeDefaults(container[name] as Probe);
  }
  return container;
}

/** No tag, or the tag `latest`, means Always; anything else, a digest too, IfNotPresent. */
export function defaultPullPolicy(image: string): string {
  if (image.includes("@")) return "IfNotPresent";
  const lastSegment = image.slice(image.lastIndexOf("/") + 1);
  const colon = lastSegment.indexOf(":");
  const tag = colon === -1 ? "latest" : lastSegment.slice(colon + 1);
  return tag === "latest" ? "Always" : "IfNotPresent";
}

type EnvVar = NonNullable<Container["env"]>[number];

function withEnvDefaults(variable: EnvVar): EnvVar {
  const source = variable.valueFrom as { fieldRef?: { apiVersion?: string; fieldPath: string } } | undefined;
  if (source?.fieldRef === undefined || source.fieldRef.apiVersion) return variable;
  return { ...variable, valueFrom: { ...source, fieldRef: { apiVersion: "v1", ...source.fieldRef } } };
}

interface Probe {
  httpGet?: { path?: string; scheme?: string };
  timeoutSeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
}

function withProbeDefaults(probe: Probe): Probe {
  return {
    ...probe,
    ...(probe.httpGet === undefined
      ? {}
      : { httpGet: { ...probe.httpGet, path: probe.httpGet.path || "/", scheme: probe.httpGet.scheme || "HTTP" } }),
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
  };
}

type Volume = NonNullable<PodSpec["volumes"]>[number];

function withVolumeDefaults(volume: Volume): Volume {
  if (Object.keys(volume).length === 1) return { ...volume, emptyDir: {} };
  const withMode = (name: string): Volume => ({
    ...volume,
    [name]: { ...(volume[name] as object), defaultMode: (volume[name] as { defaultMode?: number }).defaultMode ?? 420 },
  });
  for (const name of ["secret", "configMap", "downwardAPI", "projected"]) {
    if (volume[name] !== undefined) return withMode(name);
  }
  if (volume.hostPath !== undefined) return { ...volume, hostPath: { type: "", ...(volume.hostPath as object) } };
  return volume;
}
