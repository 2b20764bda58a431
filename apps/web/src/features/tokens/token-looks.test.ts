import { expect, test } from "vitest";
import { reachOf, tokenLook } from "./token-looks";

const now = new Date("2026-11-26T09:00:00Z");
const good = { revokedAt: null, expiresAt: "2026-12-01T00:00:00Z", serviceAccount: null };
const account = {
  __typename: "ServiceAccount",
  id: "1",
  name: "nightly",
  team: "test-team",
  disabledAt: null,
} as const;

test("a token is valid until it is revoked or expires, and while its service account is not disabled", () => {
  const word = (changes: object) => tokenLook({ ...good, ...changes }, now).word;
  expect([word({}), word({ serviceAccount: account })]).toEqual(["Valid", "Valid"]);
  expect(word({ serviceAccount: { ...account, disabledAt: "2026-11-26T08:00:00Z" } })).toBe("Account disabled");
  expect(word({ expiresAt: "2026-11-26T09:00:00Z" })).toBe("Expired");
  expect(word({ revokedAt: "2026-11-26T08:00:00Z", expiresAt: "2026-11-26T08:30:00Z" })).toBe("Revoked");
});

test("a token is for all teams, for some, or for its service account", () => {
  expect(reachOf({ teams: null, serviceAccount: null })).toBe("all teams");
  expect(reachOf({ teams: ["a", "b"], serviceAccount: null })).toBe("a, b");
  expect(reachOf({ teams: null, serviceAccount: account })).toBe("service account nightly of test-team");
});
