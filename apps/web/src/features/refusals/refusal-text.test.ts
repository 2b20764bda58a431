import { describe, expect, test } from "vitest";
import type { RefusalFactsFragment } from "@/gql/graphql";
import { refusalText, shortOfText } from "./refusal-text";

const GIB = 1024 ** 3;
const amounts = (gpus: number, cores: number, ramGib: number, storageGib: number) => ({
  gpus,
  cpuMillis: cores * 1000,
  ramBytes: ramGib * GIB,
  storageBytes: storageGib * GIB,
});

function insufficient(need: ReturnType<typeof amounts>, have: ReturnType<typeof amounts>): RefusalFactsFragment {
  return {
    __typename: "InsufficientCapacity",
    code: "INSUFFICIENT_CAPACITY",
    message: "No server has room.",
    need,
    have,
    nearest: [],
  };
}

describe("a refusal in plain words", () => {
  test("too little room: each resource that is short, what is needed and the most there is", () => {
    const text = refusalText(insufficient(amounts(9, 16, 2048, 10), amounts(8, 100, 1024, 500)));
    expect(text.lines).toEqual([
      "GPUs: needs 9, the most that one server has free is 8.",
      "RAM: needs 2,048 GiB, the most that one server has free is 1,024 GiB.",
    ]);
  });

  test("room for each amount, but never on the same server", () => {
    const text = refusalText(insufficient(amounts(8, 16, 64, 0), amounts(8, 100, 1024, 0)));
    expect(text.lines).toEqual(["Each amount can be had somewhere, but not all of them on one server."]);
  });

  test("too little quota: need, left, quota and used, in the resource's unit", () => {
    const text = refusalText({
      __typename: "QuotaExceeded",
      code: "QUOTA_EXCEEDED",
      message: "",
      team: "test-team",
      resource: "ramBytes",
      gpuModel: null,
      quota: 128 * GIB,
      used: 100 * GIB,
      quotaNeed: 64 * GIB,
    });
    expect(text.title).toContain("test-team");
    expect(text.lines).toEqual(["RAM: needs 64 GiB, has 28 GiB left of 128 GiB (100 GiB in use)."]);
  });

  test("a cluster that is away: that it was undone", () => {
    const text = refusalText({
      __typename: "ClusterUnavailable",
      code: "CLUSTER_UNAVAILABLE",
      message: "No answer in 2 s.",
    });
    expect(text.lines).toEqual(["No answer in 2 s.", "It was undone: nothing will appear later."]);
  });
});

test.each([
  [[], null],
  [["gpus"], "GPUs"],
  [["gpus", "ramBytes", "podSlots"], "GPUs, RAM, and Pod slots"],
])("short of %s", (shortOf, text) => {
  expect(shortOfText(shortOf)).toBe(text);
});
