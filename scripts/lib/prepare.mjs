import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, stampHolds, writeStamp } from "./fingerprint.mjs";
import { oneAtATime } from "./one-at-a-time.mjs";
import { productNode } from "./platform.mjs";
import { Refusal } from "./refusal.mjs";
import { cacheFolder, inRoot } from "./root.mjs";
import { runStep } from "./step.mjs";

export const pnpm = "pnpm@12.21.0";

/** Where there is no network, npm would go on trying for more than a minute. */
const shortPatience = { npm_config_fetch_retry_mintimeout: "1000", npm_config_fetch_retry_maxtimeout: "5000" };

const lockFile = join(cacheFolder, "prepare.lock");
const installStamp = inRoot("node_modules", ".installed-from");
const buildStamp = join(cacheFolder, "built-from");
/** All of these are there after a build. */
const buildOutputs = ["apps/api/dist/main.js", "apps/web/.next/BUILD_ID", "packages/ledger/src/generated"];
/** The sources of what is built; packages that run as they are only count where the built apps import them. */
const buildSources = [
  "apps/api",
  "apps/web",
  "packages/domain/src",
  "packages/cluster/src",
  "packages/ledger",
  "prisma",
  "tsconfig.base.json",
  "turbo.json",
];

/**
 * Installs the dependencies where the lockfile or a package.json has changed since the last time.
 * @returns {Promise<string>} path of the Node that runs the product
 */
export async function ensureInstalled() {
  const wanted = installFingerprint();
  const isDone = () => stampHolds(installStamp, wanted) && productNode() !== undefined;
  if (!isDone()) await oneAtATime(lockFile, async () => (isDone() ? undefined : install(wanted)));
  const node = productNode();
  if (node === undefined) {
    throw new Refusal(
      "Node 24 was not installed with the other dependencies.",
      "Delete the folder node_modules and try again; or install Node 24 or newer on this machine.",
    );
  }
  return node;
}

/** Generates and builds what the product needs, where a source has changed since the last time. Needs {@link ensureInstalled}. */
export async function ensureBuilt() {
  const wanted = buildFingerprint();
  const isDone = () => stampHolds(buildStamp, wanted) && buildOutputs.every((path) => existsSync(inRoot(path)));
  if (!isDone()) await oneAtATime(lockFile, async () => (isDone() ? undefined : build(wanted)));
}

/**
 * Runs turbo; through pnpm, because turbo looks for it on the PATH to run the scripts of packages.
 * @param {string[]} args
 */
export function turboCommand(args) {
  return /** @type {const} */ (["npx", ["-y", pnpm, "exec", "turbo", ...args]]);
}

/** The environment in which the tools work silently. */
export function toolEnvironment() {
  return { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
}

/** @param {string} stamp */
async function install(stamp) {
  await runStep("installing the dependencies", "npx", ["-y", pnpm, "install", "--frozen-lockfile"], {
    env: { ...toolEnvironment(), ...shortPatience, CI: "true" },
    log: "install",
  });
  writeStamp(installStamp, stamp);
}

/** @param {string} stamp */
async function build(stamp) {
  const [command, args] = turboCommand([
    "run",
    "build",
    "--filter=@resource-manager/api",
    "--filter=@resource-manager/web",
    "--output-logs=new-only",
  ]);
  await runStep("building the API and the web app", command, [...args], { env: toolEnvironment(), log: "build" });
  const missing = buildOutputs.filter((path) => !existsSync(inRoot(path)));
  if (missing.length > 0) throw new Error(`the build did not make ${missing.join(", ")}`);
  writeStamp(buildStamp, stamp);
}

function installFingerprint() {
  const manifests = ["apps", "packages"].flatMap((folder) =>
    readdirSync(inRoot(folder)).map((name) => inRoot(folder, name, "package.json")),
  );
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc"].map((name) => inRoot(name));
  return fingerprint([...files, ...manifests.sort()], [process.platform, process.arch]);
}

function buildFingerprint() {
  const isTest = (/** @type {string} */ name) => name === "e2e" || name === "tests" || /\.test\.tsx?$/.test(name);
  return fingerprint(
    [...buildSources.map((path) => inRoot(path)), inRoot("pnpm-lock.yaml")],
    [process.platform, process.arch],
    isTest,
  );
}
