import { describe, expect, test } from "vitest";
import { matchesLabels, parseLabelSelector } from "./label-selector.ts";

describe("what a selector takes in", () => {
  const labels = { app: "web", tier: "front", count: "5" };
  test.each([
    ["app=web", true],
    ["app==web", true],
    ["app=db", false],
    ["app!=db", true],
    ["none!=x", true],
    ["none=x", false],
    ["app in (web, db)", true],
    ["app notin (db)", true],
    ["none notin (db)", true],
    ["app", true],
    ["none", false],
    ["!none", true],
    ["!app", false],
    ["count>4", true],
    ["count<5", false],
    ["app=web,tier=front", true],
    ["app=web,tier=back", false],
    ["app=", false],
    ["", true],
  ])("%s: %s", (text, expected) => {
    expect(matchesLabels(parseLabelSelector(text), labels)).toBe(expected);
  });
});

test.each([",a", "a in b", "a in (b", "a b", "=", "a>x", "a=b=c", "a=?", "-a=b", "a!", "!a=b", "a,,b"])(
  "%s is refused",
  (text) => {
    expect(() => parseLabelSelector(text)).toThrow(/found|Invalid value/);
  },
);
