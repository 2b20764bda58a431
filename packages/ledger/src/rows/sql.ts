import { Prisma } from "../generated/client.ts";

/** What a column may hold. An object or array is stored as JSON. */
export type Cell =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Prisma.InputJsonObject
  | readonly Prisma.InputJsonValue[]
  | null;
export type Row = Readonly<Record<string, Cell>>;

/**
 * `INSERT INTO table (…) VALUES (…)`. Written by hand for the rows of every operation: Prisma's own `create` takes three times as
 * long for the wide ones, and cannot name a partial index in a conflict clause.
 */
export function insertInto(table: Prisma.ModelName, row: Row, suffix = Prisma.empty): Prisma.Sql {
  return insertAll(table, [row], suffix);
}

/** The rows, all with the same columns, by their `id`: inserted, or every column of them written again. */
export function upsertInto<R extends Row & { readonly id: string }>(
  table: Prisma.ModelName,
  rows: readonly R[],
): Prisma.Sql {
  const assignments = Object.keys(rows[0] ?? {}).map((name) => Prisma.sql`${quoted(name)} = excluded.${quoted(name)}`);
  return insertAll(table, rows, Prisma.sql`ON CONFLICT ("id") DO UPDATE SET ${Prisma.join(assignments)}`);
}

function insertAll(table: Prisma.ModelName, rows: readonly Row[], suffix: Prisma.Sql): Prisma.Sql {
  const columns = Prisma.join(Object.keys(rows[0] ?? {}).map(quoted));
  const values = rows.map((row) => Prisma.sql`(${Prisma.join(Object.values(row).map(stored))})`);
  return Prisma.sql`INSERT INTO ${quoted(table)} (${columns}) VALUES ${Prisma.join(values)} ${suffix}`;
}

/** `UPDATE table SET … WHERE condition`. */
export function updateWhere(table: Prisma.ModelName, row: Row, condition: Prisma.Sql): Prisma.Sql {
  const assignments = Object.entries(row).map(([column, value]) => Prisma.sql`${quoted(column)} = ${stored(value)}`);
  return Prisma.sql`UPDATE ${quoted(table)} SET ${Prisma.join(assignments)} WHERE ${condition}`;
}

/** Names come from our own code, never from a request. */
function quoted(name: string): Prisma.Sql {
  return Prisma.raw(`"${name}"`);
}

function stored(value: Cell): string | number | bigint | boolean | Date | null {
  return typeof value === "object" && value !== null && !(value instanceof Date) ? JSON.stringify(value) : value;
}
