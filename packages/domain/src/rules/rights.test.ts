import { expect, test } from "vitest";
import type { TeamRole, Viewer } from "../model/actor.ts";
import type { Refusal } from "../model/refusal.ts";
import { rightsOf } from "./rights.ts";

const MISSING: Refusal = { kind: "NotFound", what: "POD", message: "there is no such pod" };
const ann = (role: TeamRole, actor: Partial<Viewer["actor"]> = {}): Viewer => ({
  actor: { kind: "USER", id: "ann", name: "ann", ...actor },
  role: null,
  teams: new Map([["blue", role]]),
  scope: null,
});
const asked = (viewer: Viewer, ownerId: string | null, team = "blue") =>
  rightsOf(viewer)("changePods", { team, ownerId }, MISSING);

test("what is not seen is refused as if it was not there; what is seen, with the reason", () => {
  expect(asked(ann("LEAD"), "ann", "red")).toBe(MISSING);
  expect(asked(ann("MEMBER"), "bob")).toMatchObject({ kind: "NotPermitted" });
  expect(asked(ann("MEMBER"), null)).toMatchObject({ kind: "NotPermitted" });
  expect(asked(ann("VIEWER"), "ann")).toMatchObject({ kind: "NotPermitted" });
  expect(asked(ann("MEMBER"), "ann")).toBeNull();
  expect(asked(ann("LEAD"), "bob")).toBeNull();
});

test("what a token asked for is its maker's own", () => {
  const token = { kind: "TOKEN", id: "token-1", name: "bob", onBehalfOf: "ann", onBehalfOfId: "ann" } as const;
  expect(asked(ann("MEMBER", token), "ann")).toBeNull();
  expect(asked(ann("MEMBER", token), "token-1")).toMatchObject({ kind: "NotPermitted" });
});
