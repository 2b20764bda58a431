import { addAmounts, NO_AMOUNTS, pickAmounts } from "@resource-manager/domain/model/amounts";
import type { Usage } from "@resource-manager/domain/ports/usage";
import type { Dimension, HistorySample, HistoryValues } from "@resource-manager/history/history-model";
import type { LiveView } from "../live/live-view.ts";

export interface SampleSource {
  readonly live: Pick<LiveView, "servers" | "pods">;
  readonly usage: Pick<Usage, "ofServer" | "ofPod">;
}

/** GPUs whose server names no model. */
const UNNAMED_MODEL = "unknown";

/** What everything together and each GPU model has now. */
export function totalsNow({ live, usage }: SampleSource): HistorySample[] {
  const sums = new Sums();
  for (const row of live.servers.rows()) {
    const values = { allocatable: row.allocatable, allocated: row.allocated, used: usage.ofServer(row.name) };
    sums.add("ALL", "", values);
    if (row.allocatable.gpus > 0 || row.allocated.gpus > 0) {
      sums.add("GPU_MODEL", row.gpuModel ?? UNNAMED_MODEL, values);
    }
  }
  return sums.samples();
}

/** What each server and each team has now. A team's pods hold what the ledger allocated for them; a team has nothing allocatable. */
export function serversAndTeamsNow({ live, usage }: SampleSource): HistorySample[] {
  const sums = new Sums();
  for (const row of live.servers.rows()) {
    const { allocatable, allocated } = row;
    sums.add("SERVER", row.name, { allocatable, allocated, used: usage.ofServer(row.name) });
  }
  for (const row of live.pods.rows()) {
    const allocated = row.ledger.allocations.reduce((sum, { held }) => addAmounts(sum, held), NO_AMOUNTS);
    sums.add("TEAM", row.team, { allocatable: null, allocated, used: usage.ofPod(row.key) });
  }
  return sums.samples();
}

/** Use is known of a sum where it is known of any of its parts: a part that is not measured adds nothing. */
class Sums {
  readonly #sums = new Map<string, HistorySample>();

  add(dimension: Dimension, name: string, values: HistoryValues): void {
    const key = `${dimension} ${name}`;
    const before = this.#sums.get(key);
    this.#sums.set(key, { dimension, name, values: before ? plus(before.values, values) : copyOf(values) });
  }

  samples(): HistorySample[] {
    return [...this.#sums.values()];
  }
}

/** Rows hold more than amounts, and the history is told nothing else. */
function copyOf({ allocatable, allocated, used }: HistoryValues): HistoryValues {
  return {
    allocatable: allocatable && pickAmounts(allocatable),
    allocated: pickAmounts(allocated),
    used: used && { cpuMillis: used.cpuMillis, ramBytes: used.ramBytes },
  };
}

function plus(a: HistoryValues, b: HistoryValues): HistoryValues {
  return {
    allocatable: a.allocatable && b.allocatable && addAmounts(a.allocatable, b.allocatable),
    allocated: addAmounts(a.allocated, b.allocated),
    used:
      a.used && b.used
        ? { cpuMillis: a.used.cpuMillis + b.used.cpuMillis, ramBytes: a.used.ramBytes + b.used.ramBytes }
        : (a.used ?? b.used),
  };
}
