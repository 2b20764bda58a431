import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { homedir, setPriority } from "node:os";
import { basename, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { type BinaryName, binaryPackages, type Progress } from "./binary-packages.ts";
import { withFolderLock } from "./folder-lock.ts";
import { isExecutable } from "./is-executable.ts";
import { kubernetesVersion } from "./kubernetes-version.ts";

const goNeeded = { major: 1, minor: 26 };
const goFolder = join(import.meta.dirname, "..", "go");

/**
 * Where built programs are kept: RESOURCE_MANAGER_CACHE, else XDG_CACHE_HOME/resource-manager, else ~/.cache/resource-manager, so that
 * every checkout on the machine shares them; below it a folder per content of go.mod, go.sum, flags and platform.
 */
export async function cacheFolder(): Promise<string> {
  const root =
    process.env.RESOURCE_MANAGER_CACHE ??
    join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "resource-manager");
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum"]) hash.update(await readFile(join(goFolder, file)));
  hash.update(JSON.stringify([buildFlags, process.platform, process.arch]));
  return join(root, "control-plane", hash.digest("hex").slice(0, 16));
}

/** Builds the named programs into the folder. A second process that wants the same waits for the first one. */
export async function buildBinaries(names: readonly BinaryName[], folder: string, onProgress: Progress): Promise<void> {
  await whileLocked(folder, onProgress, async () => {
    for (const [index, name] of names.entries()) {
      if (await isExecutable(join(folder, name))) continue;
      const position = `${name} (${index + 1} of ${names.length})`;
      onProgress(`building ${position}; all six take 10 to 15 minutes the first time on 2 cores`);
      await buildOne(binaryPackages[name], join(folder, name), position, onProgress);
    }
  });
}

/** Builds one more program from a Go file of ours, with the modules that go.sum pins, where it is not there yet. */
export async function buildProgram(goFile: string, path: string, onProgress: Progress): Promise<void> {
  await whileLocked(dirname(path), onProgress, async () => {
    if (!(await isExecutable(path))) await buildOne(goFile, path, basename(path), onProgress);
  });
}

async function whileLocked(folder: string, onProgress: Progress, build: () => Promise<void>): Promise<void> {
  await requireGo();
  await mkdir(folder, { recursive: true });
  const wait = () => onProgress("another process is building the control plane; waiting for it");
  await withFolderLock(join(folder, "build.lock"), wait, build);
}

// kubectl and kwok compare versions; without these kubectl stops at "v0.0.0-master+$Format:%H$".
const versionFlags = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((module) => {
  const [major, minor] = kubernetesVersion.slice(1).split(".");
  return [`gitVersion=${kubernetesVersion}`, `gitMajor=${major}`, `gitMinor=${minor}`].map(
    (value) => `-X ${module}.${value}`,
  );
});
const buildFlags = ["-mod=readonly", "-trimpath", `-ldflags=-s -w ${versionFlags.join(" ")}`];

async function buildOne(what: string, path: string, shown: string, onProgress: Progress): Promise<void> {
  const started = performance.now();
  const elapsed = (): string => `${Math.round((performance.now() - started) / 1000)} s`;
  const ticker = setInterval(() => onProgress(`building ${shown}: ${elapsed()}`), 15_000);
  const partial = `${path}.${process.pid}.partial`;
  try {
    const result = await run("go", ["build", ...buildFlags, "-o", partial, what]);
    if (result.exitCode !== 0) throw new Error(`go build of ${basename(path)} failed:\n${result.output.slice(-4_000)}`);
    await rename(partial, path);
  } finally {
    clearInterval(ticker);
    await rm(partial, { force: true });
  }
  onProgress(`built ${shown} in ${elapsed()}`);
}

async function requireGo(): Promise<void> {
  const version = await run("go", ["version"]).catch(() => undefined);
  const match = version?.exitCode === 0 ? /go(\d+)\.(\d+)/.exec(version.output) : null;
  const found = match === null ? "Go is not installed" : `${match[0]} is too old`;
  if (match && Number(match[1]) === goNeeded.major && Number(match[2]) >= goNeeded.minor) return;
  throw new Error(
    [
      `${found}: the control plane (real etcd, Kubernetes and kwok) is built once from its Go modules.`,
      `Install Go ${goNeeded.major}.${goNeeded.minor} or newer (https://go.dev/dl/) so that \`go\` is on the PATH,`,
      `or set KUBEBUILDER_ASSETS to a folder that has ${Object.keys(binaryPackages).join(", ")},`,
      "or use a cluster you have: npm start -- --kubeconfig PATH.",
    ].join("\n"),
  );
}

async function run(command: string, args: readonly string[]): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn(command, args, {
    cwd: goFolder,
    env: { ...process.env, CGO_ENABLED: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = (): void => void child.kill();
  process.once("exit", kill);
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => process.off("exit", kill));
  // A build is minutes of work on all cores: whatever else runs here goes first.
  if (child.pid !== undefined) setPriority(child.pid, 10);
  const [exitCode, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { exitCode, output: stdout + stderr };
}
