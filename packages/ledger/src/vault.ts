import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import type { Vault } from "@resource-manager/domain/ports/vault";

const KEY_BYTES = 32;
/** Source: NIST SP 800-38D, section 8.2: 96 bits, random, for far fewer than 2^32 of them under one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = "aes-256-gcm";
/** What is sealed begins with the way in which it was. */
const VERSION = "v1";

/** The key file is no key: it was cut short, or is another file. */
export class VaultKeyUnusable extends Error {
  constructor(file: string) {
    super(`${file} holds no key of ${KEY_BYTES} bytes; put back the one with which the pull secrets were sealed`);
    this.name = "VaultKeyUnusable";
  }
}

/** A vault with the key in that file, which is made where it is missing: readable by its owner alone, and beside the database, not in it. */
export function openVault(file: string): Vault {
  return vaultOf(readKey(file) ?? makeKey(file));
}

/** AES-256-GCM with a key, and a nonce of its own each time; the place is authenticated with it. */
export function vaultOf(key: Buffer): Vault {
  const sealing = derived(key, "seal");
  const marking = derived(key, "fingerprint");
  return {
    seal: (text, place) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, sealing, nonce).setAAD(Buffer.from(place));
      const encrypted = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString("base64url")}`;
    },
    open: (sealed, place) => {
      const [version, body = ""] = sealed.split(".", 2);
      const bytes = Buffer.from(body, "base64url");
      if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      const decipher = createDecipheriv(ALGORITHM, sealing, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        const opened = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
        return Buffer.concat(opened).toString("utf8");
      } catch {
        return null;
      }
    },
    fingerprint: (text) => createHmac("sha256", marking).update(text).digest("hex").slice(0, 32),
  };
}

/** Each use has a key of its own. */
function derived(key: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, "", `resource-manager ${use}`, KEY_BYTES));
}

function readKey(file: string): Buffer | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const key = Buffer.from(text.trim(), "base64");
  if (key.length !== KEY_BYTES) throw new VaultKeyUnusable(file);
  return key;
}

/** Written whole beside it and then linked: a crash leaves no half a key, and nobody's key is written over. */
function makeKey(file: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  const descriptor = openSync(draft, "wx", 0o600);
  try {
    writeSync(descriptor, `${key.toString("base64")}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(draft, file);
  } finally {
    rmSync(draft);
  }
  return key;
}
