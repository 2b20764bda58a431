import type { ContractCase, Observation } from "./case.ts";
import { CaseContext } from "./context.ts";
import { namesOf, project } from "./observe.ts";
import type { TestCluster } from "./test-cluster.ts";

/** What came of running one case: what it saw, or why it could not finish. */
export type CaseRun = {
  readonly contractCase: ContractCase;
  readonly durationMs: number;
  readonly result:
    | { readonly ok: true; readonly observation: Observation }
    | { readonly ok: false; readonly error: string };
};

const concurrency = 8;

/** Runs one case and removes what it made. Never throws: a case that breaks is a result too. */
export async function runCase(contractCase: ContractCase, cluster: TestCluster, prefix: string): Promise<CaseRun> {
  const context = new CaseContext(cluster, prefix);
  const started = performance.now();
  try {
    const observation = await withLimit(contractCase.run(context), cluster.limits.caseMs);
    const result = { ok: true, observation: project(observation, context.aliases) } as const;
    return { contractCase, durationMs: performance.now() - started, result };
  } catch (error) {
    const result = {
      ok: false,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    } as const;
    return { contractCase, durationMs: performance.now() - started, result };
  } finally {
    await context.cleanUp();
  }
}

/**
 * Runs cases on one cluster, several at a time, those that see the whole cluster alone and last. A case that needs
 * what this cluster cannot do gives no run.
 * @param report called after each case, in the order in which they end.
 */
export async function runCases(
  cases: readonly ContractCase[],
  cluster: TestCluster,
  report: (run: CaseRun) => void,
): Promise<CaseRun[]> {
  const possible = cases.filter(({ needs }) => needs === undefined || cluster[needs] !== undefined);
  const exclusive = possible.filter((contractCase) => contractCase.exclusive);
  if (exclusive.length > 0) await refuseNodes(cluster);
  const prefixes = prefixesOf(cases);
  const runs: CaseRun[] = [];
  const runOne = async (contractCase: ContractCase) => {
    const run = await runCase(contractCase, cluster, prefixes.get(contractCase) ?? contractCase.id);
    runs.push(run);
    report(run);
  };
  const shared = possible.filter((contractCase) => !contractCase.exclusive);
  const queue = shared.values();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (const contractCase of queue) await runOne(contractCase);
    }),
  );
  for (const contractCase of exclusive) await runOne(contractCase);
  return runs;
}

/** Names that no other run has used on this cluster, one per case. */
export function prefixesOf(cases: readonly ContractCase[]): Map<ContractCase, string> {
  const run = Date.now().toString(36).slice(-6);
  return new Map(cases.map((contractCase, index) => [contractCase, `c${run}${index.toString(36).padStart(2, "0")}`]));
}

/** Cases that see the whole cluster count its nodes. */
async function refuseNodes(cluster: TestCluster): Promise<void> {
  const nodes = namesOf((await cluster.api.get("/api/v1/nodes")).json);
  if (nodes.length > 0) throw new Error(`the cluster must have no nodes of its own; it has ${nodes.join(", ")}`);
}

async function withLimit<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the case did not finish within ${limitMs} ms`)), limitMs);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
