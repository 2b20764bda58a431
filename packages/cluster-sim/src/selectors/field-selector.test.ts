import { expect, test } from "vitest";
import { matchesFields, parseFieldSelector, requiredValue } from "./field-selector.ts";

const supported = ["metadata.name", "status.phase"];

test("terms are joined by and; escapes stand for themselves", () => {
  const selector = parseFieldSelector("metadata.name=a\\,b,status.phase!=Failed", supported);
  expect(matchesFields(selector, { "metadata.name": "a,b", "status.phase": "Running" })).toBe(true);
  expect(matchesFields(selector, { "metadata.name": "a,b", "status.phase": "Failed" })).toBe(false);
  expect(requiredValue(selector, "metadata.name")).toBe("a,b");
  expect(requiredValue(selector, "status.phase")).toBeUndefined();
});

test("a field that is not supported and a term without an operator are refused", () => {
  expect(() => parseFieldSelector("spec.foo=a", supported)).toThrow("field label not supported: spec.foo");
  expect(() => parseFieldSelector("metadata.name", supported)).toThrow("can't understand");
});
