import { appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { changeSource, type SourceChange } from "./change-source.ts";

/** The repository. */
export const ROOT = new URL("../../../", import.meta.url);

/** How a run is told of its bug: the change as JSON, and a file to note in that its module was loaded. */
export const BUG_VARIABLE = "SEEDED_BUG";
export const LOADED_VARIABLE = "SEEDED_BUG_LOADED";

/** The source of a module in this run: changed if it is the bug's, else null. */
export function changedModule(path: string, source: string): string | null {
  const text = process.env[BUG_VARIABLE];
  if (!text) return null;
  const bug = JSON.parse(text) as SourceChange;
  if (path !== fileURLToPath(new URL(bug.file, ROOT))) return null;
  const changed = changeSource(bug, source);
  const note = process.env[LOADED_VARIABLE];
  if (note) appendFileSync(note, `${path}\n`);
  return changed;
}
