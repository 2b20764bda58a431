/**
 * What each route makes a browser load before it can be used, held against its budget:
 *   node bundle-budget.mjs          after a build; ends with 1 where a route is over its budget
 * JavaScript of the route and of what stands around it, compressed as it is sent; what is loaded later, on demand, does not count.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { gzipSync } from "node:zlib";

const build = fileURLToPath(new URL(".next", import.meta.url));
const manifestName = "page_client-reference-manifest.js";

/** In KiB. Routes that are not named have the budget of `*`: pages without charts, grids or editors of their own. */
const budgets = JSON.parse(readFileSync(new URL("bundle-budget.json", import.meta.url), "utf8"));

const { rootMainFiles } = JSON.parse(readFileSync(join(build, "build-manifest.json"), "utf8"));
const sizes = new Map();

const rows = manifests(join(build, "server/app"))
  .map(({ route, file }) => ({ route, kib: sizeOf([...rootMainFiles, ...filesOf(file)]) / 1024 }))
  .map((row) => ({ ...row, budget: budgets[row.route] ?? budgets["*"] }))
  .sort((a, b) => b.kib - a.kib);

for (const { route, kib, budget } of rows) {
  const over = kib > budget ? `  over its budget by ${Math.ceil(kib - budget)} KiB` : "";
  console.log(`${route.padEnd(28)} ${String(Math.round(kib)).padStart(5)} of ${String(budget).padStart(4)} KiB${over}`);
}
const failed = rows.filter(({ kib, budget }) => kib > budget).length;
console.log(`bundle-budget: ${rows.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function manifests(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(({ name, parentPath }) => name === manifestName && !relative(folder, parentPath).startsWith("_"))
    .map(({ parentPath, name }) => ({ route: `/${relative(folder, parentPath)}`, file: join(parentPath, name) }));
}

/** The manifest is a script that puts its facts on globalThis. */
function filesOf(file) {
  const sandbox = { globalThis: {} };
  vm.runInNewContext(readFileSync(file, "utf8"), sandbox);
  const facts = Object.values(sandbox.globalThis.__RSC_MANIFEST ?? {});
  return facts.flatMap(({ entryJSFiles }) => Object.values(entryJSFiles)).flat();
}

function sizeOf(files) {
  return [...new Set(files)].reduce((sum, file) => sum + compressed(file), 0);
}

function compressed(file) {
  const known = sizes.get(file);
  if (known !== undefined) return known;
  const size = gzipSync(readFileSync(join(build, file))).length;
  sizes.set(file, size);
  return size;
}
