import { loadYaml, type V1Pod } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { podYaml } from "./pod-yaml.ts";

test("a pod is read back from its YAML, but for managed fields and the values of its variables", () => {
  const pod: V1Pod = {
    metadata: {
      name: "train",
      namespace: "a",
      creationTimestamp: new Date(0),
      managedFields: [{ manager: "kubectl" }],
      annotations: { mine: "kept", "kubectl.kubernetes.io/last-applied-configuration": "secret-3" },
    },
    spec: {
      initContainers: [{ name: "first", env: [{ name: "KEY", value: "secret-1" }] }],
      containers: [
        {
          name: "main",
          env: [
            { name: "TOKEN", value: "secret-2" },
            { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
          ],
        },
      ],
    },
    status: { phase: "Running" },
  };
  const text = podYaml(pod);
  expect(text).not.toContain("secret");
  expect(text).not.toContain("managedFields");
  expect(loadYaml<V1Pod>(text)).toMatchObject({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "train", namespace: "a", annotations: { mine: "kept" } },
    spec: {
      initContainers: [{ env: [{ name: "KEY", value: "(not shown)" }] }],
      containers: [
        {
          env: [
            { name: "TOKEN", value: "(not shown)" },
            { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
          ],
        },
      ],
    },
    status: { phase: "Running" },
  });
});
