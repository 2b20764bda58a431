import { expect, test } from "vitest";
import { ownerText } from "./pod-looks";

test("a service account is told by its name first; people are told as they are called", () => {
  expect(ownerText("service account nightly of team test-team")).toBe("nightly (service account)");
  expect([ownerText("ann"), ownerText("service account")]).toEqual(["ann", "service account"]);
});
