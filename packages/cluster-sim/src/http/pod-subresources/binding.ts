import { bindPod } from "../../api/bind-pod.ts";
import { requireVersion } from "../../api/update.ts";
import type { Environment } from "../../environment.ts";
import { invalidValue, notSupported, required } from "../../objects/field-faults.ts";
import type { KubeObject } from "../../objects/meta.ts";
import { subdomainFaults } from "../../objects/names.ts";
import type { Pod } from "../../objects/pod.ts";
import { type Exchange, sendJson } from "../exchange.ts";
import { type ResourceRoute, routeKey } from "../route.ts";
import { badRequest, conflict, type FieldFault, methodNotAllowed, StatusError } from "../status-error.ts";
import { readWriteOptions } from "../write-request.ts";
import { readPart } from "./read-part.ts";

interface Binding extends KubeObject {
  target: { kind?: string; name?: string };
}

/** POST pods/binding: puts the pod on a node, as a scheduler does. Source: registry/core/pod/storage (BindingREST). */
export async function handleBinding(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  if (exchange.request.method !== "POST") throw methodNotAllowed();
  const options = readWriteOptions(exchange, "CreateOptions");
  const binding = (await readPart(exchange, {
    kind: "Binding",
    apiVersion: "v1",
    schema: "core.v1.Binding",
  })) as Binding;
  if (binding.metadata.name !== route.name) throw badRequest("name in URL does not match name in Binding object");
  refuseBadTarget(binding);
  const key = routeKey(route);
  const pod = requireVersion(env, route.kind, key).object as Pod;
  checkBindable(route, pod, binding);
  if (!options.dryRun) bindPod(env, key, binding.target.name as string, binding.metadata);
  sendJson(exchange, 201, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 });
}

function refuseBadTarget({ target }: Binding): void {
  const faults: FieldFault[] = [];
  if (target.kind && target.kind !== "Node") {
    faults.push(notSupported("target.kind", target.kind, ["Node", "<empty>"]));
  }
  const { name } = target;
  if (!name) faults.push(required("target.name"));
  else faults.push(...subdomainFaults(name).map((detail) => invalidValue("target.name", name, detail)));
  // A plain error in the real server, so a 500 without a reason.
  if (faults.length > 0) {
    const texts = faults.map((fault) => `${fault.field}: ${fault.message}`);
    throw new StatusError(500, "", texts.length === 1 ? (texts[0] as string) : `[${texts.join(", ")}]`);
  }
}

function checkBindable(route: ResourceRoute, pod: Pod, { metadata }: Binding): void {
  const { name } = pod.metadata;
  const refuse = (why: string): Error => conflict({ ...route.kind, plural: "pods/binding" }, name, why);
  if (metadata.uid && metadata.uid !== pod.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${pod.metadata.uid}`;
    throw conflict(route.kind, name, why);
  }
  if (pod.metadata.deletionTimestamp !== undefined)
    throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName) throw refuse(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if ((pod.spec.schedulingGates ?? []).length > 0) throw refuse(`pod ${name} has non-empty .spec.schedulingGates`);
}
