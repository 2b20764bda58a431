import type { CaseRun } from "./runner.ts";
import type { ClusterKind } from "./test-cluster.ts";
import type { Verdict } from "./verdict.ts";

export type JudgedRun = CaseRun & { readonly cluster: ClusterKind; readonly verdict: Verdict };

/** The counts of one cluster. */
export type Tally = {
  readonly cluster: ClusterKind;
  readonly cases: number;
  readonly same: number;
  readonly onPurpose: number;
  readonly unexplained: number;
};

export function tally(cluster: ClusterKind, runs: readonly JudgedRun[]): Tally {
  const count = (kind: Verdict["kind"]) => runs.filter(({ verdict }) => verdict.kind === kind).length;
  return {
    cluster,
    cases: runs.length,
    same: count("same"),
    onPurpose: count("different on purpose"),
    unexplained: count("unexplained"),
  };
}

/** The table that ends a run. */
export function renderTable(rows: readonly (Tally & { readonly seconds: number })[]): string {
  const head = ["cluster", "cases", "same", "different on purpose", "unexplained", "seconds"];
  const body = rows.map((row) =>
    [row.cluster, row.cases, row.same, row.onPurpose, row.unexplained, row.seconds.toFixed(1)].map(String),
  );
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body.map(line)].join("\n");
}

/** The unexplained runs as Markdown: case by case, what was expected and what came. */
export function renderFailures(runs: readonly JudgedRun[]): string {
  return runs
    .flatMap((run) => {
      if (run.verdict.kind !== "unexplained") return [];
      const { area, id, name } = run.contractCase;
      return [
        `## ${area}/${id} (${run.cluster})\n${name}\n\n${run.verdict.faults.map((fault) => `- ${fault}`).join("\n")}\n`,
      ];
    })
    .join("\n");
}
