import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BUG_VARIABLE, LOADED_VARIABLE, ROOT } from "./bug-of-this-run.ts";
import type { SeededBug } from "./seeded-bug.ts";

/** What came of one run of tests. */
export interface Hunt {
  /** Names of the tests that failed; the first of them ended the run. */
  readonly failed: readonly string[];
  readonly passed: number;
  readonly seconds: number;
  /** Why it proves nothing: the bug's module was never loaded, or the tests did not run. */
  readonly broken: string | null;
}

/** A bug may keep tests from ever coming to an end. */
const LIMIT_MS = 400_000;

/** Runs those tests with the bug, or without any. */
export async function hunt(tests: SeededBug["tests"], bug: SeededBug | null): Promise<Hunt> {
  const folder = await mkdtemp(join(tmpdir(), "seeded-bug-"));
  const [report, loaded] = [join(folder, "report.json"), join(folder, "loaded")];
  const began = performance.now();
  try {
    const ended = await runTests(tests, bug, { report, loaded });
    const seconds = (performance.now() - began) / 1_000;
    const outcome = existsSync(report) ? outcomeOf(await readFile(report, "utf8")) : { failed: [], passed: 0 };
    const ran = outcome.failed.length + outcome.passed > 0;
    const broken = !ran
      ? `no test ran: ${ended.slice(-300)}`
      : bug && !existsSync(loaded)
        ? `nothing loads ${bug.file}`
        : null;
    return { ...outcome, seconds, broken };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runTests(
  { of, files }: SeededBug["tests"],
  bug: SeededBug | null,
  { report, loaded }: { readonly report: string; readonly loaded: string },
): Promise<string> {
  const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const program = fileURLToPath(new URL("node_modules/vitest/vitest.mjs", ROOT));
  const options = ["--config", here("with-bug.vitest.config.ts"), "--root", ".", "--bail", "1"];
  const child = spawn(
    process.execPath,
    [program, "run", ...files, ...options, "--reporter=json", `--outputFile.json=${report}`],
    {
      cwd: fileURLToPath(new URL(`${of}/`, ROOT)),
      env: {
        ...process.env,
        NODE_OPTIONS: `--import ${here("load-hook.ts")}`,
        [BUG_VARIABLE]: bug ? JSON.stringify(bug) : "",
        [LOADED_VARIABLE]: loaded,
      },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
    },
  );
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve(text));
  });
}

interface Report {
  readonly testResults: readonly {
    readonly status: string;
    readonly name: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function outcomeOf(text: string): Pick<Hunt, "failed" | "passed"> {
  const { testResults } = JSON.parse(text) as Report;
  const results = testResults.flatMap((file) => file.assertionResults);
  return {
    failed: results.filter(({ status }) => status === "failed").map(({ fullName }) => fullName),
    passed: results.filter(({ status }) => status === "passed").length,
  };
}
