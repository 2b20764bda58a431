import { defineConfig } from "vitest/config";

// The suite in tests/ starts a cluster and an API process, and sends both some thousand inputs.
export default defineConfig({ test: { testTimeout: 240_000, hookTimeout: 120_000 } });
