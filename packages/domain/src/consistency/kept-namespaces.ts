import type { NamespaceState } from "../model/namespace-object.ts";
import type { Operation } from "../model/operation.ts";
import type { Team, TeamNamespace } from "../model/team.ts";
import type { Cluster } from "../ports/cluster.ts";
import type { Ledger } from "../ports/ledger.ts";
import { isKept } from "../rules/namespace-objects.ts";

/** A namespace that we keep in order, as the ledger wishes it and as the cluster has it. */
export interface KeptNamespace {
  readonly team: Team;
  readonly namespace: TeamNamespace;
  readonly state: NamespaceState;
}

export interface KeptNamespacesPorts {
  readonly ledger: Ledger;
  readonly cluster: Pick<Cluster, "readNamespace">;
}

/** Namespaces looked at in one reading, each by a handful of calls: a large installation is gone through in turns. */
const READ_MAX = 16;

/** What the cluster has of the namespaces that we keep, read little by little. */
export class KeptNamespaces {
  readonly #ports: KeptNamespacesPorts;
  readonly #known = new Map<string, KeptNamespace>();
  /** The one read last. */
  #last = "";

  constructor(ports: KeptNamespacesPorts) {
    this.#ports = ports;
  }

  /**
   * Reads again those named in `first`, and of the others as many as there is room for. What could not be read stays as it was known.
   * @param busyTeams teams whose namespaces an operation is changing, asked before and after: nothing is said of those.
   */
  async read(
    owned: readonly TeamNamespace[],
    first: ReadonlySet<string>,
    busyTeams: () => ReadonlySet<string>,
  ): Promise<readonly KeptNamespace[]> {
    const kept = owned.filter(isKept);
    const names = new Set(kept.map(({ name }) => name));
    for (const name of this.#known.keys()) if (!names.has(name)) this.#known.delete(name);
    const busyBefore = busyTeams();
    const teams = new Map((await this.#ports.ledger.teams()).map((team) => [team.name, team]));
    for (const namespace of this.#nextOf(kept, first)) {
      const team = teams.get(namespace.team);
      const answer = await this.#ports.cluster.readNamespace(namespace.name);
      // A cluster that is away would let each of the others wait as long.
      if (answer.kind === "unavailable") break;
      if (team && answer.kind === "ok") this.#known.set(namespace.name, { team, namespace, state: answer.value });
      else if (answer.kind === "notFound") this.#known.delete(namespace.name);
    }
    const busyAfter = busyTeams();
    const isQuiet = ({ name }: Team): boolean => !busyBefore.has(name) && !busyAfter.has(name);
    return [...this.#known.values()].filter(({ team }) => isQuiet(team));
  }

  #nextOf(kept: readonly TeamNamespace[], first: ReadonlySet<string>): readonly TeamNamespace[] {
    const urgent = kept.filter(({ name }) => first.has(name));
    const others = kept.filter(({ name }) => !first.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
    const from = Math.max(
      0,
      others.findIndex(({ name }) => name > this.#last),
    );
    const turn = [...others.slice(from), ...others.slice(0, from)].slice(0, READ_MAX);
    this.#last = turn.at(-1)?.name ?? this.#last;
    return [...urgent, ...turn];
  }
}

/** All of them at once, for a look that remembers nothing. */
export async function readKeptNamespaces(
  ports: KeptNamespacesPorts,
  owned: readonly TeamNamespace[],
  busyTeams: ReadonlySet<string>,
): Promise<readonly KeptNamespace[]> {
  const names = new Set(owned.map(({ name }) => name));
  return new KeptNamespaces(ports).read(owned, names, () => busyTeams);
}

/** The teams that these operations are about. */
export function teamsOf(operations: Iterable<Pick<Operation, "team">>): ReadonlySet<string> {
  return new Set([...operations].flatMap(({ team }) => team ?? []));
}
