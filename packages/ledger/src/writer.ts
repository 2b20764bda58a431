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
  readonly #lane = new Lane();
  #client: PrismaClient | null;

  private constructor(file: string, client: PrismaClient) {
    this.#file = file;
    this.#client = client;
  }

  static async open(file: string): Promise<Writer> {
    return new Writer(file, await connectWriter(file));
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
          return await withinLimit(work(db));
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
async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const error = () =>
      new Error(
        `a ledger transaction took longer than ${TRANSACTION_LIMIT_MS / 1000} s and was rolled back; does its work wait for another write?`,
      );
    timer = setTimeout(() => reject(error()), TRANSACTION_LIMIT_MS);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
