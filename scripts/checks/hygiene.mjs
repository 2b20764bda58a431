// node scripts/checks/hygiene.mjs: what must not stand in a file that git keeps.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { reportFaults } from "./report-faults.mjs";

const largestBytes = 2_000_000;

/** @type {{ what: string, pattern: RegExp, in?: RegExp, notIn?: RegExp }[]} */
const rules = [
  { what: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}/ },
  {
    what: "a token",
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|npm_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}|xox[abp]-[A-Za-z0-9-]{20,})\b/,
  },
  {
    what: "a password in an address",
    pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@"'`$<>{}]+:[^/\s:@"'`$<>{}]{3,}@/,
    notIn: /\.test\.tsx?$/,
  },
  {
    what: "a path of somebody's machine",
    pattern: /(?<![\w.@~$}-])\/(?:home\/(?!me\b|user\b|node\b)[a-z][\w-]*|Users\/[A-Za-z][\w-]*|root|work|mnt)\/\w/,
  },
  {
    what: "the address of a package registry",
    pattern: /"?(?:tarball|resolved|registry)"?\s*[:=]\s*"?https?:\/\//,
    in: /(^|\/)(\.npmrc|pnpm-lock\.yaml|pnpm-workspace\.yaml|package(-lock)?\.json)$/,
  },
  {
    what: "the clock, chance or the environment in the domain",
    pattern: /\b(?:Date\.now|new Date\(\)|Math\.random|process\.\w|performance\.now|setTimeout\()/,
    in: /^packages\/domain\/src\//,
    notIn: /\.test\.ts$/,
  },
];

/**
 * @param {string} root
 * @returns {Promise<string[]>} one line per fault: `file:line: what`
 */
export async function hygieneFaults(root) {
  return trackedFiles(root).flatMap((file) => faultsOf(root, file));
}

/** @param {string} root */
function trackedFiles(root) {
  const { stdout, status, stderr } = spawnSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { cwd: root, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`git ls-files: ${stderr}`);
  return stdout.split("\0").filter((file) => file !== "" && existsSync(join(root, file)));
}

/**
 * @param {string} root
 * @param {string} file
 */
function faultsOf(root, file) {
  if (statSync(join(root, file)).isDirectory()) return [];
  const bytes = readFileSync(join(root, file));
  if (bytes.length > largestBytes) return [`${file}: ${bytes.length} bytes is too large for a repository`];
  if (bytes.includes(0)) return [];
  const text = bytes.toString("utf8");
  return rules
    .filter((rule) => (rule.in?.test(file) ?? true) && !(rule.notIn?.test(file) ?? false))
    .flatMap(({ what, pattern }) => {
      const match = pattern.exec(text);
      return match === null
        ? []
        : [`${file}:${text.slice(0, match.index).split("\n").length}: ${what}: ${match[0].slice(0, 60)}`];
    });
}

await reportFaults(import.meta.url, "hygiene", hygieneFaults);
