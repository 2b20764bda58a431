import { fileURLToPath } from "node:url";
import { root } from "../lib/root.mjs";

/**
 * The main program of a check, when its file is what was started: prints each fault on a line, then `N passed, N failed`.
 * @param {string} moduleUrl import.meta.url of the check
 * @param {string} title
 * @param {(root: string) => Promise<string[]>} findFaults
 */
export async function reportFaults(moduleUrl, title, findFaults) {
  if (process.argv[1] !== fileURLToPath(moduleUrl)) return;
  const faults = await findFaults(root);
  for (const fault of faults) console.log(fault);
  console.log(`${title}: ${faults.length === 0 ? "1 passed, 0 failed" : `0 passed, ${faults.length} failed`}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
