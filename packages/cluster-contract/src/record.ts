import { allCases } from "./all-cases.ts";
import type { ContractCase } from "./case.ts";
import { compare, describeDifference } from "./compare.ts";
import { removeOrphanedExpectations, writeExpectation } from "./expectations.ts";
import { textAt } from "./json.ts";
import { type CaseRun, runCases } from "./runner.ts";
import type { TestCluster } from "./test-cluster.ts";

/**
 * Writes what a real control plane does as the expectations. Every case runs twice, and only one that saw the same
 * both times is written: an expectation that depends on the moment is no fact about Kubernetes.
 */
export async function record(
  cases: readonly ContractCase[],
  cluster: TestCluster,
  say: (line: string) => void,
): Promise<{ recorded: number; failed: number }> {
  if (cluster.kind !== "control-plane") throw new Error("only a real control plane is recorded");
  const recordedFrom = textAt((await cluster.api.get("/version")).json, "gitVersion");
  const first = await runCases(cases, cluster, (run) => say(describe("first run", run)));
  const second = new Map(
    (await runCases(cases, cluster, (run) => say(describe("second run", run)))).map((run) => [run.contractCase, run]),
  );
  let failed = 0;
  for (const run of first) {
    const faults = faultsOf(run, second.get(run.contractCase));
    if (faults.length > 0 || !run.result.ok) {
      failed += 1;
      say(
        `✗ ${run.contractCase.area}/${run.contractCase.id} is not recorded:\n${faults.map((fault) => `    ${fault}`).join("\n")}`,
      );
      continue;
    }
    await writeExpectation(run.contractCase, {
      name: run.contractCase.name,
      recordedFrom,
      observation: run.result.observation,
    });
  }
  const orphans = await removeOrphanedExpectations(allCases);
  for (const orphan of orphans) say(`removed ${orphan}, which no case has any more`);
  return { recorded: first.length - failed, failed };
}

function faultsOf(first: CaseRun, second: CaseRun | undefined): string[] {
  if (!first.result.ok) return [first.result.error];
  if (!second) return ["it did not run twice"];
  if (!second.result.ok) return [second.result.error];
  return compare(first.result.observation, second.result.observation).map(
    (difference) => `differs between two runs: ${describeDifference(difference)}`,
  );
}

function describe(round: string, run: CaseRun): string {
  const { area, id } = run.contractCase;
  return `${run.result.ok ? "·" : "✗"} ${area}/${id} (${round}, ${(run.durationMs / 1000).toFixed(1)} s)`;
}
