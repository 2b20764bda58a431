import { defineConfig } from "vitest/config";

/** The tests wait for a real disk, and some for other processes, on machines that may be busy. */
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
