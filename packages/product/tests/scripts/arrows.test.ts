import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { forbiddenImports } from "../../../../scripts/checks/arrows.mjs";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "arrows-"));
  for (const folder of ["apps", "packages"]) mkdirSync(join(root, folder));
});
afterEach(() => rmSync(root, { recursive: true }));

test.each([
  ["domain-is-pure", "packages/domain/src/a.ts", 'import { readFile } from "node:fs/promises"; readFile("x");'],
  ["domain-is-pure", "packages/domain/src/a.ts", 'import type { Agent } from "undici"; export type A = Agent;'],
  ["domain-is-pure", "packages/domain/src/a.ts", 'export const client = await import("@prisma/client");'],
  [
    "only-ledger-knows-prisma",
    "apps/api/src/a.ts",
    'import { PrismaClient } from "@prisma/client"; new PrismaClient();',
  ],
  ["only-ledger-knows-prisma", "packages/replay/src/a.ts", 'export { x } from "../../ledger/src/generated/client.ts";'],
  [
    "only-cluster-knows-kubernetes",
    "apps/api/src/a.ts",
    'import type { V1Pod } from "@kubernetes/client-node"; export type P = V1Pod;',
  ],
  ["web-knows-only-the-schema", "apps/web/src/a.tsx", 'import "../../api/src/main.ts";'],
  [
    "web-knows-only-the-schema",
    "apps/web/src/a.tsx",
    'import type { Need } from "@resource-manager/domain/model/amounts"; export type N = Need;',
  ],
  ["no-laboratory-in-production", "packages/product/src/a.ts", 'import "@resource-manager/laboratory/laboratory";'],
  ["no-laboratory-in-production", "apps/api/src/a.ts", 'import "../../../packages/cluster-sim/src/a.ts";'],
  ["simulator-stands-alone", "packages/cluster-sim/src/a.ts", 'import "../../cluster/src/a.ts";'],
  ["packages-know-no-app", "packages/replay/src/a.ts", 'import "../../../apps/api/src/main.ts";'],
  ["our-imports-resolve", "packages/replay/src/a.ts", 'import "./nowhere.ts";'],
])("finds a breach of %s in %s: %s", async (rule, file, source) => {
  write("apps/api/src/main.ts", "export {};");
  write("packages/ledger/src/generated/client.ts", "export const x = 1;");
  write("packages/cluster/src/a.ts", "export {};");
  if (!file.startsWith("packages/cluster-sim")) write("packages/cluster-sim/src/a.ts", "export {};");
  write(file, source);
  expect((await forbiddenImports(root, ["apps", "packages"])).map((fault) => fault.split(":")[0])).toContain(rule);
});

test("lets through what is allowed", async () => {
  write("packages/domain/src/a.ts", 'import { createHash } from "node:crypto"; import "./b.ts"; createHash("sha256");');
  write("packages/domain/src/b.ts", "export {};");
  write("packages/domain/src/a.test.ts", 'import { test } from "vitest"; test("a", () => {});');
  write("packages/ledger/src/a.ts", 'import { PrismaClient } from "@prisma/client"; new PrismaClient();');
  write("packages/cluster/src/a.ts", 'import { KubeConfig } from "@kubernetes/client-node"; new KubeConfig();');
  write("apps/api/src/a.ts", 'import "../../../packages/cluster/src/a.ts";');
  expect(await forbiddenImports(root, ["apps", "packages"])).toEqual([]);
});

function write(file: string, source: string): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, source);
}
