import { describe, expect, test } from "vitest";
import type { PodSpec } from "../model/pod.ts";
import { GIB, ledgerPod } from "../testing/objects.ts";
import { changeMode, describeChanges, describeCreation } from "./pod-change.ts";

const BEFORE: PodSpec = {
  ...ledgerPod().spec,
  command: ["sh", "-c"],
  ports: [80, 443],
  env: [
    { name: "A", value: "1" },
    { name: "B", value: "2" },
  ],
};

/** What an update with these wishes does: how, and each change. */
function change(wish: Partial<PodSpec>) {
  const changes = describeChanges(BEFORE, { ...BEFORE, ...wish });
  return [changeMode(changes), ...changes.map(({ field, before, after, inPlace }) => [field, before, after, inPlace])];
}

const sized = (amounts: Partial<PodSpec["resources"]>) => ({ resources: { ...BEFORE.resources, ...amounts } });

test("a wish that is the same changes nothing, and neither does where the pod may go", () => {
  expect(change({})).toEqual(["NONE"]);
  expect(change({ server: "gpu-9", gpuModels: ["H100"], restartPolicy: "NEVER" })).toEqual(["NONE"]);
});

test.each<[string, Partial<PodSpec>, readonly unknown[]]>([
  ["image", { image: "train:2" }, ["image", "train:1", "train:2", true]],
  ["CPU", sized({ cpuMillis: 1_500 }), ["cpu", "1 core", "1.5 cores", true]],
  ["RAM", sized({ ramBytes: 2 * GIB }), ["ram", "1 GiB", "2 GiB", true]],
])("%s is changed while the pod runs", (_, wish, expected) => {
  expect(change(wish)).toEqual(["IN_PLACE", expected]);
});

test.each<[string, Partial<PodSpec>, readonly unknown[]]>([
  ["GPUs", sized({ gpus: 2 }), ["gpus", "1", "2", false]],
  ["storage", sized({ storageBytes: 3 * GIB }), ["storage", "0 GiB", "3 GiB", false]],
  ["a word of the command", { command: ["sh", "-x"] }, ["command", "sh -c", "sh -x", false]],
  ["a shorter command", { command: ["sh"] }, ["command", "sh -c", "sh", false]],
  ["ports", { ports: [80, 443, 8080] }, ["ports", "80, 443", "80, 443, 8080", false]],
  [
    "a value of env, which is not shown",
    {
      env: [
        { name: "A", value: "1" },
        { name: "B", value: "3" },
      ],
    },
    ["env", "A, B", "A, B (values not shown)", false],
  ],
  ["a name of env", { env: [{ name: "A", value: "1" }] }, ["env", "A, B", "A (values not shown)", false]],
])("for %s the pod is made anew", (_, wish, expected) => {
  expect(change(wish)).toEqual(["RECREATE", expected]);
});

test("one change that needs it makes all of them a recreation", () => {
  expect(change({ image: "train:2", ...sized({ cpuMillis: 500, gpus: 0 }) })).toEqual([
    "RECREATE",
    ["image", "train:1", "train:2", true],
    ["cpu", "1 core", "0.5 cores", true],
    ["gpus", "1", "0", false],
  ]);
});

describe("a creation", () => {
  test("is told as what the pod gets, from nothing", () => {
    expect(describeCreation({ ...BEFORE, ...sized({ storageBytes: GIB }) })).toEqual([
      { field: "image", before: null, after: "train:1", inPlace: true },
      { field: "gpus", before: null, after: "1", inPlace: true },
      { field: "cpu", before: null, after: "1 core", inPlace: true },
      { field: "ram", before: null, after: "1 GiB", inPlace: true },
      { field: "storage", before: null, after: "1 GiB", inPlace: true },
    ]);
  });
});
