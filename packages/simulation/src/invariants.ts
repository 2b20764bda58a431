import { checkConsistency } from "@resource-manager/domain/consistency/consistency";
import { addNeeds, NEEDS, type Need, NO_NEED } from "@resource-manager/domain/model/amounts";
import { podKeyText } from "@resource-manager/domain/model/pod";
import type { World } from "./world.ts";

/** What must hold at every moment, faults or not. Each line names the invariant that is broken. */
export async function brokenNow({ ledger, cluster }: World): Promise<string[]> {
  const broken: string[] = [];
  for (const server of ledger.servers().values()) {
    const taken = addNeeds(server.allocated, server.foreign);
    for (const name of NEEDS) {
      if (taken[name] > server.allocatable[name])
        broken.push(`I1 ${server.name}: ${name} ${taken[name]} > ${server.allocatable[name]}`);
    }
  }
  for (const server of cluster.servers().values()) {
    const requested = cluster
      .podsOn(server.name)
      .reduce<Need>((sum, pod) => (pod.terminal ? sum : addNeeds(sum, pod.held)), NO_NEED);
    for (const name of NEEDS) {
      if (requested[name] > server.allocatable[name]) broken.push(`I1 in the cluster, ${server.name}: ${name}`);
    }
  }
  for (const team of await ledger.teams()) {
    for (const name of NEEDS) {
      const quota = team.quota[name];
      if (quota !== null && team.used[name] > quota)
        broken.push(`I2 ${team.name}: ${name} ${team.used[name]} > ${quota}`);
    }
  }
  const pods = await ledger.livePods();
  const installationId = (await ledger.installation()).id;
  const allocations = new Set(pods.flatMap((pod) => pod.allocations.map((allocation) => allocation.id)));
  for (const seen of cluster.pods().values()) {
    if (seen.mark?.installationId !== installationId || seen.terminal) continue;
    if (!allocations.has(seen.mark.allocationId))
      broken.push(`I3 and I5 ${podKeyText(seen)}: runs, but holds no allocation`);
  }
  for (const mismatch of await ledger.counterMismatches()) broken.push(`counter of ${mismatch.name}`);
  return broken;
}

/** What must hold once faults have stopped and everything had time to settle. */
export async function brokenAtRest(world: World): Promise<string[]> {
  const { ledger, cluster, clock, process } = world;
  const broken = await brokenNow(world);
  for (const operation of await ledger.openOperations())
    broken.push(`${operation.kind} is still ${operation.state}: ${operation.waitingFor}`);
  const installationId = (await ledger.installation()).id;
  const report = await checkConsistency({
    ledger,
    view: cluster,
    cluster,
    clock,
    installationId,
    commands: process.commands,
  });
  for (const finding of report.findings) broken.push(`I9 ${finding.class} ${finding.subject}: ${finding.title}`);
  for (const pod of await ledger.livePods()) {
    if (cluster.pod(pod)?.status !== "RUNNING") broken.push(`I4 ${podKeyText(pod)} is not running`);
    if (pod.allocations.length !== 1) broken.push(`I3 ${podKeyText(pod)} has ${pod.allocations.length} allocations`);
  }
  for (const fault of process.faults) broken.push(`a fault of our own: ${String(fault)}`);
  return broken;
}
