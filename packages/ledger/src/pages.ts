import type { Operation } from "@resource-manager/domain/model/operation";
import type { LedgerPod } from "@resource-manager/domain/model/pod";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import type { RecordedChange } from "./touched.ts";

/** Enough for what is under way at once many times over. */
const RECENT_MAX = 4_096;

/**
 * What needs not be read from the file, because this process wrote it last and nobody else writes: all servers' pages, and those of the
 * pods and operations that changed last. Transactions that share a commit see what those before them prepared; everybody else sees
 * what was committed.
 */
export class Pages {
  readonly pods = new RecentPages<LedgerPod>();
  readonly operations = new RecentPages<Operation>();
  readonly #servers = new Map<string, LedgerServer>();
  readonly #serversAhead = new Map<string, LedgerServer>();
  /** Servers that differ between the two. */
  readonly #prepared = new Set<string>();

  constructor(servers: Iterable<LedgerServer>) {
    for (const server of servers) this.#place(server.name, server, [this.#servers, this.#serversAhead]);
  }

  /** As of the last commit. */
  get servers(): ReadonlyMap<string, LedgerServer> {
    return this.#servers;
  }

  /** As a transaction finds them. */
  get serversAhead(): ReadonlyMap<string, LedgerServer> {
    return this.#serversAhead;
  }

  /** The work of a transaction is done; its commit is to come. */
  prepare(recorded: RecordedChange): void {
    for (const [name, page] of serversOf(recorded)) {
      this.#place(name, page, [this.#serversAhead]);
      this.#prepared.add(name);
    }
    this.pods.prepare(recorded.change.pods);
    this.operations.prepare(recorded.change.operations);
  }

  commit(recorded: RecordedChange): void {
    for (const [name, page] of serversOf(recorded)) {
      this.#place(name, page, [this.#servers]);
      // Another one that shares the commit may have prepared a newer page.
      if (this.#serversAhead.get(name) === page) this.#prepared.delete(name);
    }
    this.pods.commit(recorded.change.pods);
    this.operations.commit(recorded.change.operations);
  }

  /** Nothing that was prepared is known to be committed, so it is read again. */
  discard(): void {
    for (const name of this.#prepared) this.#place(name, this.#servers.get(name), [this.#serversAhead]);
    this.#prepared.clear();
    this.pods.forget();
    this.operations.forget();
  }

  #place(name: string, page: LedgerServer | undefined, maps: readonly Map<string, LedgerServer>[]): void {
    for (const map of maps) {
      if (page === undefined) map.delete(name);
      else map.set(name, page);
    }
  }
}

/** Pages by their id, the ones that changed last. */
class RecentPages<T extends { readonly id: string }> {
  /** The one that changed longest ago first. */
  readonly #committed = new Map<string, T>();
  readonly #prepared = new Map<string, T>();

  /** As of the last commit; undefined: it has to be read. */
  get(id: string): T | undefined {
    return this.#committed.get(id);
  }

  /** As a transaction finds it; undefined: it has to be read. */
  ahead(id: string): T | undefined {
    return this.#prepared.get(id) ?? this.#committed.get(id);
  }

  prepare(pages: readonly T[]): void {
    for (const page of pages) this.#prepared.set(page.id, page);
  }

  commit(pages: readonly T[]): void {
    for (const page of pages) {
      this.#committed.delete(page.id);
      this.#committed.set(page.id, page);
      if (this.#prepared.get(page.id) === page) this.#prepared.delete(page.id);
    }
    for (const id of this.#committed.keys()) {
      if (this.#committed.size <= RECENT_MAX) return;
      this.#committed.delete(id);
    }
  }

  forget(): void {
    this.#prepared.clear();
    this.#committed.clear();
  }
}

/** The pages that a change left; undefined: the server has left the ledger. */
function* serversOf({ change, removedServers }: RecordedChange): Generator<[string, LedgerServer | undefined]> {
  const removed = new Set(removedServers);
  for (const server of change.servers) yield [server.name, removed.has(server.name) ? undefined : server];
}
