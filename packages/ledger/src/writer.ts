import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { connectWriter, TRANSACTION_LIMIT_MS, type WritingConnection } from "./connection.ts";
import { asLedgerError } from "./errors.ts";
import type { Prisma } from "./generated/client.ts";

/** Transactions that share a commit at most: each waits for the others, and all for one write to the disk. */
const TOGETHER_MAX = 16;

/** What becomes of a transaction, for those who keep something in memory of it. */
export interface Fate<T> {
  /** Its work is done. What comes next sees it, and its commit is to come. */
  readonly prepared?: (value: T) => void;
  /** It is committed; told before whoever asked for it. */
  readonly committed?: (value: T) => void;
  /** A commit failed, and with it everything that was prepared for it. */
  readonly lost?: () => void;
}

/** One transaction, and who is told of its end. */
interface Job {
  readonly work: (db: Prisma.TransactionClient) => Promise<unknown>;
  readonly fate: Fate<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Execute = (sql: string) => Promise<void>;

/** How a transaction's own part of a commit ended. */
type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/**
 * The one writing connection and the queue in front of it. Transactions that wait at the same time are carried out one after
 * another, each in a savepoint, and committed together: whoever is told of the end of one is told after that commit, which waited for
 * the disk once for all. A connection on which a commit failed is thrown away: after a failed BEGIN or COMMIT the driver adapter may
 * hold its lock for ever.
 */
export class Writer implements AsyncDisposable {
  readonly #file: string;
  readonly #limitMs: number;
  readonly #queue: Job[] = [];
  #draining: Promise<void> | null = null;
  #connection: WritingConnection | null;

  private constructor(file: string, limitMs: number, connection: WritingConnection) {
    this.#file = file;
    this.#limitMs = limitMs;
    this.#connection = connection;
  }

  /** A transaction whose work takes longer than `limitMs` is rolled back. */
  static async open(file: string, limitMs = TRANSACTION_LIMIT_MS): Promise<Writer> {
    return new Writer(file, limitMs, await connectWriter(file));
  }

  /**
   * Runs `work` in a transaction after those that came before. All that it did is rolled back when `work` throws. Throws
   * `LedgerUnavailable` when the disk fails.
   */
  run<T>(work: (db: Prisma.TransactionClient) => Promise<T>, fate: Fate<T> = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // Each is only ever told what this very work answered.
      const job = { work, fate, resolve, reject } as unknown as Job;
      this.#queue.push(job);
      this.#draining ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    // What is asked for in the same turn shares the first commit, too.
    await null;
    while (this.#queue.length > 0) {
      await this.#carryOut(this.#queue.splice(0, TOGETHER_MAX));
      // The disk held up everything: who has arrived meanwhile is heard, so that they share the next commit.
      await turnOfTheLoop();
    }
    this.#draining = null;
  }

  async #carryOut(jobs: readonly Job[]): Promise<void> {
    const outcomes: Outcome[] = [];
    try {
      await this.#transact(async (db, execute) => {
        const [only] = jobs;
        if (only && jobs.length === 1) outcomes.push({ ok: true, value: await this.#work(only, db) });
        else for (const job of jobs) outcomes.push(await this.#inSavepoint(job, db, execute));
      });
    } catch (error) {
      const onlyItsWorkFailed = jobs.length === 1 && outcomes.length === 0;
      if (!onlyItsWorkFailed) for (const job of jobs) job.fate.lost?.();
      for (const [index, job] of jobs.entries()) job.reject(ownError(outcomes[index]) ?? error);
      return;
    }
    for (const [index, job] of jobs.entries()) tell(job, outcomes[index]);
  }

  /** What fails here takes back its own part. Throws where the whole transaction cannot go on. */
  async #inSavepoint(job: Job, db: Prisma.TransactionClient, execute: Execute): Promise<Outcome> {
    await execute("SAVEPOINT job");
    try {
      const value = await this.#work(job, db);
      await execute("RELEASE job");
      return { ok: true, value };
    } catch (error) {
      if (error instanceof OutOfTime || asLedgerError(error) !== error) throw error;
      // SQLite may have rolled back all of it by itself: then there is no such savepoint, and this throws.
      await execute("ROLLBACK TO job");
      await execute("RELEASE job");
      return { ok: false, error };
    }
  }

  async #work({ work, fate }: Job, db: Prisma.TransactionClient): Promise<unknown> {
    const value = await within(this.#limitMs, work(db));
    fate.prepared?.(value);
    return value;
  }

  async #transact(work: (db: Prisma.TransactionClient, execute: Execute) => Promise<void>): Promise<void> {
    let failure: { readonly error: unknown } | null = null;
    try {
      this.#connection ??= await connectWriter(this.#file);
      const { client, execute } = this.#connection;
      await client.$transaction(async (db) => {
        try {
          await work(db, (sql) => execute(db, sql));
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
    const connection = this.#connection;
    this.#connection = null;
    await connection?.client.$disconnect().catch(() => undefined);
  }

  /** Waits for the transactions that were given so far. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#draining;
    await this.#discard();
  }
}

/** Why a transaction's own part was rolled back, which the failure of the commit does not change. */
function ownError(outcome: Outcome | undefined): unknown {
  return outcome?.ok === false ? outcome.error : undefined;
}

function tell({ fate, resolve, reject }: Job, outcome: Outcome | undefined): void {
  if (!outcome?.ok) {
    reject(outcome?.error);
    return;
  }
  try {
    fate.committed?.(outcome.value);
    resolve(outcome.value);
  } catch (error) {
    reject(error);
  }
}

class OutOfTime extends Error {}

/** Frees the queue from a transaction that would wait for ever. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const hint = "does its work wait for another write, or for the cluster?";
    limit.reject(new OutOfTime(`a ledger transaction took longer than ${limitMs} ms and was rolled back; ${hint}`));
  }, limitMs);
  try {
    return await Promise.race([work, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
