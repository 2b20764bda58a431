import { defineConfig } from "vitest/config";

/** The real control plane has a script of its own (`test:control-plane`): it takes minutes and needs its binaries. */
export default defineConfig({
  test: { include: ["src/**/*.test.ts", "tests/*.test.ts"], testTimeout: 30_000, hookTimeout: 60_000 },
});
