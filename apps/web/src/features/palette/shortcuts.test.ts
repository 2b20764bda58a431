import { expect, test } from "vitest";
import { pages } from "@/features/system/pages";
import { type KeyStroke, keyCommand } from "./shortcuts";

const stroke = (key: string, rest: Partial<KeyStroke> = {}) => ({
  key,
  ctrl: false,
  other: false,
  isTyping: false,
  ...rest,
});

test("Ctrl-K opens the palette, in a field too, and where single keys are off", () => {
  expect(keyCommand(null, stroke("k", { ctrl: true, isTyping: true }), false)).toEqual({ does: "palette" });
  expect(keyCommand(null, stroke("k", { ctrl: true, other: true }), true)).toBeNull();
});

test("single keys do nothing in a field, with another modifier, or where they are off", () => {
  expect(keyCommand(null, stroke("?"), true)).toEqual({ does: "help" });
  expect(keyCommand(null, stroke("?", { isTyping: true }), true)).toBeNull();
  expect(keyCommand(null, stroke("c", { other: true }), true)).toBeNull();
  expect(keyCommand(null, stroke("?"), false)).toBeNull();
});

test("after a g, a letter goes to its page; each page has one of its own", () => {
  expect(keyCommand("g", stroke("c"), true)).toEqual({ goTo: "/consistency" });
  expect(keyCommand("x", stroke("c"), true)).toEqual({ does: "create" });
  expect(keyCommand("g", stroke("!"), true)).toBeNull();
  expect(new Set(pages.map(({ key }) => key)).size).toBe(pages.length);
});
