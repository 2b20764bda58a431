import { type DeleteOptions, deleteObject } from "../../api/delete.ts";
import { requireVersion } from "../../api/update.ts";
import { writeInternally } from "../../controllers/internal-write.ts";
import type { Environment } from "../../environment.ts";
import { withCondition } from "../../objects/conditions.ts";
import { type KubeObject, kubeTime } from "../../objects/meta.ts";
import type { Pod } from "../../objects/pod.ts";
import { type Exchange, sendJson } from "../exchange.ts";
import { type ResourceRoute, routeKey } from "../route.ts";
import { badRequest, methodNotAllowed } from "../status-error.ts";
import { readWriteOptions } from "../write-request.ts";
import { readPart } from "./read-part.ts";

interface Eviction extends KubeObject {
  deleteOptions?: {
    dryRun?: string[];
    gracePeriodSeconds?: number;
    preconditions?: NonNullable<DeleteOptions["preconditions"]>;
  };
}

/** POST pods/eviction, as kubectl drain sends it. There are no disruption budgets here, so none is asked. */
export async function handleEviction(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  if (exchange.request.method !== "POST") throw methodNotAllowed();
  const options = readWriteOptions(exchange, "CreateOptions");
  const part = { kind: "Eviction", apiVersion: "policy/v1", schema: "policy.v1.Eviction" };
  const eviction = (await readPart(exchange, part)) as Eviction;
  if (eviction.metadata.name !== route.name) throw badRequest("name in URL does not match name in Eviction object");
  const key = routeKey(route);
  const { gracePeriodSeconds, preconditions, dryRun = [] } = eviction.deleteOptions ?? {};
  const deletion: DeleteOptions = {
    dryRun: options.dryRun || dryRun.length > 0,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions?.uid === undefined ? {} : { preconditions: { uid: preconditions.uid } }),
  };
  requireVersion(env, route.kind, key);
  env.store.transaction(() => {
    // First a try, so that a refused eviction leaves no condition behind.
    const asked = { ...deletion, ...(preconditions === undefined ? {} : { preconditions }), dryRun: true };
    deleteObject(env, route.kind, key, asked);
    if (deletion.dryRun) return;
    markDisrupted(env, route, key);
    deleteObject(env, route.kind, key, deletion);
  });
  sendJson(exchange, 201, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 });
}

function markDisrupted(env: Environment, route: ResourceRoute, key: string): void {
  writeInternally<Pod>(env, route.kind, key, { manager: "kube-apiserver", subresource: "status" }, (pod) => {
    const condition = {
      type: "DisruptionTarget",
      status: "True" as const,
      lastProbeTime: null,
      reason: "EvictionByEvictionAPI",
      message: "Eviction API: evicting",
    };
    const conditions = withCondition(pod.status.conditions, condition, kubeTime(env.clock.now()));
    return { ...pod, status: { ...pod.status, conditions } };
  });
}
