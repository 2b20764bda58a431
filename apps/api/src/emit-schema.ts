import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { lexicographicSortSchema, printSchema } from "graphql";
import { makeSchema } from "./graphql/schema.ts";

/** Writes schema.graphql; with `--check`, says whether it is up to date and exits with 1 where it is not. */
const file = fileURLToPath(new URL("../schema.graphql", import.meta.url));
const emitted = `${printSchema(lexicographicSortSchema(await makeSchema()))}\n`;
if (!process.argv.includes("--check")) {
  await writeFile(file, emitted);
} else if ((await readFile(file, "utf8").catch(() => "")) !== emitted) {
  console.error("apps/api/schema.graphql is not what the code emits. Run: pnpm --filter @resource-manager/api schema");
  process.exitCode = 1;
}
