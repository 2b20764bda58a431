import { isProven, type Proof } from "./prove.ts";

/** The table that ends a proof: each fault, the first case that noticed it, how many did, of how many that were run. */
export function renderProofs(proofs: readonly Proof[]): string {
  const head = ["", "fault", "caught by", "cases"];
  const body = proofs.map((proof) => [isProven(proof) ? "✓" : "✗", ...cells(proof)]);
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body.map(line)].join("\n");
}

function cells({ fault, cases, notices, broken }: Proof): string[] {
  const counts = `${notices.length} of ${cases}`;
  if (broken !== undefined) return [fault?.sentence ?? "none", `could not be tried: ${broken}`, counts];
  // One that saw something else says more than one that waited in vain.
  const first = notices.find(({ differs }) => differs) ?? notices[0];
  const nobody = fault === undefined ? "nobody, as it must be" : "nobody";
  return [fault?.sentence ?? "none", first?.caseName ?? nobody, counts];
}
