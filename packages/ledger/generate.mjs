// Generates the Prisma client into src/generated, unless the one that is there was made from this schema by this Prisma.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const stampFile = join(here, "src/generated/.made-from");
const require = createRequire(import.meta.url);

const stamp = createHash("sha256")
  .update(readFileSync(join(here, "../../prisma/schema.prisma")))
  .update(require("prisma/package.json").version)
  .digest("hex");

if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) {
  console.log("the Prisma client is up to date");
} else {
  // The CLI wants to download a native engine before any command, even one like this that never runs it: any program will do.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  const cli = join(dirname(require.resolve("prisma/package.json")), "build/index.js");
  const run = spawnSync(process.execPath, [cli, "generate", "--no-hints"], { cwd: here, env, stdio: "inherit" });
  if (run.status !== 0) process.exit(run.status ?? 1);
  writeFileSync(stampFile, stamp);
}
