import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { optionsFor } from "./options.ts";
import { SAMPLE_VARIABLE } from "./sample-ignorer.ts";
import { scoreOf } from "./score.ts";

const USAGE = `npm run mutation -- [--only GLOB]… [--sample FROM-TO] [--concurrency N]

  Changes the rules of packages/domain in one small way after the other, and sees whether its tests, and those that drive it on a real ledger,
  notice. Prints what nobody noticed, and the score: noticed changes of all.

  --only         files, below packages/domain/src; default: all of them, which takes hours
  --sample       of functions and methods, those between two points of [0, 1), e.g. 0-0.1 for a tenth of them
  --tests        domain, quick or all; default: all. Only the tests of packages/domain itself, which takes seconds for a file; those on a
                 real ledger, too, but for the crash matrix, the simulation and steps run twice; or all of them
  --concurrency  test runners at once, 2`;

const GOAL = 80;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true, default: ["**/*.ts"] },
      sample: { type: "string", default: "0-1" },
      tests: { type: "string", default: "all" },
      concurrency: { type: "string", default: "2" },
      help: { type: "boolean", default: false },
    },
  });
  const { only, sample, tests, concurrency } = values;
  const isUnderstood = /^[01](\.\d+)?-[01](\.\d+)?$/.test(sample) && /^[1-9]$/.test(concurrency);
  if (values.help || !isUnderstood || !["domain", "quick", "all"].includes(tests)) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  process.chdir(fileURLToPath(new URL("../../..", import.meta.url)));
  process.env[SAMPLE_VARIABLE] = sample;
  process.env.MUTATION_TESTS = tests;
  const results = await new Stryker(optionsFor(only, Number(concurrency))).runMutationTest();
  const { noticed, all, percent } = scoreOf(results);
  const load = loadavg()[0]?.toFixed(1);
  console.log(`\nmutation score: ${noticed} of ${all} noticed, ${percent.toFixed(1)} %; goal ${GOAL} %; load ${load}`);
  return percent >= GOAL ? 0 : 1;
}
