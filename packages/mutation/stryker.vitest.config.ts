import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const packages = fileURLToPath(new URL("..", import.meta.url));
const ofDomain = ["domain/src/**/*.test.ts"];
const onLedger = ["simulation/tests/**/*.test.ts"];
/** They try everything that may go wrong, which takes minutes for one change. */
const exhaustive = ["simulation/tests/{crash-matrix,simulation,steps-twice}.test.ts"];

/** What tests `domain`: its own tests, and those that drive it on a real ledger. In Stryker's copy all of it is the copy's. */
export default defineConfig({
  root: packages,
  resolve: {
    alias: [{ find: /^@resource-manager\/([\w-]+)\/(.+)$/, replacement: `${packages}$1/src/$2.ts` }],
  },
  test: {
    include: process.env.MUTATION_TESTS === "domain" ? ofDomain : [...ofDomain, ...onLedger],
    exclude: process.env.MUTATION_TESTS === "quick" ? exhaustive : [],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
