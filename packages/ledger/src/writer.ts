import { connectWriter, TRANSACTION_LIMIT_MS } from "./connection.ts";
import { asLedgerError } from "./errors.ts";
import type { Prisma, PrismaClient } from "./generated/client.ts";
import { Lane } from "./lane.ts";

/**
 * The one writing connection and the lane in front of it. A connection on which a transaction failed for any other reason than
 * its work is thrown away: after a failed BEGIN or COMMIT the driver adapter may hold its lock for ever.
 */
export class Writer implements AsyncDisposable {
  readonly #file: string;
  readonly #limitMs: number;
  readonly #lane = new Lane();
  #client: PrismaClient | null;

  private constructor(file: string, limitMs: number, client: PrismaClient) {
    this.#file = file;
    this.#limitMs = limitMs;
    this.#client = client;
  }

  /** A transaction whose work takes longer than `limitMs` is rolled back. */
  static async open(file: string, limitMs = TRANSACTION_LIMIT_MS): Promise<Writer> {
    return new Writer(file, limitMs, await connectWriter(file));
  }

  /**
   * Runs `work` in a transaction after those that came before, and `committed` right after the commit, before the next one
   * begins. Everything is rolled back when `work` throws. Throws `LedgerUnavailable` when the disk fails.
   */
  run<T>(work: (db: Prisma.TransactionClient) => Promise<T>, committed: (value: T) => void): Promise<T> {
    return this.#lane.run(async () => {
      const value = await this.#transact(work);
      committed(value);
      return value;
    });
  }

  async #transact<T>(work: (db: Prisma.TransactionClient) => Promise<T>): Promise<T> {
    let failure: { readonly error: unknown } | null = null;
    try {
      this.#client ??= await connectWriter(this.#file);
      return await this.#client.$transaction(async (db) => {
        try {
          return await within(this.#limitMs, work(db));
        } catch (error) {
          failure = { error };
          throw error;
        }
      });
    } catch (error) {
      const mapped = asLedgerError(error);
      const ofWork = failure !== null && mapped === error;
      if (!ofWork) await this.#discard();
      throw mapped;
    }
  }

  async #discard(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.$disconnect().catch(() => undefined);
  }

  /** Waits for the transactions that were given so far. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lane.idle();
    await this.#discard();
  }
}

/** Frees the lane from a transaction that would wait for ever. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const hint = "does its work wait for another write, or for the cluster?";
    limit.reject(new Error(`a ledger transaction took longer than ${limitMs} ms and was rolled back; ${hint}`));
  }, limitMs);
  try {
    return await Promise.race([work, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
