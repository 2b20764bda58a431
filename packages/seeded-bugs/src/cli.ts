import { parseArgs } from "node:util";
import { type Hunt, hunt } from "./hunt.ts";
import type { SeededBug } from "./seeded-bug.ts";
import { seededBugs } from "./seeded-bugs.ts";

const usage = `npm run seeded-bugs -- [--only id,…] [--jobs N]

  Puts one bug after the other into the product's source as it is loaded, and shows which test notices.
  Then the same tests run without a bug, and have to pass.

  --only  ids of bugs, with commas between
  --jobs  how many at a time, 2`;

const { values } = parseArgs({
  options: { only: { type: "string" }, jobs: { type: "string", default: "2" }, help: { type: "boolean" } },
});
if (values.help) console.log(usage);
else process.exitCode = await main(values.only?.split(",") ?? null, Number(values.jobs));

interface Proof {
  readonly bug: SeededBug | null;
  readonly tests: SeededBug["tests"];
  readonly hunt: Hunt;
}

async function main(ids: readonly string[] | null, jobs: number): Promise<number> {
  const bugs = ids === null ? seededBugs : seededBugs.filter(({ id }) => ids.includes(id));
  const unknown = ids?.filter((id) => !bugs.some((bug) => bug.id === id)) ?? [];
  if (unknown.length > 0 || !(jobs >= 1)) {
    console.error(
      `${unknown.length > 0 ? `no bug is called ${unknown.join(", ")}` : "--jobs is no number"}\n\n${usage}`,
    );
    return 2;
  }
  const suites = [...new Map(bugs.map(({ tests }) => [JSON.stringify(tests), tests])).values()];
  const queue = [
    ...bugs.map((bug) => ({ bug, tests: bug.tests })),
    ...suites.map((tests) => ({ bug: null, tests })),
  ].values();
  const began = performance.now();
  const proofs: Proof[] = [];
  const work = async () => {
    for (const { bug, tests } of queue) {
      const proof = { bug, tests, hunt: await hunt(tests, bug) };
      proofs.push(proof);
      console.error(
        `${isProven(proof) ? "✓" : "✗"} ${bug?.id ?? `no bug, ${tests.of}`} (${proof.hunt.seconds.toFixed(0)} s)`,
      );
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  console.log(`\n${table(proofs)}\n`);
  const failed = proofs.filter((proof) => !isProven(proof)).length;
  console.log(`${bugs.length} bugs in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  console.log(`${proofs.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** A bug is proven if somebody notices it; the run without one, if nobody notices anything. */
function isProven({ bug, hunt: { failed, broken } }: Proof): boolean {
  return broken === null && failed.length > 0 === (bug !== null);
}

function table(proofs: readonly Proof[]): string {
  const order = [null, ...seededBugs];
  const rows = proofs
    .toSorted((a, b) => order.indexOf(a.bug) - order.indexOf(b.bug))
    .map((proof) => [
      isProven(proof) ? "✓" : "✗",
      proof.bug?.survives ?? "–",
      proof.bug?.sentence ?? "no bug",
      noticed(proof),
    ]);
  const head = ["", "has to survive", "bug", "noticed by"];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rows.map(line)].join("\n");
}

function noticed({ bug, tests, hunt: { failed, passed, broken } }: Proof): string {
  if (broken !== null) return `proves nothing: ${broken}`;
  const first = failed[0];
  if (first === undefined) return bug ? "nobody" : `nobody of ${passed} in ${tests.of}, as it must be`;
  return `${tests.of.split("/")[1]}: ${first}`;
}
