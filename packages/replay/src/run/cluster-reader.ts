import type { ClusterConnection } from "@resource-manager/laboratory/cluster-connection";
import type { NodeFacts, PodFacts } from "../proof/facts.ts";
import { ReplayRefusal } from "../refusal.ts";
import { type NodeObject, nodeFactsOf, type PodObject, podFactsOf } from "./cluster-facts.ts";

const pageSize = 500;

export async function readNodes(cluster: ClusterConnection): Promise<NodeFacts[]> {
  return (await listAll<NodeObject>(cluster, "/api/v1/nodes")).items.map(nodeFactsOf);
}

/** All pods of the cluster. */
export async function readPods(cluster: ClusterConnection, installationId: string): Promise<PodFacts[]> {
  const { items } = await listAll<PodObject>(cluster, "/api/v1/pods");
  return items.map((pod) => podFactsOf(pod, installationId));
}

/** A LIST, page by page, with the resourceVersion from which a watch goes on. */
export async function listAll<T>(
  cluster: ClusterConnection,
  path: string,
): Promise<{ readonly items: T[]; readonly resourceVersion: string }> {
  const items: T[] = [];
  let next: string | undefined;
  for (;;) {
    const response = await cluster.request("GET", path, { query: { limit: pageSize, continue: next } });
    if (response.status !== 200)
      throw new ReplayRefusal(
        `The cluster answers GET ${path} with ${response.status}: ${response.text.slice(0, 300)}`,
      );
    const page = response.json as { items: T[]; metadata: { continue?: string; resourceVersion: string } };
    items.push(...page.items);
    next = page.metadata.continue || undefined;
    if (next === undefined) return { items, resourceVersion: page.metadata.resourceVersion };
  }
}
