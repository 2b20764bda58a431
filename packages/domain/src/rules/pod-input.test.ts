import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PodSpec } from "../model/pod.ts";
import type { CreatePodRequest, UpdatePodRequest } from "../operations/commands.ts";
import { anyText } from "../testing/any-text.ts";
import { readCreate, readOperationId, readUpdate } from "./pod-input.ts";

const good: CreatePodRequest = {
  namespace: "test-team",
  name: "train-1",
  image: "registry.example/team/train:1.2",
  command: [],
  env: [],
  ports: [],
  restartPolicy: "ALWAYS",
  resources: { gpus: 2, cpu: "4", ram: "16Gi", storage: null },
  server: null,
  gpuModels: [],
  dryRun: false,
  operationId: null,
};

function pathsOf(request: CreatePodRequest): string[] {
  const read = readCreate(request);
  return read.ok ? [] : read.error.problems.map((problem) => problem.path);
}

describe("readCreate", () => {
  test("turns text into amounts once", () => {
    expect(readCreate(good)).toMatchObject({
      ok: true,
      value: { resources: { gpus: 2, cpuMillis: 4000, ramBytes: 16 * 2 ** 30, storageBytes: 0 } },
    });
  });

  test("reports every fault at once, each with its field", () => {
    const bad: CreatePodRequest = {
      ...good,
      namespace: "Test_Team",
      name: "-x",
      image: "two words",
      env: [
        { name: "1A=", value: "" },
        { name: "B", value: "1" },
        { name: "B", value: "2" },
      ],
      ports: [0, 80, 80],
      resources: { gpus: -1, cpu: "four", ram: "16GiB", storage: "0" },
      gpuModels: [],
      operationId: "not-a-uuid",
    };
    expect(pathsOf(bad)).toEqual([
      "namespace",
      "name",
      "operationId",
      "resources.gpus",
      "resources.cpu",
      "resources.ram",
      "resources.storage",
      "image",
      "env.0.name",
      "env.2.name",
      "ports.0",
      "ports.2",
    ]);
  });

  test("wants GPUs where models are named", () => {
    expect(pathsOf({ ...good, resources: { ...good.resources, gpus: 0 }, gpuModels: ["H100"] })).toEqual(["gpuModels"]);
  });

  test("bounds lists and texts", () => {
    expect(pathsOf({ ...good, command: Array.from({ length: 129 }, () => "x") })).toEqual(["command"]);
    expect(pathsOf({ ...good, env: [{ name: "A", value: "x".repeat(70_000) }] })).toEqual(["env"]);
    expect(pathsOf({ ...good, name: "a".repeat(64) })).toEqual(["name"]);
  });

  test.each(["nginx", "nginx:1.27", "localhost:5000/a/b:tag", `ghcr.io/x/y@sha256:${"a".repeat(64)}`])(
    "takes the image %s",
    (image) => {
      expect(pathsOf({ ...good, image })).toEqual([]);
    },
  );

  test("answers any text with a wish or with problems, never with a crash", () => {
    const text = anyText(80);
    fc.assert(
      fc.property(text, text, text, text, fc.double(), (name, image, cpu, ram, gpus) => {
        const read = readCreate({ ...good, name, image, resources: { gpus, cpu, ram, storage: null } });
        if (!read.ok) expect(read.error.problems.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("readUpdate", () => {
  const nothing: UpdatePodRequest = {
    namespace: "test-team",
    name: "train-1",
    version: null,
    image: null,
    command: null,
    env: null,
    ports: null,
    resources: { gpus: null, cpu: null, ram: null, storage: null },
    recreate: false,
    dryRun: false,
    operationId: null,
  };
  const read = readCreate(good);
  if (!read.ok) throw new Error(read.error.message);
  const before: PodSpec = read.value;

  test("leaves out what is not named", () => {
    expect(readUpdate(nothing, before)).toEqual({ ok: true, value: before });
    expect(readUpdate({ ...nothing, resources: { ...nothing.resources, cpu: "8" } }, before)).toMatchObject({
      ok: true,
      value: { resources: { ...before.resources, cpuMillis: 8000 }, image: before.image },
    });
  });

  test("reports every fault at once", () => {
    const update = readUpdate(
      { ...nothing, image: "a b", ports: [70_000], resources: { gpus: 5000, cpu: "x", ram: null, storage: null } },
      before,
    );
    expect(update).toMatchObject({ ok: false });
    if (!update.ok)
      expect(update.error.problems.map((problem) => problem.path)).toEqual([
        "resources.gpus",
        "resources.cpu",
        "image",
        "ports.0",
      ]);
  });
});

describe("the limits of a request", () => {
  const key = "7d0f1a52-6f1e-4c55-9f5e-0a1b2c3d4e5f";
  const sized = (changes: Partial<CreatePodRequest["resources"]>) => ({ resources: { ...good.resources, ...changes } });
  const many = (count: number) => Array.from({ length: count }, (_, index) => index);
  const variable = (name: string) => ({ name, value: "" });

  test.each<[string, Partial<CreatePodRequest>]>([
    ["no GPUs", sized({ gpus: 0 })],
    ["1,024 GPUs", sized({ gpus: 1_024 })],
    ["a name of one letter", { name: "a" }],
    ["a name of 63", { name: `a-${"b".repeat(61)}` }],
    ["a key that is a UUID", { operationId: key }],
    ["a key in capitals", { operationId: key.toUpperCase() }],
    ["the first port and the last", { ports: [1, 65_535] }],
    ["128 words", { command: many(128).map(String) }],
    ["a word of 64 KiB", { command: ["x".repeat(64 * 1_024)] }],
    ["variables of any case, with dots and dashes", { env: ["A", "_a", ".b-C", "d9"].map(variable) }],
    ["128 variables", { env: many(128).map((index) => variable(`V${index}`)) }],
    ["models, for GPUs", { gpuModels: ["H100", "A100"] }],
    ["an image with a port, a tag and a digest", { image: `r.example:5000/a_b/c--d:V1.2_x@sha256:${"0".repeat(64)}` }],
  ])("%s may be asked for", (_, changes) => {
    expect(pathsOf({ ...good, ...changes })).toEqual([]);
  });

  test.each<[string, Partial<CreatePodRequest>, string]>([
    ["1,025 GPUs", sized({ gpus: 1_025 }), "resources.gpus"],
    ["half a GPU", sized({ gpus: 0.5 }), "resources.gpus"],
    ["a name of 64", { name: "a".repeat(64) }, "name"],
    ["a name that ends in a dash", { name: "a-" }, "name"],
    ["a name with a line break", { name: "a\n" }, "name"],
    ["a namespace with capitals", { namespace: "Team" }, "namespace"],
    ["a key with more than a UUID", { operationId: `${key}0` }, "operationId"],
    ["a key with something before it", { operationId: `0${key}` }, "operationId"],
    ["port 0", { ports: [0] }, "ports.0"],
    ["port 65,536", { ports: [80, 65_536] }, "ports.1"],
    ["a port twice", { ports: [80, 80] }, "ports.1"],
    ["129 ports", { ports: many(129).map((index) => index + 1) }, "ports"],
    ["129 words", { command: many(129).map(String) }, "command"],
    ["words of more than 64 KiB together", { command: ["x".repeat(64 * 1_024), "y"] }, "command"],
    ["bytes, not letters, of more than 64 KiB", { command: ["ä".repeat(32 * 1_024 + 1)] }, "command"],
    ["a word with NUL", { command: ["a", "b\0"] }, "command"],
    ["129 variables", { env: many(129).map((index) => variable(`V${index}`)) }, "env"],
    ["names and values of more than 64 KiB", { env: [{ name: "A", value: "x".repeat(64 * 1_024) }] }, "env"],
    ["a variable that begins with a digit", { env: [variable("9a")] }, "env.0.name"],
    ["a variable with a blank", { env: [variable("A"), variable("B C")] }, "env.1.name"],
    ["a variable twice", { env: [variable("A"), variable("B"), variable("A")] }, "env.2.name"],
    ["models without GPUs", { ...sized({ gpus: 0 }), gpuModels: ["H100"] }, "gpuModels"],
    ["129 models", { gpuModels: many(129).map(String) }, "gpuModels"],
    ["an image of more than 512 letters", { image: "a".repeat(513) }, "image"],
    ["an image that begins with a slash", { image: "/a" }, "image"],
    ["an image that ends in a slash", { image: "a/" }, "image"],
    ["an image with a short digest", { image: `a@sha256:${"0".repeat(63)}` }, "image"],
  ])("%s may not", (_, changes, path) => {
    expect(pathsOf({ ...good, ...changes })).toEqual([path]);
  });

  test("the refusal says all of it in one sentence", () => {
    const read = readCreate({ ...good, ...sized({ gpus: -1 }), operationId: "x" });
    expect(!read.ok && read.error.message).toBe(
      "operationId: must be a UUID; resources.gpus: must be a whole number from 0 to 1024",
    );
    expect([readOperationId(null), readOperationId(key), readOperationId("x")?.problems]).toEqual([
      null,
      null,
      [{ path: "operationId", message: "must be a UUID" }],
    ]);
  });
});

describe("what an update names is changed, and nothing else", () => {
  const made = readCreate({ ...good, gpuModels: ["H100"], server: "gpu-1" });
  if (!made.ok) throw new Error(made.error.message);
  const before = made.value;
  const same = { gpus: null, cpu: null, ram: null, storage: null };
  const call = {
    namespace: "test-team",
    name: "train-1",
    version: null,
    recreate: false,
    dryRun: false,
    operationId: null,
  };
  const nothing: UpdatePodRequest = { ...call, image: null, command: null, env: null, ports: null, resources: same };

  test.each<[string, Partial<UpdatePodRequest>, Partial<PodSpec>]>([
    ["image", { image: "other:2" }, { image: "other:2" }],
    ["command", { command: ["sh"] }, { command: ["sh"] }],
    ["env", { env: [{ name: "A", value: "1" }] }, { env: [{ name: "A", value: "1" }] }],
    ["ports", { ports: [80] }, { ports: [80] }],
    ["RAM", { resources: { ...same, ram: "1Gi" } }, { resources: { ...before.resources, ramBytes: 2 ** 30 } }],
    [
      "storage",
      { resources: { ...same, storage: "1Gi" } },
      { resources: { ...before.resources, storageBytes: 2 ** 30 } },
    ],
    ["GPUs", { resources: { ...same, gpus: 4 } }, { resources: { ...before.resources, gpus: 4 } }],
    [
      "no GPUs: then no models either",
      { resources: { ...same, gpus: 0 } },
      { resources: { ...before.resources, gpus: 0 }, gpuModels: [] },
    ],
  ])("%s", (_, changes, expected) => {
    expect(readUpdate({ ...nothing, ...changes }, before)).toEqual({ ok: true, value: { ...before, ...expected } });
  });

  test("each fault is at its place", () => {
    const faults = { command: ["\0"], env: [{ name: "", value: "" }], ports: [0], image: "", operationId: "x" };
    const read = readUpdate(
      { ...nothing, ...faults, resources: { gpus: -1, cpu: "x", ram: "x", storage: "x" } },
      before,
    );
    expect(!read.ok && read.error.problems.map(({ path }) => path)).toEqual([
      ...["operationId", "resources.gpus", "resources.cpu", "resources.ram", "resources.storage"],
      ...["image", "command", "env.0.name", "ports.0"],
    ]);
  });
});
