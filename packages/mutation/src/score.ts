/** A change that a test noticed, or that made the tests go on for ever; and all that could have been noticed. */
export interface Score {
  readonly noticed: number;
  readonly all: number;
  readonly percent: number;
}

const NOTICED = new Set(["Killed", "Timeout"]);
const UNNOTICED = new Set(["Survived", "NoCoverage"]);

/** Changes that were left out, or that do not even load, count on neither side. */
export function scoreOf(results: readonly { readonly status: string }[]): Score {
  const noticed = results.filter(({ status }) => NOTICED.has(status)).length;
  const all = noticed + results.filter(({ status }) => UNNOTICED.has(status)).length;
  return { noticed, all, percent: all === 0 ? 0 : (100 * noticed) / all };
}
