import { expect, test } from "vitest";
import { freshness } from "./freshness";

const now = new Date("2026-11-23T12:00:00Z");
const t1 = new Date("2026-11-23T11:00:00Z");
const t2 = new Date("2026-11-23T11:30:00Z");
const reachable = { requestsFailSince: null, socketDownSince: null };
const freshView = { stale: false, why: null, observedAt: t1.toISOString() };
const staleView = { stale: true, why: "the watch was refused", observedAt: t1.toISOString() };

test("fresh when everything is there, and before anything was heard", () => {
  expect(freshness(reachable, freshView, now)).toEqual({ fresh: true });
  expect(freshness(reachable, null, now)).toEqual({ fresh: true });
});

test("a cluster that is away: since it was last heard, for the reason the API gives", () => {
  expect(freshness(reachable, staleView, now)).toMatchObject({ fresh: false, since: t1, why: "the watch was refused" });
  expect(freshness(reachable, { ...staleView, observedAt: null, why: null }, now)).toMatchObject({ since: now });
});

test("requests that fail say more than a socket that is down, and both more than the cluster", () => {
  expect(freshness({ requestsFailSince: t2, socketDownSince: t1 }, staleView, now)).toMatchObject({
    since: t1,
    why: expect.stringContaining("API"),
  });
  expect(freshness({ requestsFailSince: null, socketDownSince: t2 }, staleView, now)).toMatchObject({
    since: t2,
    why: expect.stringContaining("live connection"),
  });
});
