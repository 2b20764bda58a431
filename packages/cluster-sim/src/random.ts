/** A seeded source of chance: the same seed gives the same run. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  below(bound: number): number;
  /** A version 4 UUID. */
  uuid(): string;
  /** Letters and digits as Kubernetes appends them to generated names: no vowels, nothing that looks like another. */
  suffix(length: number): string;
}

const SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  // mulberry32: small, fast and good enough for ids and jitter.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const word = (): number => Math.floor(next() * 4_294_967_296) >>> 0;
  const hex = (value: number): string => value.toString(16).padStart(8, "0");
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    uuid() {
      const a = hex(word());
      const b = hex(((word() & 0xffff0fff) | 0x00004000) >>> 0);
      const c = hex(((word() & 0x3fffffff) | 0x80000000) >>> 0);
      const d = hex(word());
      return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
    },
    suffix(length) {
      let text = "";
      for (let i = 0; i < length; i++) text += SUFFIX_ALPHABET[Math.floor(next() * SUFFIX_ALPHABET.length)];
      return text;
    },
  };
}

/** Mixes a seed with a number that grows, so that a restarted process does not draw the same ids again. */
export function mixSeed(seed: number, salt: number): number {
  let h = (seed ^ 0x9e3779b9) >>> 0;
  for (let rest = salt; rest > 0; rest = Math.floor(rest / 65_536)) {
    h = Math.imul(h ^ (rest & 0xffff), 0x85ebca6b) >>> 0;
    h = (h ^ (h >>> 13)) >>> 0;
  }
  return h;
}
