import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findBinaries } from "./binaries.ts";
import { type BinaryName, binaryPackages } from "./binary-packages.ts";
import { cacheFolder } from "./build-binaries.ts";

const names = Object.keys(binaryPackages) as BinaryName[];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "binaries-"));
  vi.stubEnv("RESOURCE_MANAGER_CACHE", join(folder, "cache"));
  vi.stubEnv("KUBEBUILDER_ASSETS", undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test("programs that KUBEBUILDER_ASSETS has are used, without Go", async () => {
  const assets = join(folder, "assets");
  for (const name of names) await program(assets, name);
  vi.stubEnv("KUBEBUILDER_ASSETS", assets);
  vi.stubEnv("PATH", "");
  expect(await findBinaries()).toEqual(Object.fromEntries(names.map((name) => [name, join(assets, name)])));
});

test("what KUBEBUILDER_ASSETS lacks comes from the cache", async () => {
  const assets = join(folder, "assets");
  for (const name of ["etcd", "kube-apiserver", "kubectl"]) await program(assets, name);
  const cache = await cacheFolder();
  for (const name of names) await program(cache, name);
  vi.stubEnv("KUBEBUILDER_ASSETS", assets);
  const found = await findBinaries();
  expect(found.etcd).toBe(join(assets, "etcd"));
  expect(found.kwok).toBe(join(cache, "kwok"));
});

test("without Go it says what to install and what else would do", async () => {
  vi.stubEnv("PATH", "");
  await expect(findBinaries()).rejects.toThrow(
    /Go is not installed.*\nInstall Go 1\.26 or newer.*\nor set KUBEBUILDER_ASSETS/,
  );
});

test("a Go that is too old is named", async () => {
  await program(join(folder, "path"), "go", "echo go version go1.19.8 linux/amd64");
  vi.stubEnv("PATH", join(folder, "path"));
  await expect(findBinaries()).rejects.toThrow("go1.19 is too old");
});

test("a build is told step by step, fails with Go's own words, and leaves nothing half done", async () => {
  const script =
    'if [ "$1" = version ]; then echo go version go1.26.1 x; elif echo "$*" | /bin/grep -q kube-scheduler; then echo no such host >&2; exit 1; else /bin/cp /bin/true "$6"; fi';
  await program(join(folder, "path"), "go", script);
  vi.stubEnv("PATH", join(folder, "path"));
  const lines: string[] = [];
  await expect(findBinaries((line) => lines.push(line))).rejects.toThrow(
    /go build of kube-scheduler failed:\nno such host/,
  );
  expect(lines.map((line) => line.split(" ").slice(0, 5).join(" ").replace(";", ""))).toEqual([
    "building etcd (1 of 6)",
    "built etcd (1 of 6)",
    "building kube-apiserver (2 of 6)",
    "built kube-apiserver (2 of 6)",
    "building kube-scheduler (3 of 6)",
  ]);
  expect((await readdir(await cacheFolder())).sort()).toEqual(["etcd", "kube-apiserver"]);
});

async function program(directory: string, name: string, script = "true"): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(directory, name), 0o755);
}
