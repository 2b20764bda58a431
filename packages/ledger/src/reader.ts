import { connectReader } from "./connection.ts";
import { asLedgerError } from "./errors.ts";
import type { Prisma, PrismaClient } from "./generated/client.ts";
import { Lane } from "./lane.ts";

/**
 * The reading connection. Each read is one short transaction, so that a pod and its allocations are of the same commit; and they
 * go one after another, so that none falls into an older one's snapshot and misses a commit that was acknowledged.
 */
export class Reader implements AsyncDisposable {
  readonly #file: string;
  readonly #lane = new Lane();
  #client: PrismaClient | null;

  private constructor(file: string, client: PrismaClient) {
    this.#file = file;
    this.#client = client;
  }

  static async open(file: string): Promise<Reader> {
    return new Reader(file, await connectReader(file));
  }

  /** Runs the queries on one snapshot. */
  read<P extends Prisma.PrismaPromise<unknown>[]>(queries: (db: PrismaClient) => [...P]) {
    return this.exclusively((db) => db.$transaction(queries(db)));
  }

  /**
   * Gives the connection to `query` alone. Throws `LedgerUnavailable` when the disk fails. After any failure the next read gets
   * a new connection, for the same reason as in `Writer`.
   */
  exclusively<T>(query: (db: PrismaClient) => Promise<T>): Promise<T> {
    return this.#lane.run(async () => {
      try {
        this.#client ??= await connectReader(this.#file);
        return await query(this.#client);
      } catch (error) {
        await this.#discard();
        throw asLedgerError(error);
      }
    });
  }

  async #discard(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.$disconnect().catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lane.idle();
    await this.#discard();
  }
}
