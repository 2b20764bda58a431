import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ContractCase, Observation } from "./case.ts";

/** What a real control plane was seen to do in one case; one checked-in file each. */
export type Expectation = {
  readonly name: string;
  /** The `gitVersion` of the control plane that was observed. */
  readonly recordedFrom: string;
  readonly observation: Observation;
};

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "expectations");

/** The expectation of a case, or undefined where none was recorded yet. */
export async function readExpectation(contractCase: ContractCase): Promise<Expectation | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(contractCase), "utf8")) as Expectation;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes an expectation. Only `--record` against a real control plane calls this. */
export async function writeExpectation(contractCase: ContractCase, expectation: Expectation): Promise<void> {
  const file = fileOf(contractCase);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(expectation, null, 2)}\n`);
}

/** The recorded files, as `area/id`, that no case has any more. */
export async function orphanedExpectations(cases: readonly ContractCase[]): Promise<string[]> {
  const known = new Set(cases.map((contractCase) => join(contractCase.area, contractCase.id)));
  const files = await readdir(root, { recursive: true });
  return files
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .filter((name) => !known.has(name));
}

/** Removes the recorded files that no case has any more. */
export async function removeOrphanedExpectations(cases: readonly ContractCase[]): Promise<string[]> {
  const orphans = await orphanedExpectations(cases);
  for (const orphan of orphans) await rm(join(root, `${orphan}.json`));
  return orphans;
}

function fileOf(contractCase: ContractCase): string {
  return join(root, contractCase.area, `${contractCase.id}.json`);
}
