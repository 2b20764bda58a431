import { defineConfig } from "vitest/config";

// Each test runs on a real ledger in a file, with every commit on the disk: a busy machine makes that slow.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
