import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * The ledger of a data folder: the folder's own, or that of the one cluster in it.
 * @throws where there is none, or more than one, with what to name instead.
 */
export function ledgerFile(folder: string): string {
  const places = existsSync(folder) ? ["", ...readdirSync(folder)] : [];
  const candidates = places.flatMap((place) => [
    join(folder, place, "ledger.db"),
    join(folder, place, "ledger", "ledger.db"),
  ]);
  const files = [...new Set(candidates)].filter((file) => existsSync(file));
  const [file] = files;
  if (file === undefined) throw new Error(`there is no ledger in ${folder}; name its folder: --data-dir PATH`);
  if (files.length > 1) throw new Error(`there are several ledgers; name one by --data-dir:\n${files.join("\n")}`);
  return file;
}
