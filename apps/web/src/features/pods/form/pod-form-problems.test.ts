import { expect, test } from "vitest";
import { placeProblems, problemsOf } from "./pod-form-problems";
import { emptyValues } from "./pod-form-values";

const good = emptyValues({ namespace: "test-team", name: "trainer", image: "train:1" });

test("values that can be asked for have no problems", () => {
  expect(problemsOf(good)).toEqual({});
  expect(problemsOf({ ...good, storage: "100Gi", ports: "80", gpus: "0", env: [{ name: "A", value: "" }] })).toEqual(
    {},
  );
});

test.each([
  [{ name: "" }, "name"],
  [{ name: "My_Pod" }, "name"],
  [{ name: "-a" }, "name"],
  [{ name: "a".repeat(64) }, "name"],
  [{ namespace: "" }, "namespace"],
  [{ image: "" }, "image"],
  [{ image: "a b" }, "image"],
  [{ gpus: "1.5" }, "gpus"],
  [{ gpus: "-1" }, "gpus"],
  [{ cpu: "lots" }, "cpu"],
  [{ ram: "64GB" }, "ram"],
  [{ storage: "?" }, "storage"],
  [{ ports: "http" }, "ports"],
  [{ env: [{ name: "1A", value: "" }] }, "env.0.name"],
  [
    {
      env: [
        { name: "A", value: "" },
        { name: "A", value: "" },
      ],
    },
    "env.1.name",
  ],
])("%j is wrong at %s, and only there", (values, field) => {
  expect(Object.keys(problemsOf({ ...good, ...values }))).toEqual([field]);
});

test("an amount without a unit is bytes to Kubernetes, and almost surely not meant", () => {
  expect(problemsOf({ ...good, ram: "64" }).ram).toContain("64Gi");
});

test("variables that stay as they are have no problems", () => {
  expect(problemsOf({ ...good, replaceEnv: false, env: [{ name: "", value: "" }] })).toEqual({});
});

test("the API's problems stand at the fields they are about", () => {
  const { placed, left } = placeProblems([
    { path: "resources.cpu", message: "finer than one millicore" },
    { path: "env.2.name", message: "is given twice" },
    { path: "ports.1", message: "must be from 1 to 65535" },
    { path: "name", message: "first" },
    { path: "name", message: "second" },
    { path: "operationId", message: "must be a UUID" },
  ]);
  expect(placed).toEqual({
    cpu: "Finer than one millicore",
    "env.2.name": "Is given twice",
    ports: "Must be from 1 to 65535",
    name: "First",
  });
  expect(left).toEqual([{ path: "operationId", message: "must be a UUID" }]);
});
