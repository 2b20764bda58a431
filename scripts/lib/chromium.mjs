import { existsSync } from "node:fs";
import { runStep } from "./step.mjs";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
];

/**
 * Path of a Chromium for the browser tests: CHROMIUM_PATH, the machine's own, or Debian's, installed now if we may.
 * @returns {Promise<string | undefined>} undefined where none is to be had
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (!existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const script = "apt-get update && apt-get install -y --no-install-recommends chromium";
  try {
    await runStep("installing chromium for the browser tests", "sh", ["-c", script], { env, log: "chromium" });
  } catch (error) {
    console.log(/** @type {Error} */ (error).message);
  }
  return findChromium();
}

function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? named : undefined;
  return places.find((path) => existsSync(path));
}
