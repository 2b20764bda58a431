/** `npm run admin`: one-time links for whoever stands before a locked door. Exit code 2: it could not be asked. */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { askLocalDoor, DOOR_FILE } from "./local-door.ts";

const HELP = `npm run admin -- set-up-link           a link that makes the first admin; ends the one before
npm run admin -- password-link NAME    a link by which that user chooses a new password

  --data-dir PATH   as for npm start (default .data); names one of several products that run: .data/CLUSTER

The product has to run. Each link works once; whoever has it needs nothing else.`;

try {
  console.log(await run(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function run(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { "data-dir": { type: "string", default: ".data" }, help: { type: "boolean", default: false } },
  });
  const [command = "", name] = positionals;
  if (values.help) return HELP;
  if (command !== "set-up-link" && !(command === "password-link" && name !== undefined)) throw new Error(HELP);
  const answer = await askLocalDoor(doorFolder(resolve(values["data-dir"])), command, name);
  if (!answer.ok) throw new Error(answer.message);
  return `${answer.link.url}\nonce, until ${answer.link.expiresAt.toISOString()}`;
}

/** The folder of the running product: the one that was named, or that of the one cluster in it. */
function doorFolder(folder: string): string {
  const places = existsSync(folder) ? ["", ...readdirSync(folder)] : [];
  const candidates = places.flatMap((place) => [
    join(folder, place, DOOR_FILE),
    join(folder, place, "ledger", DOOR_FILE),
  ]);
  const found = [...new Set(candidates)].filter((file) => existsSync(file)).map((file) => dirname(file));
  const [first] = found;
  if (first === undefined)
    throw new Error(`no product runs on ${folder}; start it, or name its folder: --data-dir PATH`);
  if (found.length > 1) throw new Error(`several products run; name one by --data-dir:\n${found.join("\n")}`);
  return first;
}
