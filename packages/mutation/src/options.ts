import { fileURLToPath } from "node:url";
import type { PartialStrykerOptions } from "@stryker-mutator/api/core";

/** What the tests need of the repository: all of it is copied, and the copy is changed. */
const COPIED = ["domain", "ledger", "mutation", "simulation"];

/** @param only globs below `packages/domain/src` */
export function optionsFor(only: readonly string[], concurrency: number): PartialStrykerOptions {
  return {
    testRunner: "vitest",
    vitest: { configFile: "packages/mutation/stryker.vitest.config.ts", related: false },
    plugins: [
      import.meta.resolve("@stryker-mutator/vitest-runner"),
      new URL("./sample-ignorer.ts", import.meta.url).href,
    ],
    ignorers: ["sample"],
    mutate: [
      ...only.map((glob) => `packages/domain/src/${glob}`),
      "!packages/domain/src/**/*.test.ts",
      "!packages/domain/src/testing/**",
    ],
    ignorePatterns: [
      "/*",
      "!/packages",
      "/packages/*",
      ...COPIED.map((folder) => `!/packages/${folder}`),
      ...["!/prisma", "!/docs", "!/tsconfig.base.json"],
    ],
    coverageAnalysis: "perTest",
    ignoreStatic: true,
    concurrency,
    // A busy machine must not make a change look like one that never ends.
    timeoutMS: 30_000,
    timeoutFactor: 3,
    reporters: ["progress-append-only", "clear-text"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
    allowConsoleColors: false,
    tempDirName: fileURLToPath(new URL("../../../.mutation", import.meta.url)),
  };
}
