import { expect, test } from "vitest";
import { type Actor, principalOf } from "./actor.ts";

test("who stands behind an actor is the one for whom it acts, or itself", () => {
  const token: Actor = { kind: "TOKEN", id: "token-1", name: "nightly" };
  expect(principalOf(token)).toEqual({ id: "token-1", name: "nightly" });
  expect(principalOf({ ...token, onBehalfOf: "ann", onBehalfOfId: "user-ann" })).toEqual({
    id: "user-ann",
    name: "ann",
  });
  expect(principalOf({ ...token, onBehalfOfId: "user-ann" })).toEqual({ id: "user-ann", name: "nightly" });
});
