import type { Environment } from "../environment.ts";
import { forbidden } from "../http/status-error.ts";
import type { Kind } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import type { Container, Pod } from "../objects/pod.ts";

const TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

interface ServiceAccount extends KubeObject {
  automountServiceAccountToken?: boolean;
  imagePullSecrets?: { name: string }[];
}

/** Gives the pod its ServiceAccount and, unless that is refused, the volume with its token. */
export function useServiceAccount(env: Environment, kind: Kind, pod: Pod): void {
  if (pod.metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined) return;
  const { spec } = pod;
  const name = spec.serviceAccountName || "default";
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
  const key = `${pod.metadata.namespace}/${name}`;
  const account = env.store.collection("serviceaccounts").get(key)?.object as ServiceAccount | undefined;
  if (account === undefined) {
    const why = `error looking up service account ${key}: serviceaccount "${name}" not found`;
    throw forbidden(kind, pod.metadata.name ?? "", why);
  }
  if (spec.imagePullSecrets === undefined && account.imagePullSecrets !== undefined) {
    spec.imagePullSecrets = account.imagePullSecrets;
  }
  if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(env, pod);
}

function mountToken(env: Environment, pod: Pod): void {
  const { spec } = pod;
  const existing = (spec.volumes ?? []).find((volume) => volume.name.startsWith("kube-api-access-"));
  const volumeName = existing?.name ?? `kube-api-access-${env.random.suffix(5)}`;
  let used = false;
  const mount = (container: Container): Container => {
    if ((container.volumeMounts ?? []).some((one) => one.mountPath === TOKEN_PATH)) return container;
    used = true;
    const token = { name: volumeName, readOnly: true, mountPath: TOKEN_PATH };
    return { ...container, volumeMounts: [...(container.volumeMounts ?? []), token] };
  };
  if (spec.initContainers !== undefined) spec.initContainers = spec.initContainers.map(mount);
  if (spec.containers !== undefined) spec.containers = spec.containers.map(mount);
  if (used && existing === undefined) spec.volumes = [...(spec.volumes ?? []), tokenVolume(volumeName)];
}

function tokenVolume(name: string): { name: string; projected: unknown } {
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        {
          downwardAPI: {
            items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
          },
        },
      ],
      defaultMode: 420,
    },
  };
}
