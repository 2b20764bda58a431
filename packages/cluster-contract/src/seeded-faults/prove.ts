import { areas } from "../case.ts";
import { runTrial } from "./run-trial.ts";
import type { SeededFault } from "./seeded-fault.ts";
import type { Notice, TrialResult } from "./trial.ts";

/** What came of one fault; `fault` is undefined for the run without any, in which nobody may notice anything. */
export type Proof = {
  readonly fault: SeededFault | undefined;
  readonly cases: number;
  readonly notices: readonly Notice[];
  readonly seconds: number;
  /** Why there is no result at all. */
  readonly broken?: string;
};

/** A fault is proven if somebody notices it; the run without a fault, if nobody notices anything. */
export function isProven({ fault, notices, broken }: Proof): boolean {
  return broken === undefined && notices.length > 0 === (fault !== undefined);
}

/**
 * Tries each fault in turn, several at a time, and once no fault at all: what fails there proves nothing elsewhere.
 * What is not proven then is tried once more with nothing beside it: a case that a busy machine kept waiting says nothing about a fault.
 * @param report called after each try, in the order in which they end.
 */
export async function prove(
  faults: readonly SeededFault[],
  jobs: number,
  report: (proof: Proof) => void,
): Promise<Proof[]> {
  const queue = [undefined, ...faults].values();
  const proofs: Proof[] = [];
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      for (const fault of queue) {
        const proof = await proveOne(fault);
        proofs.push(proof);
        report(proof);
      }
    }),
  );
  for (const [index, proof] of proofs.entries()) {
    if (isProven(proof)) continue;
    const again = await proveOne(proof.fault);
    proofs[index] = again;
    report(again);
  }
  return proofs;
}

/** The areas that are likely to notice, then, if nobody did, all others. */
export async function proveOne(fault: SeededFault | undefined): Promise<Proof> {
  const likely = fault?.areas ?? areas;
  try {
    const first = await runTrial({ fault, areas: likely });
    const others = areas.filter((area) => !likely.includes(area));
    if (first.notices.length > 0 || others.length === 0) return { fault, ...first };
    return { fault, ...sum(first, await runTrial({ fault, areas: others })) };
  } catch (error) {
    return { fault, cases: 0, notices: [], seconds: 0, broken: error instanceof Error ? error.message : String(error) };
  }
}

function sum(a: TrialResult, b: TrialResult): TrialResult {
  return { cases: a.cases + b.cases, notices: [...a.notices, ...b.notices], seconds: a.seconds + b.seconds };
}
