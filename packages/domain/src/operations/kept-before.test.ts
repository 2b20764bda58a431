import { describe, expect, test } from "vitest";
import { NO_QUOTA } from "../model/team.ts";
import { GIB, HELD, ledgerPod, observedPod, team } from "../testing/objects.ts";
import { keepFound, keepTeamPage, keepWish, keptTeamPage, keptWish } from "./kept-before.ts";

const WISH = ledgerPod().spec;
const NO_EXTRA = { extraCpuMillis: 0, extraRamBytes: 0 };
const before = { image: WISH.image, command: WISH.command, ports: WISH.ports, resources: WISH.resources };

describe("the wish of before is kept", () => {
  test("but for env, whose values are secrets: only that it was changed", () => {
    const kept = keepWish(WISH, { ...WISH, image: "train:2" }, 4);
    expect([keptWish(kept), kept.version, kept.envChanged]).toEqual([before, 4, undefined]);
    const secret = keepWish(WISH, { ...WISH, env: [{ name: "TOKEN", value: "other" }] }, 4);
    expect([keptWish(secret), secret.envChanged]).toEqual([before, true]);
    expect(JSON.stringify(secret)).not.toMatch(/secret|other/);
  });

  test("nowhere but in a change", () => {
    expect([keptWish({ version: 4 }), keptTeamPage({ version: 4 })]).toEqual([null, null]);
  });
});

describe("what somebody had set in the cluster is kept", () => {
  const found = (...given: Parameters<typeof observedPod>) =>
    keepFound(observedPod(...given), WISH, { extraCpuMillis: 100, extraRamBytes: GIB }, 4);
  const effective = { ...HELD, cpuMillis: HELD.cpuMillis + 100, ramBytes: HELD.ramBytes + GIB };

  test("where it is not the wish, less what the cluster made the pod larger by", () => {
    expect(keptWish(found({ effective, image: "other:9" }))).toEqual({ ...before, image: "other:9" });
    expect(keptWish(found({ effective: { ...effective, cpuMillis: 2_100 } }))).toEqual({
      ...before,
      resources: { ...WISH.resources, cpuMillis: 2_000 },
    });
    expect(keptWish(found({ effective: { ...effective, ramBytes: 5 * GIB } }))).toEqual({
      ...before,
      resources: { ...WISH.resources, ramBytes: 4 * GIB },
    });
  });

  test("and nothing where it asked for what the ledger wishes: our marks alone were set again", () => {
    expect(found({ effective })).toEqual({ version: 4 });
    expect(keepFound(observedPod(), WISH, NO_EXTRA, 4)).toEqual({ version: 4 });
  });
});

test("a team's page of before is kept, but for what is no wish", () => {
  const page = team({
    description: "eyes",
    quota: { ...NO_QUOTA, gpus: 2 },
    archived: true,
    operationId: "o",
    version: 3,
  });
  const kept = keepTeamPage(page, 4);
  const { description, quota, defaults, allowedImages, archived } = page;
  expect(kept.version).toBe(4);
  expect(keptTeamPage(kept)).toEqual({ description, quota, defaults, allowedImages, archived });
});
