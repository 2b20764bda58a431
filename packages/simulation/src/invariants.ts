import { checkConsistency } from "@resource-manager/domain/consistency/consistency";
import { NEEDS, NO_NEED } from "@resource-manager/domain/model/amounts";
import { type ObservedPod, podKeyText } from "@resource-manager/domain/model/pod";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import type { World } from "./world.ts";

/** What must hold at every moment, faults or not. Each line names the invariant that is broken. */
export async function brokenNow({ ledger, cluster }: World): Promise<string[]> {
  const broken: string[] = [];
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
  const isOurs = (seen: ObservedPod) => seen.mark?.installationId === installationId;
  for (const seen of cluster.pods().values()) {
    if (!isOurs(seen) || seen.terminal) continue;
    if (!allocations.has(seen.mark?.allocationId ?? ""))
      broken.push(`I3 and I5 ${podKeyText(seen)}: is there, but holds no allocation`);
  }
  for (const server of cluster.servers().values()) {
    for (const container of cluster.containersOn(server.name)) {
      if (isOurs(container) && !allocations.has(container.mark?.allocationId ?? ""))
        broken.push(`I5 ${podKeyText(container)}: its containers run on ${server.name}, but hold no allocation`);
    }
  }
  for (const mismatch of await ledger.counterMismatches()) broken.push(`counter of ${mismatch.name}`);
  return broken;
}

/**
 * I1, at the time of each reservation: what is promised on a server grows only as far as there is room. Later a server may shrink under its
 * pods, or somebody else's pod may be counted: that is no reservation.
 */
export class ReservationWatch {
  readonly #pages: Map<string, LedgerServer>;
  readonly #broken: string[] = [];

  constructor(ledger: Ledger) {
    this.#pages = new Map(ledger.servers());
    ledger.subscribe(({ servers }) => {
      for (const server of servers) this.#look(server);
    });
  }

  /** What was broken since it was last asked. */
  broken(): string[] {
    return this.#broken.splice(0);
  }

  #look(page: LedgerServer): void {
    const before = this.#pages.get(page.name)?.allocated ?? NO_NEED;
    this.#pages.set(page.name, page);
    for (const name of NEEDS) {
      const taken = page.allocated[name] + page.foreign[name];
      if (page.allocated[name] > before[name] && taken > page.allocatable[name])
        this.#broken.push(`I1 ${page.name}: ${name} ${taken} > ${page.allocatable[name]} was reserved`);
    }
  }
}

/** What must hold once faults have stopped and everything had time to settle. */
export async function brokenAtRest(world: World): Promise<string[]> {
  const { ledger, cluster, clock, process } = world;
  const broken = await brokenNow(world);
  for (const operation of await ledger.openOperations())
    broken.push(`${operation.kind} is still ${operation.state}: ${operation.waitingFor}`);
  const installationId = (await ledger.installation()).id;
  const report = await checkConsistency({ ledger, view: cluster, cluster, clock, installationId });
  // A foreign pod is counted and left alone: that is no disagreement.
  for (const finding of report.findings)
    if (finding.class !== "FOREIGN_POD") broken.push(`I9 ${finding.class} ${finding.subject}: ${finding.title}`);
  for (const pod of await ledger.livePods()) {
    if (cluster.pod(pod)?.status !== "RUNNING") broken.push(`I4 ${podKeyText(pod)} is not running`);
    if (pod.allocations.length !== 1) broken.push(`I3 ${podKeyText(pod)} has ${pod.allocations.length} allocations`);
  }
  for (const fault of process.faults) broken.push(`a fault of our own: ${String(fault)}`);
  return broken;
}
