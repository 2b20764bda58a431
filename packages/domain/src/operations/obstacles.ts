import { type PodKey, podKeyText } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import type { CommandPorts } from "./pod-commands.ts";

/** Nothing is promised of a cluster that was never seen. */
export function notSynced({ view, ledger }: Pick<CommandPorts, "view" | "ledger">): Refusal | null {
  const { stale, why } = view.freshness();
  const unknown = !view.synced || (stale && ledger.servers().size === 0);
  if (!unknown) return null;
  const message = `the cluster has not been seen yet: ${why ?? "still connecting"}; nothing was changed`;
  return { kind: "ClusterUnavailable", message };
}

/** A namesake that is not this ledger's is found before anything is reserved. */
export function foreignNamesake(ports: CommandPorts, key: PodKey): Refusal | null {
  const seen = ports.view.pod(key);
  if (!seen || seen.mark?.installationId === ports.installationId) return null;
  const message = `the cluster already has a pod ${podKeyText(key)} that Resource Manager did not make`;
  return { kind: "NameTaken", message, namespace: key.namespace, name: key.name };
}
