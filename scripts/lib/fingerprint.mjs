import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./root.mjs";

/** Made by installs, builds and test runs: never a source. */
const derived = new Set([
  "node_modules",
  "dist",
  ".next",
  ".turbo",
  "generated",
  "gql",
  "next-env.d.ts",
  "test-results",
  "playwright-report",
]);

/**
 * A hash of names and contents of files, folders with everything in them. What is missing counts as missing.
 * @param {string[]} paths absolute
 * @param {string[]} [facts] more that the result depends on
 * @param {(name: string) => boolean} [leaveOut] by base name
 */
export function fingerprint(paths, facts = [], leaveOut = () => false) {
  const hash = createHash("sha256");
  for (const fact of facts) hash.update(`${fact}\n`);
  for (const path of paths) addPath(hash, path, leaveOut);
  return hash.digest("hex");
}

/** @param {string} file @param {string} value */
export function stampHolds(file, value) {
  return existsSync(file) && readFileSync(file, "utf8") === value;
}

/** @param {string} file @param {string} value */
export function writeStamp(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value);
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} path
 * @param {(name: string) => boolean} leaveOut
 */
function addPath(hash, path, leaveOut) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return;
  if (status.isDirectory()) {
    for (const name of readdirSync(path).sort()) {
      if (!derived.has(name) && !leaveOut(name)) addPath(hash, join(path, name), leaveOut);
    }
    return;
  }
  if (!status.isFile()) return;
  hash.update(`${relative(root, path)}\n`);
  hash.update(readFileSync(path));
}
