import { expect, test } from "vitest";
import { standingText } from "./standing-text";

test("roles in a few words", () => {
  expect(standingText({ role: "ADMIN", teams: [] })).toBe("Admin");
  const teams = [
    { team: "dev-team", role: "LEAD" },
    { team: "prod-team", role: "VIEWER" },
  ] as const;
  expect(standingText({ role: null, teams })).toBe("Lead of dev-team, viewer of prod-team");
  expect(standingText({ role: "AUDITOR", teams })).toBe("Auditor, lead of dev-team, viewer of prod-team");
  expect(standingText({ role: null, teams: [] })).toBe("No role yet");
});
