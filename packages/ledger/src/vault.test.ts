import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openVault, VaultKeyUnusable, vaultOf } from "./vault.ts";

const TEXT = "the password of a registry";
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "resource-manager-vault-"));
  file = join(folder, "secrets.key");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a vault", () => {
  test("opens what it sealed, also in the next process, and nothing of it can be read", () => {
    const sealed = openVault(file).seal(TEXT, "here");
    expect(sealed).not.toContain("password");
    expect(Buffer.from(sealed.split(".")[1] ?? "", "base64url").toString()).not.toContain("password");
    expect(openVault(file).open(sealed, "here")).toBe(TEXT);
  });

  test("seals the same text otherwise each time, and fingerprints it alike", () => {
    const vault = openVault(file);
    expect(vault.seal(TEXT, "here")).not.toBe(vault.seal(TEXT, "here"));
    expect(openVault(file).fingerprint(TEXT)).toBe(vault.fingerprint(TEXT));
    expect(vault.fingerprint(`${TEXT}.`)).not.toBe(vault.fingerprint(TEXT));
  });

  test("opens nothing for another place, nothing that was changed, and nothing of another key", () => {
    const vault = openVault(file);
    const sealed = vault.seal(TEXT, "here");
    const [version, body = ""] = sealed.split(".");
    const bytes = Buffer.from(body, "base64url");
    const changed = [...bytes.keys()].map((at) => {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return `${version}.${copy.toString("base64url")}`;
    });
    for (const each of [...changed, `${version}.`, body, `v2.${body}`, `${version}.${body.slice(0, 20)}`, ""])
      expect(vault.open(each, "here")).toBeNull();
    expect(vault.open(sealed, "there")).toBeNull();
    const other = vaultOf(Buffer.alloc(32, 1));
    expect([other.open(sealed, "here"), other.fingerprint(TEXT) === vault.fingerprint(TEXT)]).toEqual([null, false]);
  });
});

describe("its key", () => {
  test("is made once, for its owner alone, and leaves nothing else in the folder", () => {
    openVault(file);
    const made = readFileSync(file, "utf8");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Buffer.from(made, "base64")).toHaveLength(32);
    openVault(file);
    expect(readFileSync(file, "utf8")).toBe(made);
  });

  test.each(["", "short", Buffer.alloc(31).toString("base64")])("is not taken from a file that holds %j", (text) => {
    writeFileSync(file, text);
    expect(() => openVault(file)).toThrow(VaultKeyUnusable);
    expect(readFileSync(file, "utf8")).toBe(text);
  });
});
