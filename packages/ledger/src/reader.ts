import { connectReader } from "./connection.ts";
import { asLedgerError } from "./errors.ts";
import type { Prisma, PrismaClient } from "./generated/client.ts";
import { Lane } from "./lane.ts";

/**
 * The reading connection. Each read is one short transaction, so that a pod and its allocations are of the same commit; and they
 * go one after another, so that none falls into an older one's snapshot and misses a commit that was acknowledged.
 */
export class Reader implements AsyncDisposable {
  readonly #client: PrismaClient;
  readonly #lane = new Lane();

  private constructor(client: PrismaClient) {
    this.#client = client;
  }

  static async open(file: string): Promise<Reader> {
    return new Reader(await connectReader(file));
  }

  /** Runs the queries on one snapshot. */
  read<P extends Prisma.PrismaPromise<unknown>[]>(queries: (db: PrismaClient) => [...P]) {
    return this.exclusively((db) => db.$transaction(queries(db)));
  }

  /** Gives the connection to `query` alone. Throws `LedgerUnavailable` when the disk fails. */
  exclusively<T>(query: (db: PrismaClient) => Promise<T>): Promise<T> {
    return this.#lane.run(async () => {
      try {
        return await query(this.#client);
      } catch (error) {
        throw asLedgerError(error);
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lane.idle();
    await this.#client.$disconnect();
  }
}
