import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { allCases } from "./all-cases.ts";
import type { ContractCase } from "./case.ts";
import { readExpectation } from "./expectations.ts";
import { openControlPlane, openSimulator } from "./open-cluster.ts";
import { record } from "./record.ts";
import { type JudgedRun, renderFailures, renderTable, tally } from "./report.ts";
import { runCases } from "./runner.ts";
import type { ClusterKind, TestCluster } from "./test-cluster.ts";
import { judge } from "./verdict.ts";

const usage = `node src/cli.ts --cluster simulator|control-plane|both [--record] [--only id,…] [--kubeconfig PATH] [--report FILE]

  --cluster     what to run against: the embedded simulator, a real control plane (built and started for this), or both
  --kubeconfig  an existing control plane instead of one of our own; it must have no nodes (with --cluster simulator: a running simulator)
  --record      write what the control plane does as the expectations (only with --cluster control-plane)
  --only        ids of cases or names of areas, with commas between
  --report      also write the unexplained differences to this file, as Markdown`;

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === "string") {
    console.error(`${options}\n\n${usage}`);
    return 2;
  }
  if (options.record) return recordAll(options);

  const judged: JudgedRun[] = [];
  const rows: Parameters<typeof renderTable>[0][number][] = [];
  for (const kind of options.clusters) {
    const started = performance.now();
    const runs = await runAgainst(kind, options);
    judged.push(...runs);
    rows.push({ ...tally(kind, runs), seconds: (performance.now() - started) / 1000 });
  }
  const failures = renderFailures(judged);
  if (failures) console.log(`\n${failures}`);
  if (options.report !== undefined) await writeFile(options.report, `${renderTable(rows)}\n\n${failures}`);
  console.log(`\n${renderTable(rows)}\n`);
  const failed = judged.filter(({ verdict }) => verdict.kind === "unexplained").length;
  console.log(`${judged.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

type Options = {
  readonly clusters: readonly ClusterKind[];
  readonly cases: readonly ContractCase[];
  readonly record: boolean;
  readonly kubeconfig: string | undefined;
  readonly report: string | undefined;
};

function readOptions(): Options | string {
  const { values } = parseArgs({
    options: {
      cluster: { type: "string", default: "simulator" },
      kubeconfig: { type: "string" },
      record: { type: "boolean", default: false },
      only: { type: "string" },
      report: { type: "string" },
    },
  });
  const { cluster, kubeconfig, record } = values;
  if (cluster !== "simulator" && cluster !== "control-plane" && cluster !== "both")
    return `unknown cluster "${cluster}"`;
  if (record && cluster !== "control-plane")
    return "--record writes what a real control plane does: use --cluster control-plane";
  if (kubeconfig !== undefined && cluster === "both") return "--kubeconfig names one cluster: not with --cluster both";
  const words = values.only?.split(",");
  const cases = words ? allCases.filter(({ id, area }) => words.includes(id) || words.includes(area)) : allCases;
  const unknown = words?.filter((word) => !cases.some(({ id, area }) => id === word || area === word)) ?? [];
  if (unknown.length > 0) return `no case or area is called ${unknown.join(", ")}`;
  return {
    clusters: cluster === "both" ? ["simulator", "control-plane"] : [cluster],
    cases,
    record,
    kubeconfig,
    report: values.report,
  };
}

function open(kind: ClusterKind, options: Options): Promise<TestCluster> {
  return kind === "simulator" ? openSimulator(options.kubeconfig) : openControlPlane(options.kubeconfig);
}

async function runAgainst(kind: ClusterKind, options: Options): Promise<JudgedRun[]> {
  await using cluster = await open(kind, options);
  const judged: JudgedRun[] = [];
  const pending: Promise<void>[] = [];
  await runCases(options.cases, cluster, (run) => {
    pending.push(
      readExpectation(run.contractCase).then((expectation) => {
        const { contractCase, durationMs, result } = run;
        const verdict = result.ok
          ? judge(contractCase, kind, expectation, result.observation)
          : ({ kind: "unexplained", faults: [result.error] } as const);
        judged.push({ ...run, cluster: kind, verdict });
        const time = `${(durationMs / 1000).toFixed(1)} s`;
        console.log(`${verdict.kind === "unexplained" ? "✗" : "✓"} ${contractCase.area}/${contractCase.id} (${time})`);
      }),
    );
  });
  await Promise.all(pending);
  for (const { area, id, needs } of options.cases) {
    if (needs !== undefined && cluster[needs] === undefined)
      console.log(`left out: ${area}/${id} (this cluster has no ${needs})`);
  }
  return judged;
}

async function recordAll(options: Options): Promise<number> {
  await using cluster = await open("control-plane", options);
  const outcome = await record(options.cases, cluster, (line) => console.log(line));
  console.log(`${outcome.recorded} recorded, ${outcome.failed} failed`);
  return outcome.failed === 0 ? 0 : 1;
}
