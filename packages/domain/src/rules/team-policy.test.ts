import { describe, expect, test } from "vitest";
import { GIB, ledgerPod, team } from "../testing/objects.ts";
import { checkTeam, stillBeingMade, withDefaults } from "./team-policy.ts";

describe("a team gets a new pod", () => {
  const allowedImages = ["registry.example/eyes/*"];

  test("of an image that it may run", () => {
    expect(checkTeam(team(), "anything:1")).toBeNull();
    expect(checkTeam(team({ allowedImages }), "registry.example/eyes/train:1")).toBeNull();
  });

  test("of no other image", () => {
    expect(checkTeam(team({ allowedImages }), "registry.example/ears/train:1")).toEqual({
      kind: "ImageNotAllowed",
      message: "team team may not run registry.example/ears/train:1: allowed are registry.example/eyes/*",
      team: "team",
      image: "registry.example/ears/train:1",
      allowed: allowedImages,
    });
  });

  test("not once it is archived, whatever the image", () => {
    expect(checkTeam(team({ archived: true }), "anything:1")).toMatchObject({ kind: "Conflict", currentVersion: null });
  });
});

test("a namespace that is being made is not there yet", () => {
  expect(stillBeingMade({ name: "vision", team: "eyes", keeping: "NEW" })).toMatchObject({
    kind: "NotFound",
    what: "NAMESPACE",
  });
});

describe("what a request leaves out", () => {
  const spec = {
    ...ledgerPod().spec,
    resources: { gpus: 2, cpuMillis: 3_000, ramBytes: 5 * GIB, storageBytes: 7 * GIB },
  };
  const defaults = { cpuMillis: 500, ramBytes: GIB, storageBytes: 2 * GIB };
  const nothing = { gpus: 2, cpu: null, ram: null, storage: null };
  const resources = (asked: Parameters<typeof withDefaults>[1], storageBytes: number | null = 2 * GIB) =>
    withDefaults(spec, asked, { ...defaults, storageBytes }).resources;

  test("is what the team's pods get; GPUs are never filled in", () => {
    expect(resources(nothing)).toEqual({ gpus: 2, ...defaults });
    expect(resources(nothing, null)).toEqual({ gpus: 2, ...defaults, storageBytes: 0 });
  });

  test("does not touch what it says", () => {
    expect(resources({ ...nothing, cpu: "3" })).toEqual({ gpus: 2, ...defaults, cpuMillis: 3_000 });
    expect(resources({ ...nothing, ram: "5Gi" })).toEqual({ gpus: 2, ...defaults, ramBytes: 5 * GIB });
    expect(resources({ ...nothing, storage: "7Gi" })).toEqual({ gpus: 2, ...defaults, storageBytes: 7 * GIB });
    expect(withDefaults(spec, nothing, defaults)).toMatchObject({ image: spec.image, env: spec.env });
  });
});
