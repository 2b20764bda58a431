import { defineConfig } from "vitest/config";

// Generous, because the machine may be busy: nothing here waits longer than it has to.
export default defineConfig({
  test: { testTimeout: 60_000, hookTimeout: 30_000, expect: { poll: { timeout: 20_000, interval: 20 } } },
});
