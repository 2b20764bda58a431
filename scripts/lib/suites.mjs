import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { toolEnvironment } from "./prepare.mjs";
import { cacheFolder, inRoot } from "./root.mjs";
import { tailOf, tryStep } from "./step.mjs";
import { readOutcome } from "./test-reports.mjs";

/**
 * @typedef {object} Suite one test script of one package
 * @property {string} name e.g. `packages/domain`, or `apps/web e2e`
 * @property {string} folder absolute
 * @property {string} command as package.json has it
 *
 * @typedef {object} SuiteResult
 * @property {string} name
 * @property {number} passed
 * @property {number} failed a suite that crashes, or has no tests, counts as one
 * @property {number} seconds
 */

/** The first suite on a control plane may have to build it. */
const longestSuiteMs = 40 * 60_000;
const shownFailures = 10;

/**
 * The packages' scripts of this name, packages first and apps after them.
 * @param {string} script
 * @param {string} [only] name of one package or its folder
 * @returns {Suite[]}
 */
export function findSuites(script, only) {
  return ["packages", "apps"].flatMap((kind) =>
    readdirSync(inRoot(kind))
      .sort()
      .flatMap((name) => suiteOf(`${kind}/${name}`, script, only)),
  );
}

/**
 * Runs one suite with a log of its own, tells how it went, and what failed.
 * @param {Suite} suite
 * @param {string} node path of the Node to run it with
 * @returns {Promise<SuiteResult>}
 */
export async function runSuite(suite, node) {
  const slug = suite.name.replaceAll(/[^a-z0-9]+/gi, "-");
  const logFile = join(cacheFolder, "logs", `test-${slug}.log`);
  const report = join(cacheFolder, "reports", `${slug}.json`);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const { command, env } = withReport(suite, report);
  const path = [join(suite.folder, "node_modules/.bin"), inRoot("node_modules/.bin"), dirname(node), process.env.PATH];
  const end = await tryStep(`testing ${suite.name}`, "sh", ["-c", command], {
    cwd: suite.folder,
    env: { ...toolEnvironment(), ...env, PATH: path.join(delimiter) },
    logFile,
    timeoutMs: longestSuiteMs,
    quietAtEnd: true,
  });
  const outcome = readOutcome(report, logFile, end.code);
  tell(suite, outcome, end, logFile);
  return { name: suite.name, passed: outcome.passed, failed: outcome.failed, seconds: end.seconds };
}

/**
 * @param {string} path
 * @param {string} script
 * @param {string} [only]
 */
function suiteOf(path, script, only) {
  const manifestFile = inRoot(path, "package.json");
  if (!existsSync(manifestFile)) return [];
  const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
  const command = manifest.scripts?.[script];
  if (command === undefined) return [];
  if (only !== undefined && ![path, basename(path), manifest.name].includes(only)) return [];
  return [{ name: script === "test" ? path : `${path} ${script}`, folder: inRoot(path), command }];
}

/**
 * Asks the tool for a report that can be counted. Other programs end with a line `N passed, N failed`.
 * @param {Suite} suite
 * @param {string} report
 */
function withReport({ command }, report) {
  if (/\bvitest\b/.test(command)) {
    return { command: `${command} --reporter=default --reporter=json --outputFile.json="${report}"`, env: {} };
  }
  if (/\bplaywright\b/.test(command)) {
    return {
      command: `${command} --reporter=list,json`,
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    };
  }
  return { command, env: {} };
}

/**
 * @param {Suite} suite
 * @param {import("./test-reports.mjs").Outcome} outcome
 * @param {{ code: number | null, signal: NodeJS.Signals | null, seconds: number }} end
 * @param {string} logFile
 */
function tell(suite, { passed, failed, skipped, failures }, end, logFile) {
  const counts = [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  console.log(`  ${failed === 0 ? "✓" : "✗"} ${suite.name}: ${counts.join(", ")} (${end.seconds.toFixed(1)} s)`);
  if (failed === 0) return;
  for (const failure of failures.slice(0, shownFailures)) console.log(indent(failure));
  if (failures.length > shownFailures) console.log(`      … and ${failures.length - shownFailures} more`);
  if (failures.length === 0) console.log(indent(tailOf(logFile, 15)));
  console.log(`      all of its output: ${logFile}`);
}

/** @param {string} text */
function indent(text) {
  return text
    .split("\n")
    .map((line) => `      ${line}`)
    .join("\n");
}
