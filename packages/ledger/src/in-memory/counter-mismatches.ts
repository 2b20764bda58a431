import { addNeeds, equalNeeds, type Need, NO_NEED } from "@resource-manager/domain/model/amounts";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import type { Team } from "@resource-manager/domain/model/team";
import type { CounterMismatch } from "@resource-manager/domain/ports/ledger";
import type { AllocationRow } from "./books.ts";

/** The books as of the last commit, or as an open transaction sees them. */
export interface CountedBooks {
  readonly servers: Iterable<LedgerServer>;
  readonly teams: Iterable<Team>;
  readonly allocations: Iterable<AllocationRow>;
  readonly teamOf: (podId: string) => string;
}

/** Where the counter of a server, a team or a team's GPUs of one model differs from the sum of the active allocations. */
export function counterMismatches(books: CountedBooks): readonly CounterMismatch[] {
  const [servers, teams, models] = [new Map<string, Need>(), new Map<string, Need>(), new Map<string, Need>()];
  for (const { allocation, ended } of books.allocations) {
    if (ended) continue;
    const { server, podId, held, gpuModel } = allocation;
    const team = books.teamOf(podId);
    add(servers, server, held);
    add(teams, team, held);
    if (gpuModel !== null) add(models, modelOf(team, gpuModel), { ...NO_NEED, gpus: held.gpus });
  }
  const used = new Map<string, Need>();
  const usedOfModels = new Map<string, Need>();
  for (const team of books.teams) {
    used.set(team.name, team.used);
    for (const [model, gpus] of Object.entries(team.usedByModel))
      add(usedOfModels, modelOf(team.name, model), { ...NO_NEED, gpus });
  }
  const allocated = new Map([...books.servers].map((page) => [page.name, page.allocated]));
  return [
    ...mismatches("SERVER", allocated, servers),
    ...mismatches("TEAM", used, teams),
    ...mismatches("TEAM", usedOfModels, models),
  ];
}

function* mismatches(
  of: CounterMismatch["of"],
  counters: ReadonlyMap<string, Need>,
  sums: ReadonlyMap<string, Need>,
): Generator<CounterMismatch> {
  for (const name of [...new Set([...counters.keys(), ...sums.keys()])].sort()) {
    const [counter, sum] = [counters.get(name) ?? NO_NEED, sums.get(name) ?? NO_NEED];
    if (!equalNeeds(counter, sum)) yield { of, name, counter, sum };
  }
}

function add(sums: Map<string, Need>, name: string, held: Need): void {
  sums.set(name, addNeeds(sums.get(name) ?? NO_NEED, held));
}

/** The name of a team's counter of one GPU model. */
function modelOf(team: string, model: string): string {
  return `${team} (${model})`;
}
