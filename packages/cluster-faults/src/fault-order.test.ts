import { expect, test } from "vitest";
import { readFaultOrder } from "./fault-order.ts";

test("an order is read as it is written", () => {
  const order = {
    fault: "latency",
    ms: 200,
    verbs: ["create"],
    resource: "pods",
    share: 0.5,
    times: 3,
    forMs: 10_000,
    seed: 7,
  };
  expect(readFaultOrder(order)).toEqual({ ok: true, value: order });
});

test.each<[string, unknown, RegExp]>([
  ["no such fault", { fault: "gremlins" }, /fault/],
  ["a field that it does not have", { fault: "drop", ms: 5 }, /Unrecognized key: "ms"/],
  ["a missing field", { fault: "latency" }, /ms/],
  ["a share above 1", { fault: "drop", share: 2 }, /share/],
  ["a verb that the API does not have", { fault: "drop", verbs: ["fetch"] }, /verbs/],
  ["a version that is none", { fault: "stale", version: "0" }, /version/],
  ["nothing", undefined, /./],
])("%s is refused by name", (_, input, words) => {
  expect(readFaultOrder(input)).toEqual({ ok: false, error: expect.stringMatching(words) });
});

test("every mistake is named at once", () => {
  const read = readFaultOrder({ fault: "latency", ms: -1, share: 2, times: 0 });
  expect(read.ok ? "" : read.error).toMatch(/ms[\s\S]*share[\s\S]*times|times[\s\S]*share[\s\S]*ms/);
});
