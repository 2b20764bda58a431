import { defineConfig } from "vitest/config";

/** The same tests on a real control plane, one file after the other. */
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    env: { CLIENTS_CLUSTER: "control-plane" },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    update: "none",
  },
});
