import { join } from "node:path";
import { type Binaries, type BinaryName, binaryPackages, type Progress } from "./binary-packages.ts";
import { buildBinaries, cacheFolder } from "./build-binaries.ts";
import { isExecutable } from "./is-executable.ts";

/**
 * Where the programs are: in the folder that KUBEBUILDER_ASSETS names, as far as it has them; the others in the cache, built there
 * from the Go modules of `go/` where they are missing (minutes, once per machine and version).
 * @throws in plain words where Go is missing, too old, or fails.
 */
export async function findBinaries(onProgress: Progress = () => {}): Promise<Binaries> {
  const names = Object.keys(binaryPackages) as BinaryName[];
  const assets = process.env.KUBEBUILDER_ASSETS;
  const paths: Partial<Record<BinaryName, string>> = {};
  for (const name of names) {
    if (assets && (await isExecutable(join(assets, name)))) paths[name] = join(assets, name);
  }
  const folder = await cacheFolder();
  const cached = names.filter((name) => paths[name] === undefined);
  for (const name of cached) paths[name] = join(folder, name);
  const missing: BinaryName[] = [];
  for (const name of cached) if (!(await isExecutable(join(folder, name)))) missing.push(name);
  if (missing.length > 0) await buildBinaries(missing, folder, onProgress);
  return paths as Binaries;
}
