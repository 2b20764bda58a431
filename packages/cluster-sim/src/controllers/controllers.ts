import type { Environment } from "../environment.ts";
import { NamespaceUsage } from "../quota/namespace-usage.ts";
import { EndpointSliceController } from "./endpoint-slices/endpoint-slice-controller.ts";
import { EventExpiry } from "./event-expiry.ts";
import { EventRecorder } from "./events.ts";
import { GarbageCollector } from "./garbage-collector.ts";
import { Kubelets } from "./kubelet/kubelets.ts";
import { NodeAgents } from "./kubelet/node-agents.ts";
import { NamespaceBaseline } from "./namespace-baseline.ts";
import { NamespaceCleanup } from "./namespace-cleanup.ts";
import { NodeLifecycle } from "./node/node-lifecycle.ts";
import { OrphanPods } from "./node/orphan-pods.ts";
import { TaintEviction } from "./node/taint-eviction.ts";
import { PodIndex } from "./pod-index.ts";
import { QuotaController } from "./quota-controller.ts";
import { NodeInfos } from "./scheduler/node-info.ts";
import { Scheduler } from "./scheduler/scheduler.ts";

/**
 * Starts everything that acts by itself. The indexes come first: they hear of a change before those who look things up in
 * them. Returns what stops it all.
 */
export function startControllers(env: Environment): () => void {
  const events = new EventRecorder(env);
  const index = new PodIndex(env.store);
  const infos = new NodeInfos(env.store);
  const usage = new NamespaceUsage(env);
  const controllers = [
    new NamespaceBaseline(env),
    new NamespaceCleanup(env),
    new EventExpiry(env),
    new GarbageCollector(env),
    new QuotaController(env, usage),
    new EndpointSliceController(env, index),
    new NodeAgents(env),
    new NodeLifecycle(env, index, events),
    new TaintEviction(env, index, events),
    new OrphanPods(env, index),
    new Scheduler(env, infos, events),
    new Kubelets(env, index, infos, events),
  ];
  return () => {
    for (const controller of controllers) controller.stop();
  };
}
