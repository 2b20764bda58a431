import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "./binary-packages.ts";
import { buildProgram, cacheFolder } from "./build-binaries.ts";
import { isExecutable } from "./is-executable.ts";

const source = join(import.meta.dirname, "..", "go-reflector", "main.go");

/**
 * The path of `go-reflector` (client-go's reflector, which follows the pods of a namespace): in the cache beside the control plane's
 * programs, built there where this version of it is not yet.
 * @throws in plain words where it would have to be built and Go is missing or too old.
 */
export async function findClientGoReflector(onProgress: Progress = () => {}): Promise<string> {
  const hash = createHash("sha256")
    .update(await readFile(source))
    .digest("hex");
  const path = join(await cacheFolder(), `client-go-reflector-${hash.slice(0, 8)}`);
  if (!(await isExecutable(path))) await buildProgram(source, path, onProgress);
  return path;
}
