import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { renderProofs } from "./proof-table.ts";
import { isProven, type Proof, prove } from "./prove.ts";
import { seededFaults } from "./seeded-faults.ts";

const usage = `node src/seeded-faults/cli.ts [--only id,…] [--jobs N] [--why]

  Puts one fault after the other into the embedded cluster and shows which cases of the contract suite notice.

  --only  ids of faults, with commas between
  --jobs  how many at a time; one more than the cores by default, because the cases mostly wait
  --why   also say what each case saw`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: "string" }, jobs: { type: "string" }, why: { type: "boolean", default: false } },
  });
  const ids = values.only?.split(",");
  const faults = ids === undefined ? seededFaults : seededFaults.filter(({ id }) => ids.includes(id));
  const unknown = ids?.filter((id) => !faults.some((fault) => fault.id === id)) ?? [];
  const jobs = Number(values.jobs ?? availableParallelism() + 1);
  if (unknown.length > 0 || !(jobs >= 1)) {
    console.error(
      `${unknown.length > 0 ? `no fault is called ${unknown.join(", ")}` : "--jobs is no number"}\n\n${usage}`,
    );
    return 2;
  }
  const started = performance.now();
  const proofs = await prove(faults, jobs, (proof) => tell(proof, values.why));
  const seconds = (performance.now() - started) / 1000;
  const order = [undefined, ...faults];
  console.log(`\n${renderProofs(proofs.toSorted((a, b) => order.indexOf(a.fault) - order.indexOf(b.fault)))}\n`);
  const unproven = proofs.filter((proof) => !isProven(proof));
  // Again, below the table: it is what a reader looks for.
  for (const proof of unproven) tell(proof, values.why);
  console.log(`${faults.length} faults in ${seconds.toFixed(0)} s, ${jobs} at a time`);
  console.log(`${proofs.length - unproven.length} passed, ${unproven.length} failed`);
  return unproven.length === 0 ? 0 : 1;
}

function tell(proof: Proof, why: boolean): void {
  const { fault, notices, seconds, cases, broken } = proof;
  const outcome = broken ?? `${notices.length} of ${cases} cases, ${seconds.toFixed(1)} s`;
  console.log(`${isProven(proof) ? "✓" : "✗"} ${fault?.id ?? "no fault"}: ${outcome}`);
  const shown = why || fault === undefined ? notices : [];
  for (const { caseName, why: reason, differs } of shown)
    console.log(`    ${caseName} ${differs ? "saw" : "broke off"}: ${reason.slice(0, 300)}`);
}
