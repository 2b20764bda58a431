import type { ContractCase, Observation } from "./case.ts";
import { compare, type Difference, describeDifference } from "./compare.ts";
import type { Expectation } from "./expectations.ts";
import type { ClusterKind } from "./test-cluster.ts";

/** What a comparison of one case's observation with its expectation came to. */
export type Verdict =
  | { readonly kind: "same" }
  | { readonly kind: "different on purpose"; readonly reason: string }
  | { readonly kind: "unexplained"; readonly faults: readonly string[] };

/** Judges one observation. On the simulator the case's intended difference has to be there exactly as it says. */
export function judge(
  contractCase: ContractCase,
  cluster: ClusterKind,
  expectation: Expectation | undefined,
  observed: Observation,
): Verdict {
  if (!expectation) return unexplained(["no expectation is recorded: run `record` against the control plane"]);
  const differences = compare(expectation.observation, observed);
  const intended = cluster === "simulator" ? contractCase.onSimulator : undefined;
  if (!intended) return differences.length === 0 ? { kind: "same" } : unexplained(differences.map(describeDifference));

  const isIntended = ({ path, actual }: Difference) =>
    path in intended.at && compare(intended.at[path] ?? undefined, actual).length === 0;
  const unintended = differences.filter((difference) => !isIntended(difference)).map(describeDifference);
  const paths = new Set(differences.map(({ path }) => path));
  const vanished = Object.keys(intended.at)
    .filter((path) => !paths.has(path))
    .map((path) => `${path}: the difference on purpose is no longer there; remove it from the case`);
  const faults = [...unintended, ...vanished];
  return faults.length === 0 ? { kind: "different on purpose", reason: intended.reason } : unexplained(faults);
}

function unexplained(faults: readonly string[]): Verdict {
  return { kind: "unexplained", faults };
}
