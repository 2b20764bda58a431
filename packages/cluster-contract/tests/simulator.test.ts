import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allCases } from "../src/all-cases.ts";
import { areas, type ContractCase } from "../src/case.ts";
import { readExpectation } from "../src/expectations.ts";
import { openSimulator } from "../src/open-cluster.ts";
import { prefixesOf, runCase } from "../src/runner.ts";
import type { TestCluster } from "../src/test-cluster.ts";
import { judge } from "../src/verdict.ts";

let cluster: TestCluster;
const prefixes = prefixesOf(allCases);

beforeAll(async () => {
  cluster = await openSimulator();
});
afterAll(() => cluster[Symbol.asyncDispose]());

describe.each(areas)("%s", (area) => {
  const cases = allCases.filter((contractCase) => contractCase.area === area && !contractCase.exclusive);
  test.concurrent.each(cases)("$id: $name", holds);
});

describe("cases that see the whole cluster", () => {
  test.each(allCases.filter(({ exclusive }) => exclusive))("$id: $name", holds);
});

async function holds(contractCase: ContractCase): Promise<void> {
  const run = await runCase(contractCase, cluster, prefixes.get(contractCase) ?? contractCase.id);
  if (!run.result.ok) throw new Error(run.result.error);
  const verdict = judge(contractCase, "simulator", await readExpectation(contractCase), run.result.observation);
  expect(verdict.kind === "unexplained" ? verdict.faults : []).toEqual([]);
}
