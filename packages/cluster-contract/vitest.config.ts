import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    maxConcurrency: 8,
    testTimeout: 100_000,
    hookTimeout: 30_000,
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
  },
});
