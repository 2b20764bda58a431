import { describe, expect, test } from "vitest";
import type { PodToEditFragment } from "@/gql/graphql";
import {
  emptyValues,
  readCommand,
  readPorts,
  toCreateInput,
  toUpdateInput,
  valuesOf,
  valuesOfWish,
} from "./pod-form-values";

const GIB = 2 ** 30;
const pod: PodToEditFragment = {
  id: "p1",
  namespace: "test-team",
  name: "trainer",
  version: 3,
  image: "registry.example/train:1",
  command: ["python", "train.py"],
  envNames: ["TOKEN"],
  ports: [8080],
  restartPolicy: "ALWAYS",
  gpuModels: [],
  requested: { gpus: 2, cpuMillis: 16_000, ramBytes: 64 * GIB, storageBytes: 0 },
  server: { name: "gpu-1" },
};

describe("what a create asks for", () => {
  test("the least: optional parts that are empty are left out", () => {
    const values = emptyValues({ namespace: "test-team", name: " trainer ", image: "train:1", gpus: "2" });
    expect(toCreateInput(values)).toEqual({
      namespace: "test-team",
      name: "trainer",
      image: "train:1",
      resources: { gpus: 2, cpu: "8", ram: "32Gi" },
      restartPolicy: "ALWAYS",
    });
  });

  test("what was asked for before, but for the values that are never shown", () => {
    const { id: _, version: __, ...wish } = pod;
    expect(toCreateInput(valuesOfWish({ ...wish, server: null, envNames: ["TOKEN"] }))).toEqual({
      namespace: "test-team",
      name: "trainer",
      image: "registry.example/train:1",
      resources: { gpus: 2, cpu: "16", ram: "64Gi" },
      restartPolicy: "ALWAYS",
      command: ["python", "train.py"],
      env: [{ name: "TOKEN", value: "" }],
      ports: [8080],
    });
  });

  test("all of it", () => {
    const values = emptyValues({
      namespace: "test-team",
      name: "trainer",
      image: "train:1",
      storage: "100Gi",
      gpuModels: ["H100"],
      server: "gpu-1",
      command: "python\ntrain.py\n--name=a b\n",
      env: [{ name: "A", value: "1" }],
      ports: "8080, 9090",
      restartPolicy: "NEVER",
    });
    expect(toCreateInput(values)).toEqual({
      namespace: "test-team",
      name: "trainer",
      image: "train:1",
      resources: { gpus: 1, cpu: "8", ram: "32Gi", storage: "100Gi" },
      restartPolicy: "NEVER",
      gpuModels: ["H100"],
      server: "gpu-1",
      command: ["python", "train.py", "--name=a b"],
      env: [{ name: "A", value: "1" }],
      ports: [8080, 9090],
    });
  });
});

describe("what an update asks for", () => {
  test("nothing, when nothing differs, however it is written", () => {
    expect(toUpdateInput(valuesOf(pod), pod)).toBeNull();
    expect(toUpdateInput({ ...valuesOf(pod), cpu: "16000m", ram: "65536Mi" }, pod)).toBeNull();
  });

  test("only what differs, with the version that was opened", () => {
    expect(toUpdateInput({ ...valuesOf(pod), cpu: "24", gpus: "4" }, pod)).toEqual({
      namespace: "test-team",
      name: "trainer",
      version: 3,
      resources: { gpus: 4, cpu: "24" },
    });
  });

  test("variables only when they are replaced on purpose", () => {
    const values = { ...valuesOf(pod), env: [{ name: "TOKEN", value: "secret" }] };
    expect(toUpdateInput(values, pod)).toBeNull();
    expect(toUpdateInput({ ...values, replaceEnv: true }, pod)).toMatchObject({
      env: [{ name: "TOKEN", value: "secret" }],
    });
  });

  test("an emptied command and emptied ports are changes", () => {
    expect(toUpdateInput({ ...valuesOf(pod), command: "", ports: "" }, pod)).toMatchObject({ command: [], ports: [] });
  });
});

test("words of a command stand on lines, blanks and all", () => {
  expect(readCommand("sh\n-c\n  echo hi\n\n")).toEqual(["sh", "-c", "  echo hi"]);
  expect(readCommand("\n")).toEqual([]);
});

test.each([
  ["8080, 9090", [8080, 9090]],
  ["8080 9090", [8080, 9090]],
  ["", []],
  ["http", null],
  ["80;81", null],
])("ports %j", (text, ports) => {
  expect(readPorts(text)).toEqual(ports);
});
