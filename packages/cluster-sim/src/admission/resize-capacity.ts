import type { Environment } from "../environment.ts";
import { forbidden } from "../http/status-error.ts";
import type { Kind } from "../kinds/kind.ts";
import { podRequests } from "../kinds/pod/pod-resources.ts";
import type { Node } from "../objects/node.ts";
import type { Pod } from "../objects/pod.ts";
import { quantityAmount } from "../objects/quantity.ts";

/** A resize beyond what the whole node could give is refused. Source: plugin/pkg/admission/podresize. */
export function refuseResizeBeyondNode(env: Environment, kind: Kind, pod: Pod, old: Pod): void {
  const { nodeName } = pod.spec;
  if (!nodeName || pod.metadata.generation === old.metadata.generation) return;
  const node = env.store.collection("nodes").get(nodeName)?.object as Node | undefined;
  if (node === undefined) throw forbidden(kind, pod.metadata.name, `node "${nodeName}" not found`);
  const requests = podRequests({ ...pod, status: {} });
  const lacking = ["cpu", "memory"].flatMap((name) => {
    const allocatable = quantityAmount(name, node.status.allocatable?.[name]);
    const requested = requests[name] ?? 0;
    return requested > allocatable ? [`${name}, requested: ${requested}, allocatable: ${allocatable}`] : [];
  });
  if (lacking.length === 0) return;
  const why = `node didn't have enough allocatable resources: ${lacking.join("; ")}`;
  throw forbidden(kind, pod.metadata.name, why, [{ reason: "NodeCapacity" }]);
}
