import { parentPort, workerData } from "node:worker_threads";
import type { ContractCase } from "../case.ts";
import type { WaitLimits } from "../wait-limits.ts";
import { seedFault } from "./mutated-modules.ts";
import type { Notice, Trial, TrialResult } from "./trial.ts";

/** What does not come within these is not waited for: a right cluster needs a third of it. */
const limits: WaitLimits = { stateMs: 15_000, watchMs: 15_000, caseMs: 40_000 };

parentPort?.postMessage(await run(workerData as Trial));

async function run({ fault, areas }: Trial): Promise<TrialResult> {
  const started = performance.now();
  const seeded = fault === undefined ? undefined : seedFault(fault);
  // Only now, so that the simulator's modules are loaded with the fault.
  const { allCases } = await import("../all-cases.ts");
  const { openSimulator } = await import("../open-cluster.ts");
  const { runCases } = await import("../runner.ts");
  const cases = allCases.filter(({ area }) => areas.includes(area));
  await using cluster = await openSimulator(undefined, limits);
  if (seeded?.isLoaded() === false) throw new Error(`nothing loads ${fault?.file}`);
  const runs = await runCases(cases, cluster, () => {});
  const notices = await Promise.all(runs.map(({ contractCase, result }) => noticeOf(contractCase, result)));
  return {
    cases: runs.length,
    notices: notices.filter((notice) => notice !== undefined),
    seconds: (performance.now() - started) / 1000,
  };
}

type Result = Awaited<ReturnType<typeof import("../runner.ts").runCase>>["result"];

async function noticeOf(contractCase: ContractCase, result: Result): Promise<Notice | undefined> {
  const caseName = `${contractCase.area}/${contractCase.id}`;
  if (!result.ok) return { caseName, why: result.error.split("\n")[0] ?? "", differs: false };
  const { judge } = await import("../verdict.ts");
  const { readExpectation } = await import("../expectations.ts");
  const verdict = judge(contractCase, "simulator", await readExpectation(contractCase), result.observation);
  return verdict.kind === "unexplained" ? { caseName, why: verdict.faults[0] ?? "", differs: true } : undefined;
}
