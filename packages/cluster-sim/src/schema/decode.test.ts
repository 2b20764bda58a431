import { describe, expect, test } from "vitest";
import { decodeAs } from "./decode.ts";

describe("reading as Go's types would", () => {
  test("unknown fields are left out and named with their place", () => {
    const { object, unknown } = decodeAs("core.v1.Pod", {
      metadata: { name: "a", foo: 1 },
      spec: { containers: [{ name: "c" }, { name: "d", bar: 2 }] },
    });
    expect(unknown).toEqual(["metadata.foo", "spec.containers[1].bar"]);
    expect(object).toMatchObject({ metadata: { name: "a" }, spec: { containers: [{ name: "c" }, { name: "d" }] } });
  });

  test("what Go omits is left out, what it always writes is there", () => {
    const { object } = decodeAs("core.v1.Pod", {
      metadata: { name: "a", labels: {}, generateName: "" },
      spec: { hostNetwork: false, containers: [{ name: "c", command: [], stdin: false }] },
    });
    expect(object).toEqual({
      metadata: { name: "a" },
      spec: { containers: [{ name: "c", resources: {} }] },
      status: {},
    });
  });

  test("a pointer keeps its zero value", () => {
    const { object } = decodeAs("core.v1.Pod", { spec: { containers: [], automountServiceAccountToken: false } });
    expect(object).toMatchObject({ spec: { automountServiceAccountToken: false } });
  });

  test("quantities and times become canonical, null is nothing", () => {
    const { object } = decodeAs("core.v1.Node", {
      metadata: { name: "n", labels: null, creationTimestamp: "2026-01-02T03:04:05.678+01:00" },
      status: { capacity: { memory: "1024Mi", cpu: 2 } },
    });
    expect(object).toMatchObject({
      metadata: { name: "n", creationTimestamp: "2026-01-02T02:04:05Z" },
      status: { capacity: { cpu: "2", memory: "1Gi" } },
    });
    expect(object).not.toHaveProperty("metadata.labels");
  });
});

test.each([
  [
    { spec: { containers: [{ name: 5 }] } },
    "json: cannot unmarshal number into Go struct field Container.spec.containers.name of type string",
  ],
  [
    { spec: { containers: {} } },
    "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container",
  ],
  [
    { spec: { terminationGracePeriodSeconds: 1.5 } },
    "json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64",
  ],
  [
    { spec: { containers: [{ resources: { limits: { cpu: "lots" } } }] } },
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
  [{ spec: { containers: [{ resources: { limits: { cpu: "1GG" } } }] } }, "unable to parse quantity's suffix"],
])("%j is refused in Go's words", (value, message) => {
  expect(() => decodeAs("core.v1.Pod", value)).toThrow(message);
});
