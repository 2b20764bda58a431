import { defineConfig } from "vitest/config";

/** On the embedded cluster. What it should show is only ever written by `record`, from a real one. */
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    env: { CLIENTS_CLUSTER: "simulator" },
    testTimeout: 120_000,
    hookTimeout: 60_000,
    update: "none",
  },
});
