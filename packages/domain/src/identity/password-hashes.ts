import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";

/** Slow on purpose: whoever steals the hashes must not find the passwords by trying. */
export interface PasswordHashes {
  hash(password: string): Promise<string>;
  isOf(password: string, hash: string): Promise<boolean>;
  /** Of no password, and of the same cost: what a sign-in is compared with where there is no such user. */
  readonly nobodys: string;
}

/** OWASP's Password Storage Cheat Sheet has this among the equivalent costs of scrypt: 32 MiB and three rounds. */
const STANDARD = { log2N: 15, r: 8, p: 3 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

export interface ScryptCost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

/** The cost is written into each hash, so that a later version may raise it. */
export function scryptHashes(cost: ScryptCost = STANDARD): PasswordHashes {
  return {
    nobodys: written(cost, Buffer.alloc(SALT_BYTES, 1), Buffer.alloc(KEY_BYTES, 1)),
    hash: async (password) => {
      const salt = randomBytes(SALT_BYTES);
      return written(cost, salt, await derive(password, salt, cost));
    },
    isOf: async (password, hash) => {
      const { salt, key, ...ofHash } = read(hash);
      return timingSafeEqual(await derive(password, salt, ofHash), key);
    },
  };
}

function written({ log2N, r, p }: ScryptCost, salt: Buffer, key: Buffer): string {
  return ["scrypt", log2N, r, p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

function read(hash: string) {
  const [kind, log2N, r, p, salt, key] = hash.split("$");
  if (kind !== "scrypt" || salt === undefined || key === undefined) throw new Error("this is no hash of a password");
  const bytes = { salt: Buffer.from(salt, "base64url"), key: Buffer.from(key, "base64url") };
  return { log2N: Number(log2N), r: Number(r), p: Number(p), ...bytes };
}

function derive(password: string, salt: Buffer, { log2N, r, p }: ScryptCost): Promise<Buffer> {
  const N = 2 ** log2N;
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    // The same letters may be typed in several ways: composed on one keyboard, in two parts on another.
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
