import { defineConfig } from "vitest/config";

// The suites in tests/ start real control planes of half a gigabyte each: one after the other, and with time for a first build.
export default defineConfig({ test: { fileParallelism: false, testTimeout: 60_000, hookTimeout: 1_800_000 } });
