/** `npm run backup`: a copy of one ledger, while its product runs or not. Exit code 2: there is none. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { backUpLedger } from "./back-up.ts";
import { ledgerFile } from "./ledger-file.ts";

const HELP = `npm run backup -- --to FILE    copies the ledger as of now into a new file; the product may run meanwhile

  --data-dir PATH   as for npm start (default .data); names one ledger where there are several: .data/CLUSTER

How it is put back, and what happens then: docs/admin.md.`;

try {
  console.log(run(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

function run(args: readonly string[]): string {
  const { values } = parseArgs({
    args: [...args],
    options: {
      "data-dir": { type: "string", default: ".data" },
      to: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return HELP;
  if (values.to === undefined) throw new Error(HELP);
  const file = ledgerFile(resolve(values["data-dir"]));
  const to = resolve(values.to);
  const { bytes } = backUpLedger(file, to);
  const key = join(dirname(file), "secrets.key");
  const more = existsSync(key) ? `\nits pull secrets are sealed with ${key}: keep a copy of that elsewhere` : "";
  return `${to}: ${(bytes / 2 ** 20).toFixed(1)} MiB, whole${more}`;
}
