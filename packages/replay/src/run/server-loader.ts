import { setTimeout as pause } from "node:timers/promises";
import { NEEDS, type Need } from "@resource-manager/domain/model/amounts";
import type { ClusterConnection } from "@resource-manager/laboratory/cluster-connection";
import { nodeManifest, type ServerSpecification } from "@resource-manager/laboratory/server-specification";
import { ReplayRefusal } from "../refusal.ts";
import { type NodeObject, nodeFactsOf } from "./cluster-facts.ts";
import { readNodes } from "./cluster-reader.ts";

const inFlight = 16;
const lookEveryMs = 500;

/**
 * Adds the servers that the cluster does not have yet and waits until all of them take pods. A server that is there already, with the
 * same amounts, is used as it is.
 * @returns the names of those that were added
 * @throws ReplayRefusal where the cluster refuses one, has another one of that name, or does not get them ready
 */
export async function loadServers(
  cluster: ClusterConnection,
  servers: readonly ServerSpecification[],
): Promise<string[]> {
  const there = new Map((await readNodes(cluster)).map((node) => [node.name, node]));
  const missing: ServerSpecification[] = [];
  for (const server of servers) {
    const found = there.get(server.name);
    if (found === undefined) missing.push(server);
    else refuseAnother(server, found.allocatable);
  }
  await forEachAtOnce(missing, inFlight, async (server) => {
    const response = await cluster.request("POST", "/api/v1/nodes", { body: nodeManifest(server) });
    if (response.status !== 201)
      throw new ReplayRefusal(`The cluster refuses the server ${server.name}: ${response.text.slice(0, 300)}`);
  });
  await untilAllTakePods(cluster, servers);
  return missing.map((server) => server.name);
}

export async function removeServers(cluster: ClusterConnection, names: readonly string[]): Promise<void> {
  await forEachAtOnce(names, inFlight, async (name) => {
    const response = await cluster.request("DELETE", `/api/v1/nodes/${name}`);
    if (response.status >= 400 && response.status !== 404) {
      throw new ReplayRefusal(`The cluster refuses to remove the server ${name}: ${response.text.slice(0, 300)}`);
    }
  });
}

/** Works on the items in their order, this many at once. */
export async function forEachAtOnce<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function refuseAnother(server: ServerSpecification, has: Need): void {
  const wanted = nodeFactsOf(nodeManifest(server) as NodeObject).allocatable;
  const differs = NEEDS.find((name) => wanted[name] !== has[name]);
  if (differs === undefined) return;
  throw new ReplayRefusal(
    `The cluster has another server ${server.name} already (${differs}: ${has[differs]}, the table says ${wanted[differs]}).`,
  );
}

async function untilAllTakePods(cluster: ClusterConnection, servers: readonly ServerSpecification[]): Promise<void> {
  const waiting = new Set(servers.map((server) => server.name));
  const deadline = performance.now() + 30_000 + servers.length * 100;
  for (;;) {
    for (const node of await readNodes(cluster)) if (node.takesPods) waiting.delete(node.name);
    if (waiting.size === 0) return;
    if (performance.now() > deadline) {
      const some = [...waiting].slice(0, 5).join(", ");
      throw new ReplayRefusal(`${waiting.size} servers do not become Ready and open: ${some}`);
    }
    await pause(lookEveryMs);
  }
}
