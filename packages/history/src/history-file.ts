import Database from "better-sqlite3";
import { POINT_COLUMNS, type PointRow, packed, unpacked } from "./history-columns.ts";
import type {
  Dimension,
  HistoryAnswer,
  HistoryLines,
  HistoryQuery,
  HistorySample,
  HistoryValues,
  Step,
} from "./history-model.ts";
import { keptSeconds, stepFor } from "./retention.ts";

export interface HistoryFileOptions {
  /** The file never grows beyond this; what does not fit is refused. Default 512 MiB. */
  readonly bytesMax?: number;
}

const BYTES_MAX = 512 * 2 ** 20;
const PAGE_BYTES = 4096;

/**
 * The history in one SQLite file: a row per line, step and slot of time. Synchronous: it lives in a worker. A commit survives a kill
 * (WAL, synchronous=NORMAL). Throws what SQLite says: the file is damaged, the disk or the file is full.
 */
export class HistoryFile {
  readonly #db: Database.Database;
  readonly #ids = new Map<string, number>();
  readonly #prunedAt = new Map<Step, number>();

  constructor(path: string, { bytesMax = BYTES_MAX }: HistoryFileOptions = {}) {
    this.#db = new Database(path);
    try {
      this.#db.pragma(`page_size = ${PAGE_BYTES}`);
      this.#db.pragma("journal_mode = WAL");
      this.#db.pragma("synchronous = NORMAL");
      this.#db.pragma(`max_page_count = ${Math.floor(bytesMax / PAGE_BYTES)}`);
      this.#db.exec(SCHEMA);
      const rows = this.#db.prepare<[], SeriesRow>("SELECT id, dimension, name FROM series").all();
      for (const { id, dimension, name } of rows) this.#ids.set(seriesKey(dimension, name), id);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** Points of one moment. Those of the same slot replace each other. What is over is joined to minutes and hours, and forgotten. */
  append(step: Step, atMs: number, samples: readonly HistorySample[]): void {
    this.#transact(() => {
      this.#put(step, atMs, samples);
      this.#tidy(atMs);
    });
  }

  /** Points of the past, oldest first, in one transaction: for a demo's beginning. */
  fill(step: Step, moments: readonly { readonly atMs: number; readonly samples: readonly HistorySample[] }[]): void {
    this.#transact(() => {
      for (const { atMs, samples } of moments) this.#put(step, atMs, samples);
    });
  }

  read(query: HistoryQuery, nowMs: number): HistoryAnswer {
    const { dimension, fromMs, toMs, pointsMax } = query;
    const step = stepFor(dimension, (nowMs - fromMs) / 1000, this.#serverCount());
    const [first, last] = [slotOf(fromMs, step), slotOf(Math.max(fromMs, toMs), step)];
    const width = Math.max(1, Math.ceil((last - first + 1) / pointsMax));
    const [from, to] = [Math.floor(first / width), Math.floor(last / width)];
    const slots = { step, width, from, to };
    const series = this.#chosen(query, step, last).map(({ id, name }) => this.#lines(id, name, slots));
    const timesMs = Array.from({ length: to - from + 1 }, (_, index) => (from + index) * width * step * 1000);
    return { resolutionSeconds: width * step, timesMs, series };
  }

  close(): void {
    this.#db.close();
  }

  #transact(work: () => void): void {
    try {
      this.#db.transaction(work).immediate();
    } catch (error) {
      // Ids that were given in a transaction that failed were taken back with it.
      this.#ids.clear();
      throw error;
    }
  }

  #put(step: Step, atMs: number, samples: readonly HistorySample[]): void {
    const insert = this.#db.prepare(
      `INSERT OR REPLACE INTO points (step, series, slot, ${POINT_COLUMNS}) VALUES (?, ?, ?${", ?".repeat(10)})`,
    );
    const slot = slotOf(atMs, step);
    for (const { dimension, name, values } of samples) {
      insert.run(step, this.#idOf(dimension, name), slot, ...packed(values));
    }
  }

  #idOf(dimension: Dimension, name: string): number {
    const key = seriesKey(dimension, name);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#db.prepare("INSERT OR IGNORE INTO series (dimension, name) VALUES (?, ?)").run(dimension, name);
    const row = this.#db
      .prepare<[string, string], SeriesRow>("SELECT id, dimension, name FROM series WHERE dimension = ? AND name = ?")
      .get(dimension, name);
    if (row === undefined) throw new Error(`history: the series ${key} was not stored`);
    this.#ids.set(key, row.id);
    return row.id;
  }

  /** Once a slot of the longer step is over, its mean is made. Also of slots that ended while nobody was there to see it. */
  #tidy(nowMs: number): void {
    for (const [fine, coarse] of [
      [10, 60],
      [60, 3600],
    ] as const) {
      const current = slotOf(nowMs, coarse);
      if (this.#prunedAt.get(coarse) === current) continue;
      this.#db.prepare(JOIN).run({ fine, coarse, width: coarse / fine, before: current * (coarse / fine) });
      this.#prune(fine, nowMs);
      if (coarse === 3600) this.#prune(coarse, nowMs);
      this.#prunedAt.set(coarse, current);
    }
  }

  #prune(step: Step, nowMs: number): void {
    const remove = this.#db.prepare("DELETE FROM points WHERE step = ? AND series = ? AND slot < ?");
    const rows = this.#db.prepare<[], SeriesRow>("SELECT id, dimension, name FROM series").all();
    const servers = this.#serverCount();
    for (const { id, dimension } of rows) {
      remove.run(step, id, slotOf(nowMs - keptSeconds(dimension, step, servers) * 1000, step));
    }
    if (step === 3600) {
      this.#db.exec(FORGET_EMPTY_SERIES);
      this.#ids.clear();
    }
  }

  #serverCount(): number {
    const row = this.#db
      .prepare<[], { count: number }>("SELECT count(*) AS count FROM series WHERE dimension = 'SERVER'")
      .get();
    return row?.count ?? 0;
  }

  #chosen({ dimension, names, seriesMax }: HistoryQuery, step: Step, last: number): SeriesRow[] {
    if (names !== null) {
      const find = this.#db.prepare<[string, string], SeriesRow>(
        "SELECT id, dimension, name FROM series WHERE dimension = ? AND name = ?",
      );
      return names.slice(0, seriesMax).flatMap((name) => find.get(dimension, name) ?? []);
    }
    return this.#db.prepare<unknown[], SeriesRow>(BUSIEST).all({ dimension, step, last, seriesMax });
  }

  #lines(
    series: number,
    name: string,
    { step, width, from, to }: { step: Step; width: number; from: number; to: number },
  ): HistoryLines {
    const points: (HistoryValues | null)[] = new Array(to - from + 1).fill(null);
    const range = { step, series, width, first: from * width, last: (to + 1) * width - 1 };
    for (const row of this.#db.prepare<unknown[], PointRow>(MEANS).all(range)) points[row.at - from] = unpacked(row);
    return { name, points };
  }
}

interface SeriesRow {
  readonly id: number;
  readonly dimension: Dimension;
  readonly name: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS series (
    id INTEGER PRIMARY KEY, dimension TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (dimension, name)
  );
  CREATE TABLE IF NOT EXISTS points (
    step INTEGER NOT NULL, series INTEGER NOT NULL, slot INTEGER NOT NULL,
    ${POINT_COLUMNS.split(", ")
      .map((column) => `${column} INTEGER`)
      .join(", ")},
    PRIMARY KEY (step, series, slot)
  ) WITHOUT ROWID;
`;
const ROUNDED_MEANS = POINT_COLUMNS.split(", ")
  .map((column) => `CAST(round(avg(${column})) AS INTEGER)`)
  .join(", ");
// Numbers are bound as REAL, and a slot has to be divided as a whole number.
const JOIN = `
  INSERT OR IGNORE INTO points (step, series, slot, ${POINT_COLUMNS})
  SELECT @coarse, series, slot / CAST(@width AS INTEGER), ${ROUNDED_MEANS}
  FROM points WHERE step = @fine AND slot < @before GROUP BY series, slot / CAST(@width AS INTEGER)
`;
const MEANS = `
  SELECT slot / CAST(@width AS INTEGER) AS at, ${POINT_COLUMNS.split(", ")
    .map((column) => `avg(${column}) AS ${column}`)
    .join(", ")}
  FROM points WHERE step = @step AND series = @series AND slot BETWEEN @first AND @last GROUP BY slot / CAST(@width AS INTEGER)
`;
/** By their last points: what is gone comes last. */
const BUSIEST = `
  SELECT id, dimension, name FROM series
  LEFT JOIN points ON points.step = @step AND points.series = series.id
    AND points.slot = (SELECT max(slot) FROM points WHERE step = @step AND series = series.id AND slot <= @last)
  WHERE dimension = @dimension
  ORDER BY slot IS NULL, allocated_gpus DESC, allocated_cpu DESC, name LIMIT @seriesMax
`;
const FORGET_EMPTY_SERIES = "DELETE FROM series WHERE id NOT IN (SELECT DISTINCT series FROM points)";

function seriesKey(dimension: string, name: string): string {
  return `${dimension} ${name}`;
}

function slotOf(atMs: number, step: Step): number {
  return Math.floor(atMs / 1000 / step);
}
