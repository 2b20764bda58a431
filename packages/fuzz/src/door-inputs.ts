import type { Seeded } from "@resource-manager/simulation/seeded";
import type { HttpInput } from "./http-inputs.ts";
import { junkTexts, junkValue, mutateBytes, randomBytes } from "./junk.ts";

const json = { "content-type": "application/json" } as const;
const AUTH_PATHS = [
  "sign-in",
  "demo",
  "set-up",
  "password",
  "link",
  "sign-out",
  "state",
  "oidc",
  "oidc/callback",
] as const;
const AUTH_FIELDS = ["name", "password", "secret", "email", "return", "code", "state"] as const;
const FILTERS = ["actor", "action", "subject", "team", "result", "since", "until", "first"] as const;
const FILTER_VALUES = ["team:test-team", "test-team", "createPod", "DONE", "REFUSED", "2026-01-01T00:00:00Z"] as const;

/** One request to what is beside GraphQL: sign-in, and the export of the audit trail. */
export function doorInput(random: Seeded): HttpInput {
  return random.chance(0.6) ? authInput(random) : exportInput(random);
}

function authInput(random: Seeded): HttpInput {
  const path = `/auth/${random.chance(0.95) ? random.pick(AUTH_PATHS) : pathOf(random.pick(junkTexts))}`;
  if (random.chance(0.15))
    return { method: "GET", path: `${path}?${parameters(random, AUTH_FIELDS)}`, headers: odd(random), body: null };
  const fields = AUTH_FIELDS.filter(() => random.chance(0.5)).map((name) => [name, junkValue(random, 1)]);
  const body = Buffer.from(JSON.stringify(random.chance(0.9) ? Object.fromEntries(fields) : junkValue(random)));
  const draw = random.next();
  if (draw < 0.7) return { method: "POST", path, headers: json, body };
  if (draw < 0.8) return { method: "POST", path, headers: json, body: mutateBytes(random, body) };
  if (draw < 0.85) return { method: "POST", path, headers: json, body: randomBytes(random, random.below(400)) };
  if (draw < 0.95) return { method: "POST", path, headers: { ...json, ...odd(random) }, body };
  return { method: random.pick(["PUT", "DELETE"]), path, headers: json, body };
}

function exportInput(random: Seeded): HttpInput {
  const path = `/audit.jsonl${random.chance(0.05) ? pathOf(`/${random.pick(junkTexts)}`) : ""}?${parameters(random, FILTERS)}`;
  const method = random.chance(0.95) ? "GET" : random.pick(["POST", "PUT", "DELETE"] as const);
  return { method, path, headers: random.chance(0.2) ? odd(random) : {}, body: null };
}

/** Some of them, some twice, some as a list or an object would be written, and now and then one that there is not. */
function parameters(random: Seeded, names: readonly string[]): string {
  return Array.from({ length: random.below(4) }, () => {
    const name = random.chance(0.9) ? random.pick(names) : random.pick(junkTexts);
    const value = random.chance(0.6) ? random.pick(FILTER_VALUES) : random.pick(junkTexts);
    const suffix = random.chance(0.9) ? "" : random.pick(["[]", "[a]", "[__proto__]", "."]);
    return `${encoded(name)}${suffix}=${random.chance(0.95) ? encoded(value) : "%zz%"}`;
  })
    .join("&")
    .slice(0, 8_000);
}

function odd(random: Seeded): Record<string, string> {
  const text = random
    .pick(junkTexts)
    .replaceAll(/[^\x20-\x7e]/g, "?")
    .slice(0, 200);
  return random.pick<Record<string, string>>([
    { cookie: text },
    { cookie: `resource-manager-session=${text}; resource-manager-oidc=${text}` },
    { authorization: text },
    { authorization: `Bearer ${text}` },
    { origin: random.pick(["null", "https://example.org", "http://"]) },
    { "sec-fetch-site": random.pick(["cross-site", "same-site", "same-origin", text]) },
    { "x-forwarded-for": text, "x-forwarded-host": text, "x-forwarded-proto": text },
    {
      "content-type": random.pick([
        "text/plain",
        "application/json; charset=utf-7",
        "application/x-www-form-urlencoded",
      ]),
    },
    { "content-encoding": random.pick(["gzip", "br", "identity"]) },
  ]);
}

function pathOf(text: string): string {
  return text
    .replaceAll(/[^\x21-\x7e]/g, "%")
    .replaceAll(/[?#]/g, "")
    .slice(0, 200);
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
