import { expect, it } from "vitest";
import { AskerLimits } from "./asker-limits.ts";

function limited() {
  const clock = { ms: 0 };
  const limits = { windowMs: 1_000, requests: 3, fields: 100, subscriptions: 2 };
  return { clock, limits: new AskerLimits(() => clock.ms, limits) };
}

it("counts requests of each asker by themselves, anew after a while, and says when", () => {
  const { clock, limits } = limited();
  for (let index = 0; index < 3; index += 1) expect(limits.spend("ada", 1)).toBeNull();
  clock.ms = 400;
  const refused = limits.spend("ada", 1);
  expect(refused?.extensions.code).toBe("TOO_MANY_REQUESTS");
  expect(refused?.message).toBe("more than 3 requests within 1 seconds; go on in 1");
  expect(limits.spend("bob", 1)).toBeNull();
  clock.ms = 1_000;
  expect(limits.spend("ada", 1)).toBeNull();
});

it("counts what operations cost; one that is refused costs nothing", () => {
  const { limits } = limited();
  expect(limits.spend("ada", 60)).toBeNull();
  expect(limits.spend("ada", 60)?.message).toContain("fields to resolve");
  expect(limits.spend("ada", 40)).toBeNull();
});

it("counts what is open on all connections of one asker", () => {
  const { limits } = limited();
  const open = { here: 1, there: 1 };
  limits.connect("ada", () => open.here);
  const leave = limits.connect("ada", () => open.there);
  limits.connect("bob", () => 1);
  expect(limits.tooManyOpen("ada")).toBeNull();
  open.there = 2;
  expect(limits.tooManyOpen("ada")?.extensions.code).toBe("TOO_MANY_SUBSCRIPTIONS");
  expect(limits.tooManyOpen("bob")).toBeNull();
  leave();
  expect(limits.tooManyOpen("ada")).toBeNull();
});

it("does not limit whoever owns the machine", () => {
  const { limits } = limited();
  for (let index = 0; index < 10; index += 1) {
    expect(limits.spend(null, 1_000)).toBeNull();
    limits.connect(null, () => 100);
  }
  expect(limits.tooManyOpen(null)).toBeNull();
});
