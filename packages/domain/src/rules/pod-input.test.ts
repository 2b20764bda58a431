import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PodSpec } from "../model/pod.ts";
import type { CreatePodRequest, UpdatePodRequest } from "../operations/commands.ts";
import { readCreate, readUpdate } from "./pod-input.ts";

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
    const text = fc.string({ unit: "binary", maxLength: 80 });
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
