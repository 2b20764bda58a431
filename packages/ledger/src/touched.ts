import type { LedgerChange } from "@resource-manager/domain/model/change";
import type { Operation } from "@resource-manager/domain/model/operation";
import type { LedgerPod } from "@resource-manager/domain/model/pod";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import type { Team } from "@resource-manager/domain/model/team";
import type { Allocation, Pod, Prisma, Server, TeamGpuModel, Team as TeamRow } from "./generated/client.ts";
import { readOperation, type writeOperation } from "./rows/operation.ts";
import { readPod, type writePod } from "./rows/pod.ts";
import { readServer } from "./rows/server.ts";
import { readTeam } from "./rows/team.ts";

/** A change, and the servers whose pages are no more: those stand in it as they last were, vanished and empty. */
export interface RecordedChange {
  readonly change: LedgerChange;
  readonly removedServers: readonly string[];
}

/** The rows that one transaction touched, as it left them: so nothing but the pods' allocations has to be read for its change. */
export class Touched {
  /** Null: not the pod's row was touched, only its allocations. */
  readonly #pods = new Map<string, Pod | ReturnType<typeof writePod> | null>();
  /** Pods whose allocations were touched: those of the others are what they were. */
  readonly #allocationsOf = new Set<string>();
  readonly #servers = new Map<string, LedgerServer>();
  readonly #removedServers = new Map<string, LedgerServer>();
  readonly #operations = new Map<string, Operation>();
  readonly #teams = new Map<string, TeamRow>();
  readonly #removedTeams = new Set<string>();

  get isEmpty(): boolean {
    const touched = [
      this.#pods,
      this.#servers,
      this.#removedServers,
      this.#operations,
      this.#teams,
      this.#removedTeams,
    ];
    return touched.every((each) => each.size === 0);
  }

  pod(row: ReturnType<typeof writePod>): void {
    this.#pods.set(row.id, row);
  }

  allocationsOf(podId: string): void {
    this.#allocationsOf.add(podId);
    if (!this.#pods.has(podId)) this.#pods.set(podId, null);
  }

  hasPod(id: string): boolean {
    return this.#pods.has(id);
  }

  /** As this transaction left it; undefined: it did not touch it. */
  operationOf(id: string): Operation | undefined {
    return this.#operations.get(id);
  }

  server(row: Server): void {
    this.#servers.set(row.name, readServer(row));
    this.#removedServers.delete(row.name);
  }

  removedServer(page: LedgerServer): void {
    this.#servers.delete(page.name);
    this.#removedServers.set(page.name, page);
  }

  operation(row: ReturnType<typeof writeOperation>): void {
    this.#operations.set(row.id, readOperation(row));
  }

  team(row: TeamRow): void {
    this.#teams.set(row.name, row);
    this.#removedTeams.delete(row.name);
  }

  removedTeam(name: string): void {
    this.#teams.delete(name);
    this.#removedTeams.add(name);
  }

  keys(): { pods: string[]; servers: string[]; operations: string[]; teams: string[] } {
    return {
      pods: [...this.#pods.keys()],
      servers: [...this.#servers.keys(), ...this.#removedServers.keys()],
      operations: [...this.#operations.keys()],
      teams: [...this.#teams.keys(), ...this.#removedTeams],
    };
  }

  /** `pageOf`: a pod's page as it was before this transaction, where it is known. */
  async asChange(
    sequence: number,
    db: Prisma.TransactionClient,
    pageOf: (podId: string) => LedgerPod | undefined,
  ): Promise<RecordedChange> {
    const change = {
      sequence,
      pods: await this.#readPods(db, pageOf),
      servers: [...this.#servers.values(), ...this.#removedServers.values()],
      operations: [...this.#operations.values()],
      teams: await this.#readTeams(db),
    };
    return { change, removedServers: [...this.#removedServers.keys()] };
  }

  async #readTeams(db: Prisma.TransactionClient): Promise<Team[]> {
    if (this.#teams.size === 0) return [];
    const models = Map.groupBy(await gpuModelRows(db, [...this.#teams.keys()]), (row) => row.teamName);
    return [...this.#teams.values()].map((row) => readTeam({ ...row, gpuModels: models.get(row.name) ?? [] }));
  }

  async #readPods(
    db: Prisma.TransactionClient,
    pageOf: (podId: string) => LedgerPod | undefined,
  ): Promise<LedgerPod[]> {
    if (this.#pods.size === 0) return [];
    const unread = [...this.#pods].filter(([, row]) => row === null).map(([id]) => id);
    if (unread.length > 0) for (const row of await podRows(db, unread)) this.#pods.set(row.id, row);
    const known = (id: string) => (this.#allocationsOf.has(id) ? undefined : pageOf(id)?.allocations);
    const unknown = [...this.#pods.keys()].filter((id) => known(id) === undefined);
    const rows = unknown.length === 0 ? [] : await allocationRows(db, unknown);
    const allocations = Map.groupBy(rows, (row) => row.podId);
    return [...this.#pods.values()]
      .filter((row) => row !== null)
      .map((row) => {
        const pod = readPod({ ...row, allocations: allocations.get(row.id) ?? [] });
        return { ...pod, allocations: known(row.id) ?? pod.allocations };
      });
  }
}

// The ids go as one JSON parameter: SQLite takes a thousand parameters, and a transaction may touch more pods. The cross join makes
// it look up each id, where the planner would rather read all that are active.

function podRows(db: Prisma.TransactionClient, ids: readonly string[]): Promise<Pod[]> {
  return db.$queryRaw`
    SELECT "Pod".* FROM json_each(${JSON.stringify(ids)}) AS "ids" CROSS JOIN "Pod" ON "Pod"."id" = "ids"."value"`;
}

function gpuModelRows(db: Prisma.TransactionClient, teams: readonly string[]): Promise<TeamGpuModel[]> {
  return db.$queryRaw`
    SELECT "TeamGpuModel".*
    FROM json_each(${JSON.stringify(teams)}) AS "ids" CROSS JOIN "TeamGpuModel" ON "TeamGpuModel"."teamName" = "ids"."value"
    ORDER BY "gpuModel"`;
}

function allocationRows(db: Prisma.TransactionClient, podIds: readonly string[]): Promise<Allocation[]> {
  return db.$queryRaw`
    SELECT "Allocation".*
    FROM json_each(${JSON.stringify(podIds)}) AS "ids" CROSS JOIN "Allocation" ON "Allocation"."podId" = "ids"."value"
    WHERE "endedAt" IS NULL
    ORDER BY "createdAt", "id"`;
}
