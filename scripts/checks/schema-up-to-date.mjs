// node scripts/checks/schema-up-to-date.mjs: the checked-in schema.graphql is the one that the built API would write.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { inRoot } from "../lib/root.mjs";

const file = inRoot("apps/api/schema.graphql");
const before = readFileSync(file, "utf8");
const run = spawnSync(process.execPath, ["dist/emit-schema.js"], { cwd: inRoot("apps/api"), stdio: "inherit" });
const after = readFileSync(file, "utf8");
// This check changes nothing: what it found is for a person to write, by `npm run schema` in apps/api.
if (after !== before) writeFileSync(file, before);
if (run.status !== 0 || after !== before) {
  console.error(
    "apps/api/schema.graphql is not what the API serves. Write it anew (apps/api: schema) and look at the difference.",
  );
  process.exitCode = 1;
}
