import { defineConfig } from "vitest/config";

// Whole products are started: a machine that is busy needs time for it.
export default defineConfig({ test: { testTimeout: 90_000, hookTimeout: 120_000 } });
