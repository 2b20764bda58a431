import { existsSync } from "node:fs";
import { Refusal } from "./refusal.mjs";
import { inRoot } from "./root.mjs";

const oldestNode = 20;
/** The Node that runs the product: `node-linux-*` of package.json. */
const neededNode = 24;

/**
 * Refuses a machine on which nothing here can work.
 * @param {{ version: string, platform: string, arch: string }} machine as `process` says it
 */
export function checkMachine({ version, platform, arch }) {
  if (majorOf(version) < oldestNode) {
    throw new Refusal(
      `This is Node ${version}; Resource Manager needs Node ${oldestNode} or newer to start.`,
      "Install a newer Node (https://nodejs.org or your distribution's packages) and try again.",
    );
  }
  if (platform === "win32") {
    throw new Refusal("Windows is not supported.", "Use Resource Manager inside WSL 2 (Debian or Ubuntu) instead.");
  }
  const hasOwnNode = platform === "linux" && (arch === "x64" || arch === "arm64");
  if (!hasOwnNode && majorOf(version) < neededNode) {
    throw new Refusal(
      `The product runs on Node ${neededNode}, which npm offers for Linux on x64 and arm64 only; this is ${platform} on ${arch} with Node ${version}.`,
      `Install Node ${neededNode} or newer and try again.`,
    );
  }
}

/** Path of the Node that runs the product; undefined while it is not installed. */
export function productNode({ version, platform, arch, execPath } = process) {
  const installed = inRoot("node_modules", `node-${platform}-${arch}`, "bin", "node");
  if (existsSync(installed)) return installed;
  return majorOf(version) >= neededNode ? execPath : undefined;
}

/** @param {string} version such as `v20.20.2` */
function majorOf(version) {
  return Number(version.replace(/^v/, "").split(".")[0]);
}
