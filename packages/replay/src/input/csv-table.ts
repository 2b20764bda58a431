import { parse } from "csv-parse/sync";
import { ReplayRefusal } from "../refusal.ts";

/** What is wrong with one row of a table; it is left out, the others are used. */
export interface RowProblem {
  /** 1 is the header. */
  readonly line: number;
  /** 1 is the first column. */
  readonly column: number;
  readonly columnName: string;
  readonly message: string;
}

/** One row, by column name. */
export class Row {
  readonly line: number;
  readonly #columns: readonly string[];
  readonly #fields: readonly string[];

  constructor(line: number, columns: readonly string[], fields: readonly string[]) {
    this.line = line;
    this.#columns = columns;
    this.#fields = fields;
  }

  /** The field without surrounding blanks; empty where the table has no such (optional) column. */
  text(name: string): string {
    return (this.#fields[this.#columns.indexOf(name)] ?? "").trim();
  }

  /** A whole number in a range. @throws BadField */
  whole(name: string, min: number, max: number): number {
    const text = this.text(name);
    const value = Number(text);
    if (!/^\d{1,16}$/.test(text) || value < min || value > max) {
      throw this.bad(name, `"${excerpt(text)}" is no whole number from ${min} to ${max}`);
    }
    return value;
  }

  bad(name: string, message: string): BadField {
    return new BadField({ line: this.line, column: this.#columns.indexOf(name) + 1, columnName: name, message });
  }
}

/** A field that cannot be used: its row becomes a {@link RowProblem}. */
export class BadField extends Error {
  readonly problem: RowProblem;
  constructor(problem: RowProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * Reads a table with a header line. A row that `read` refuses (by throwing BadField), or that has too few or too many fields, or broken
 * quotes, is left out and reported. No field of these tables holds a line break, so a broken quote spoils its own line only.
 *
 * @throws ReplayRefusal where it is no such table: columns are missing, or no row can be used
 */
export function readTable<T>(
  text: string,
  what: string,
  required: readonly string[],
  read: (row: Row) => T,
): { readonly rows: T[]; readonly problems: RowProblem[] } {
  const [header = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const columns = headerOf(header, what, required);
  const rows: T[] = [];
  const problems: RowProblem[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    try {
      rows.push(read(new Row(index + 2, columns, fieldsOf(line, index + 2, columns))));
    } catch (error) {
      if (!(error instanceof BadField)) throw error;
      problems.push(error.problem);
    }
  }
  if (rows.length === 0) throw new ReplayRefusal(`${what}: no usable row.${firstProblem(problems)}`);
  return { rows, problems };
}

/** `line 7, column 2 (cpu_milli): "x" is no whole number …` */
export function describeProblem({ line, column, columnName, message }: RowProblem): string {
  return `line ${line}, column ${column}${columnName === "" ? "" : ` (${columnName})`}: ${message}`;
}

function headerOf(line: string, what: string, required: readonly string[]): string[] {
  const columns = splitLine(line)?.map((name) => name.trim()) ?? [];
  const missing = required.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    const found = `Its first line: ${JSON.stringify(excerpt(line))}`;
    throw new ReplayRefusal(`${what}: this is no such table, it lacks the columns ${missing.join(", ")}. ${found}`);
  }
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw new ReplayRefusal(`${what}: the column ${twice} stands twice in the header.`);
  return columns;
}

function fieldsOf(line: string, number: number, columns: readonly string[]): string[] {
  const fields = splitLine(line);
  if (fields === undefined) {
    throw new BadField({ line: number, column: brokenColumn(line), columnName: "", message: "broken quotes" });
  }
  if (fields.length !== columns.length) {
    const column = Math.min(fields.length, columns.length) + 1;
    const message = `${fields.length} fields, the header has ${columns.length}`;
    throw new BadField({ line: number, column, columnName: columns[column - 1] ?? "", message });
  }
  return fields;
}

function splitLine(line: string): string[] | undefined {
  try {
    const records: string[][] = parse(line, { relax_column_count: true });
    return records[0] ?? [];
  } catch {
    return undefined;
  }
}

/** The first field from which on the line cannot be read. */
function brokenColumn(line: string): number {
  const pieces = line.split(",");
  for (let count = 1; count <= pieces.length; count++) {
    if (splitLine(pieces.slice(0, count).join(",")) === undefined) return count;
  }
  return 1;
}

function firstProblem(problems: readonly RowProblem[]): string {
  const [first] = problems;
  return first === undefined ? " The table is empty." : ` The first fault: ${describeProblem(first)}`;
}

function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
