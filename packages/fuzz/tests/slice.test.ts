import { expect, it } from "vitest";
import { fuzz } from "../src/fuzz.ts";

it("some thousands of inputs get typed answers from a process that lives and does not grow", async () => {
  const inputs = { http: 1_200, websocket: 400, watch: 1_000 };
  const { tally } = await fuzz({ inputs, seed: 1, from: 0, tell: () => {} });
  expect(tally.faults).toEqual([]);
  expect(tally.countOf("http")).toBe(inputs.http);
  expect(tally.countOf("websocket")).toBe(inputs.websocket);
  expect(tally.countOf("watch")).toBe(inputs.watch);
  // They are no monotonous noise: a good part is understood, and refused for many reasons.
  expect(tally.classesOf("http").get("data")).toBeGreaterThan(200);
  expect(tally.classesOf("http").size).toBeGreaterThan(6);
  expect(tally.classesOf("http").get("door: served")).toBeGreaterThan(5);
  expect(tally.classesOf("websocket").get("data")).toBeGreaterThan(80);
});
