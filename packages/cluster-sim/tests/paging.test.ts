import { afterEach, beforeEach, expect, test } from "vitest";
import { type Answer, openSim, PODS, parkedPod, type TestSim } from "./sim-client.ts";

let sim: TestSim;
beforeEach(async () => {
  sim = await openSim();
  for (let i = 0; i < 10; i++) await sim.create(PODS, parkedPod(`p${i}`));
});
afterEach(() => sim.sim.stop());

const names = (list: Answer): string[] => list.items.map((item: Answer) => item.metadata.name);

test("all pages of one list show the moment of the first, whatever happens in between", async () => {
  const first = await sim.get(`${PODS}?limit=4`);
  expect(names(first)).toEqual(["p0", "p1", "p2", "p3"]);
  expect(first.metadata.remainingItemCount).toBe(6);
  await sim.call("DELETE", `${PODS}/p5`);
  await sim.create(PODS, parkedPod("p55"));
  await sim.merge(`${PODS}/p6`, { metadata: { labels: { a: "1" } } });
  const second = await sim.get(`${PODS}?limit=4&continue=${first.metadata.continue}`);
  const third = await sim.get(`${PODS}?limit=4&continue=${second.metadata.continue}`);
  expect([...names(second), ...names(third)]).toEqual(["p4", "p5", "p6", "p7", "p8", "p9"]);
  expect(second.items[2].metadata.labels).toBeUndefined();
  expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  expect(third.metadata.continue).toBeUndefined();
});

test("an expired page is 410 with a token that goes on from now", async () => {
  const first = await sim.get(`${PODS}?limit=4`);
  await sim.call("DELETE", `${PODS}/p5`);
  sim.sim.faults.compact();
  const gone = await sim.call("GET", `${PODS}?limit=4&continue=${first.metadata.continue}`);
  expect(gone.status).toBe(410);
  expect(gone.body.reason).toBe("Expired");
  const rest = await sim.get(`${PODS}?continue=${gone.body.metadata.continue}`);
  expect(names(rest)).toEqual(["p4", "p6", "p7", "p8", "p9"]);
});

test("an exact read shows the past; one of the future is told to try again", async () => {
  const { resourceVersion } = (await sim.get(PODS)).metadata;
  await sim.call("DELETE", `${PODS}/p1`);
  const past = await sim.get(`${PODS}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`);
  expect(names(past)).toContain("p1");
  expect(
    names(await sim.get(`${PODS}?resourceVersion=${resourceVersion}&resourceVersionMatch=NotOlderThan`)),
  ).not.toContain("p1");
  const future = await sim.call("GET", `${PODS}?resourceVersion=${Number(resourceVersion) + 1000}`);
  expect(future.status).toBe(504);
  expect(future.headers.get("retry-after")).toBe("1");
});

test("a large list comes whole, though it is written in parts", async () => {
  for (let i = 0; i < 450; i++) {
    await sim.call("POST", "/api/v1/namespaces/default/configmaps", {
      metadata: { name: `c${i}` },
      data: { a: "x".repeat(500) },
    });
  }
  const list = await sim.get("/api/v1/namespaces/default/configmaps");
  expect(list.items.length).toBe(451);
  expect(list.items.every((item: Answer) => item.kind === undefined && item.metadata.uid.length === 36)).toBe(true);
});
