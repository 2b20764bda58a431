import { defineConfig } from "@playwright/test";

/** Generous, because a busy machine may take long to paint; nothing waits longer than what it waits for. */
const expectMs = 30_000;

/**
 * Real processes, real browser: see product.ts for what is under test. One worker, because the tests share one product and count its GPUs.
 * Browser: Debian's chromium, or CHROMIUM_PATH.
 */
export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: expectMs },
  reporter: "list",
  use: {
    browserName: "chromium",
    viewport: { width: 1400, height: 900 },
    actionTimeout: expectMs,
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    },
  },
});
