import { defineConfig } from "vitest/config";

export default defineConfig({
  // graphql 16 has no "exports": without this, Vite takes index.mjs and Node index.js, and there are two of each class.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  // A default import of a CommonJS module is what it is in Node.
  test: {
    deps: { interopDefault: false },
    projects: [
      { extends: true, test: { name: "unit", include: ["src/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "black-box",
          include: ["tests/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
