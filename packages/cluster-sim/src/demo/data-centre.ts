import type { Environment } from "../environment.ts";
import { WORKFLOWS_NAMESPACE } from "./names.ts";
import { Outages } from "./outages.ts";
import { seedServers } from "./servers.ts";
import { Workflows } from "./workflows.ts";
import { Workloads } from "./workloads.ts";

/**
 * The demo: a small data centre that lives. Its servers are made once, in an empty cluster; then jobs end, another tool comes and goes, and
 * now and then a server is silent. Everything has a bound, so it may run for months. Returns what stops it; the next start goes on.
 */
export function startDataCentre(env: Environment): () => void {
  if (env.store.collection("nodes").size === 0) seedServers(env);
  // A cluster that somebody filled otherwise, or whose demo was taken down, is left alone.
  else if (!hasWorkflows(env)) return () => {};
  const parts = [new Workloads(env), new Workflows(env), new Outages(env)];
  return () => {
    for (const part of parts) part.stop();
  };
}

function hasWorkflows(env: Environment): boolean {
  return [...env.store.collection("namespaces").values()].some(
    ({ object }) => object.metadata.name === WORKFLOWS_NAMESPACE,
  );
}
