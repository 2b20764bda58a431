import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hygieneFaults } from "../../../../scripts/checks/hygiene.mjs";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "hygiene-"));
  execFileSync("git", ["init", "--quiet"], { cwd: root });
});
afterEach(() => rmSync(root, { recursive: true }));

// Put together here, so that this file does not break the rules itself.
const join2 = (...parts: string[]) => parts.join("");

test.each([
  ["a private key", "key.pem", join2("-----BEGIN RSA PRIV", `ATE KEY-----\n${"MIIE".repeat(16)}\n`)],
  ["a token", "src/a.ts", join2("gh", `p_${"a1B2".repeat(9)}`)],
  ["a password in an address", "compose.yaml", join2("postgres://app:", "hunter2@db/app")],
  ["a path of somebody's machine", "docs/a.md", join2("see /ho", "me/alice/notes")],
  ["a path of somebody's machine", "src/a.ts", join2('open("/ro', 'ot/data")')],
  ["the address of a package registry", ".npmrc", join2("registry=https", "://npm.example.org/")],
  ["the clock, chance or the environment", "packages/domain/src/a.ts", join2("const t = Date", ".now();")],
])("finds %s in %s", async (what, file, text) => {
  write(file, `first line\n${text}`);
  expect(await hygieneFaults(root)).toEqual([expect.stringContaining(`${file}:2: ${what}`)]);
});

test("lets through what is harmless, and what git ignores", async () => {
  write(".gitignore", "secret.pem\n");
  write("secret.pem", join2("-----BEGIN PRIV", `ATE KEY-----\n${"MIIE".repeat(16)}\n`));
  write("README.md", "https://example.org/home/user, ./root/x, http://127.0.0.1:3000/work and user:@host");
  write("packages/domain/src/a.test.ts", join2("Date", ".now()"));
  write("apps/api/src/a.ts", join2("Date", ".now()"));
  write("image.png", `\0${join2("/ho", "me/alice/x")}`);
  expect(await hygieneFaults(root)).toEqual([]);
});

function write(file: string, text: string): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
