import Database from "better-sqlite3";

/** Enough for every statement of ours many times over; Prisma's texts vary with the length of lists. */
const STATEMENTS_MAX = 500;

/**
 * Lets a connection of Prisma's driver adapter keep its prepared statements: the adapter prepares each one anew, and that takes a third
 * of a transaction's time. The adapter does not offer its connection; where it cannot be found, all works as before, only slower.
 * Answers that connection; null: not found.
 */
export function keepStatements(adapter: object): Database.Database | null {
  const connection: unknown = Reflect.get(adapter, "client");
  if (!(connection instanceof Database)) return null;
  const statements = new StatementCache(connection.prepare.bind(connection));
  Object.assign(connection, { prepare: (sql: string) => statements.get(sql) });
  return connection;
}

/** What the adapter uses of a statement: `prepare(sql).bind(parameters)`, then `run`, or `columns` and `raw().all`. */
interface PreparedStatement {
  bind(parameters: readonly unknown[]): BoundStatement;
  run(): Database.RunResult;
}

interface BoundStatement {
  readonly reader: boolean;
  columns(): Database.ColumnDefinition[];
  run(): Database.RunResult;
  raw(): { all(): unknown[] };
}

export class StatementCache {
  readonly #prepare: (sql: string) => Database.Statement;
  /** The least recently used one first. */
  readonly #statements = new Map<string, PreparedStatement>();

  constructor(prepare: (sql: string) => Database.Statement) {
    this.#prepare = prepare;
  }

  get(sql: string): PreparedStatement {
    const statement = this.#statements.get(sql) ?? reusable(this.#prepare(sql));
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > STATEMENTS_MAX) this.#forgetOldest();
    return statement;
  }

  get size(): number {
    return this.#statements.size;
  }

  #forgetOldest(): void {
    for (const sql of this.#statements.keys()) {
      this.#statements.delete(sql);
      return;
    }
  }
}

/** A statement's own `bind` is for good, so the parameters are kept beside it until it runs. */
function reusable(statement: Database.Statement): PreparedStatement {
  const columns = statement.reader ? statement.raw().columns() : [];
  return {
    bind: (parameters) => ({
      reader: statement.reader,
      columns: () => columns,
      run: () => statement.run(parameters),
      raw: () => ({ all: () => statement.all(parameters) }),
    }),
    run: () => statement.run(),
  };
}
