import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readOutcome } from "../../../../scripts/lib/test-reports.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "test-reports-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function outcome(report: object | string | undefined, exitCode: number | null, log = "") {
  const [reportFile, logFile] = [join(folder, "report.json"), join(folder, "log")];
  if (report !== undefined) writeFileSync(reportFile, typeof report === "string" ? report : JSON.stringify(report));
  writeFileSync(logFile, log);
  const { passed, failed, failures } = readOutcome(reportFile, logFile, exitCode);
  return { passed, failed, failures };
}

const vitest = (testResults: object[], numPassedTests: number) => ({ numPassedTests, numPendingTests: 0, testResults });
const failedTest = { status: "failed", fullName: "adds", failureMessages: ["\u001b[31mexpected 1\u001b[39m\nto be 2"] };

test("counts Vitest's tests, and a file that could not be loaded", () => {
  const passing = { name: "a.test.ts", status: "passed", assertionResults: [{ status: "passed" }] };
  const failing = { name: "b.test.ts", status: "failed", assertionResults: [failedTest] };
  const broken = { name: "c.test.ts", status: "failed", message: "cannot find module", assertionResults: [] };
  expect(outcome(vitest([passing], 1), 0)).toEqual({ passed: 1, failed: 0, failures: [] });
  expect(outcome(vitest([passing, failing, broken], 1), 1)).toEqual({
    passed: 1,
    failed: 2,
    failures: ["adds\nexpected 1\nto be 2", "c.test.ts\ncannot find module"],
  });
});

test("an unhandled error beside passing tests is a failure; so are no tests, and a report that is none", () => {
  const passing = { name: "a.test.ts", status: "passed", assertionResults: [{ status: "passed" }] };
  expect(outcome(vitest([passing], 1), 1)).toMatchObject({ passed: 1, failed: 1 });
  expect(outcome(vitest([passing], 1), null)).toMatchObject({ passed: 1, failed: 1 });
  expect(outcome(vitest([], 0), 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(outcome("{", 0)).toMatchObject({ passed: 0, failed: 1 });
});

test("counts Playwright's tests; one that fails and then passes has failed", () => {
  const spec = (title: string, status: string) => ({
    title,
    tests: [{ status, results: [{ error: { message: "timed out" } }] }],
  });
  const suites = [
    {
      title: "journey.spec.ts",
      specs: [spec("creates", "unexpected")],
      suites: [{ title: "two", specs: [spec("sees", "flaky"), spec("ok", "expected")] }],
    },
  ];
  const stats = { expected: 1, unexpected: 1, flaky: 1, skipped: 0 };
  expect(outcome({ stats, suites, errors: [] }, 1)).toEqual({
    passed: 1,
    failed: 2,
    failures: ["journey.spec.ts creates\ntimed out", "journey.spec.ts two sees\ntimed out"],
  });
  const down = {
    stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 3 },
    suites: [],
    errors: [{ message: "no server" }],
  };
  expect(outcome(down, 1)).toMatchObject({ passed: 0, failed: 1, failures: ["outside of a test\nno server"] });
});

test("other programs say it in their last line", () => {
  expect(outcome(undefined, 0, "…\n60 passed, 0 failed\n")).toMatchObject({ passed: 60, failed: 0 });
  expect(outcome(undefined, 1, "58 passed, 2 failed")).toMatchObject({ passed: 58, failed: 2 });
  expect(outcome(undefined, 1, "panic")).toMatchObject({ passed: 0, failed: 1 });
  expect(outcome(undefined, 0, "60 passed, 0 failed\npanic")).toMatchObject({ passed: 0, failed: 1 });
});
