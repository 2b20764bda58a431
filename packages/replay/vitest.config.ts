import { defineConfig } from "vitest/config";

// The suites in tests/ start the whole product, and one of them a real control plane, which may have to be built first.
export default defineConfig({ test: { testTimeout: 300_000, hookTimeout: 1_800_000 } });
