import type { Environment } from "../../environment.ts";
import { forbidden } from "../../http/status-error.ts";
import type { Kind } from "../../kinds/kind.ts";
import type { Pod } from "../../objects/pod.ts";
import {
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  privileged,
  seccompBaseline,
} from "./baseline.ts";
import {
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
} from "./restricted.ts";
import type { Check } from "./violation.ts";

const LABEL = "pod-security.kubernetes.io/";

/** The checks of each level, in the order in which the real server reports them: what baseline asks for first. */
const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  baseline: [capabilitiesBaseline, hostNamespaces, hostPathVolumes, hostPorts, privileged, seccompBaseline],
  restricted: [
    hostNamespaces,
    hostPorts,
    privileged,
    allowPrivilegeEscalation,
    capabilitiesRestricted,
    restrictedVolumes,
    runAsNonRoot,
    runAsUser,
    seccompRestricted,
  ],
};

/** Refuses, or warns of, pods that break the Pod Security level that their namespace's labels ask for. */
export function checkPodSecurity(env: Environment, kind: Kind, pod: Pod, warn: (text: string) => void): void {
  const labels = env.store.collection("namespaces").get(pod.metadata.namespace ?? "")?.object.metadata.labels ?? {};
  const enforced = violations(labels, "enforce", pod);
  if (enforced !== undefined) throw forbidden(kind, pod.metadata.name, `violates PodSecurity ${enforced}`);
  const warned = violations(labels, "warn", pod);
  if (warned !== undefined) warn(`would violate PodSecurity ${warned}`);
}

function violations(labels: Readonly<Record<string, string>>, mode: string, pod: Pod): string | undefined {
  const level = labels[LABEL + mode] ?? "privileged";
  const found = (CHECKS[level] ?? []).flatMap((check) => check(pod) ?? []);
  if (found.length === 0) return undefined;
  const version = labels[`${LABEL}${mode}-version`] ?? "latest";
  return `"${level}:${version}": ${found.map(({ reason, detail }) => `${reason} (${detail})`).join(", ")}`;
}
