import { expect, test } from "vitest";
import { chosenTeam } from "./chosen-team";

const seen = ["dev", "prod"];

test("the URL's team counts before the remembered one", () => {
  expect(chosenTeam("dev", "prod", seen)).toBe("dev");
  expect(chosenTeam(null, "prod", seen)).toBe("prod");
  expect(chosenTeam("", "prod", seen)).toBe("prod");
  expect(chosenTeam(null, "", seen)).toBeNull();
});

test("a team that is not seen counts as none; before it is known which are, the choice is believed", () => {
  expect(chosenTeam("secret", "", seen)).toBeNull();
  expect(chosenTeam("secret", "dev", seen)).toBe("dev");
  expect(chosenTeam(null, "left", seen)).toBeNull();
  expect(chosenTeam(null, "left", undefined)).toBe("left");
});
