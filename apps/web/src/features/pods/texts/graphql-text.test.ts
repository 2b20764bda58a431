import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { createPodText } from "./graphql-text";

const schema = buildSchema(readFileSync(new URL("../../../../../api/schema.graphql", import.meta.url), "utf8"));

test("what is copied is valid against the schema, whatever stands in the pod", () => {
  const text = createPodText({
    namespace: "test-team",
    name: "train",
    image: 'registry.example/"odd":1',
    resources: { gpus: 2, cpu: "8", ram: "64Gi" },
    restartPolicy: "ON_FAILURE",
    gpuModels: ["H100", "A100"],
    command: ["python", "-c", "print(1)\n"],
    env: [{ name: "TOKEN", value: "" }],
    ports: [80, 443],
  });
  expect(validate(schema, parse(text))).toEqual([]);
  expect(text).toContain("restartPolicy: ON_FAILURE");
  expect(text).toContain('gpuModels: ["H100", "A100"]');
});
