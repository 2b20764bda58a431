import { existsSync, readFileSync } from "node:fs";

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} failures name and first lines of the reason
 */

const reasonLines = 8;

/**
 * Counts a suite from its report, or from the last line of its log. What ended with a failure that no test explains (a crash, an
 * unhandled error, no tests at all) counts as one failed test.
 *
 * @param {string} reportFile
 * @param {string} logFile
 * @param {number | null} exitCode null where it was ended by a signal
 * @returns {Outcome}
 */
export function readOutcome(reportFile, logFile, exitCode) {
  const outcome = existsSync(reportFile)
    ? readReport(readFileSync(reportFile, "utf8"))
    : readLastLine(readFileSync(logFile, "utf8"));
  if (outcome.failed > 0) return outcome;
  if (exitCode !== 0) return { ...outcome, failed: 1 };
  if (outcome.passed === 0) return { ...outcome, failed: 1, failures: ["it ran no tests"] };
  return outcome;
}

/** @param {string} text */
function readReport(text) {
  let report;
  try {
    report = JSON.parse(text);
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: ["its report is no JSON"] };
  }
  return report.stats === undefined ? readVitest(report) : readPlaywright(report);
}

/**
 * @param {any} report of Vitest's json reporter
 * @returns {Outcome}
 */
function readVitest({ numPassedTests, numPendingTests, numTodoTests = 0, testResults }) {
  const failures = testResults.flatMap((/** @type {any} */ file) => {
    const failed = file.assertionResults.filter((/** @type {any} */ test) => test.status === "failed");
    // A file that could not even be loaded.
    if (failed.length === 0 && file.status === "failed") return [describe(file.name, file.message)];
    return failed.map((/** @type {any} */ test) => describe(test.fullName, test.failureMessages.join("\n")));
  });
  return { passed: numPassedTests, failed: failures.length, skipped: numPendingTests + numTodoTests, failures };
}

/**
 * @param {any} report of Playwright's json reporter
 * @returns {Outcome}
 */
function readPlaywright({ stats, suites, errors }) {
  const failures = [
    ...suites.flatMap((/** @type {any} */ suite) => failedSpecs(suite, "")),
    ...(errors ?? []).map((/** @type {any} */ error) => describe("outside of a test", error.message ?? "")),
  ];
  // A test that fails and then passes is not one to trust.
  const failed = Math.max(stats.unexpected + stats.flaky + (errors?.length ?? 0), failures.length);
  return { passed: stats.expected, failed, skipped: stats.skipped, failures };
}

/**
 * @param {any} suite
 * @param {string} path
 * @returns {string[]}
 */
function failedSpecs(suite, path) {
  const name = `${path} ${suite.title}`.trim();
  const own = (suite.specs ?? []).flatMap((/** @type {any} */ spec) =>
    spec.tests
      .filter((/** @type {any} */ test) => test.status === "unexpected" || test.status === "flaky")
      .map((/** @type {any} */ test) => {
        const result = test.results.find((/** @type {any} */ run) => run.error !== undefined);
        return describe(`${name} ${spec.title}`, result?.error?.message ?? test.status);
      }),
  );
  return [...own, ...(suite.suites ?? []).flatMap((/** @type {any} */ inner) => failedSpecs(inner, name))];
}

/**
 * @param {string} text
 * @returns {Outcome}
 */
function readLastLine(text) {
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(text) ?? [];
  return { passed: Number(passed ?? 0), failed: Number(failed ?? 0), skipped: 0, failures: [] };
}

/**
 * @param {string} name
 * @param {string} reason
 */
function describe(name, reason) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal are control characters
  const plain = reason.replaceAll(/\u001b\[[0-9;]*m/g, "");
  return `${name}\n${plain.split("\n").slice(0, reasonLines).join("\n")}`.trimEnd();
}
