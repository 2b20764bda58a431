import { describe, expect, test } from "vitest";
import { podDetails } from "./pod-details.ts";
import { podManifest } from "./pod-manifest.ts";

const GPU = "nvidia.com/gpu";
const order = {
  namespace: "team",
  name: "train",
  server: "gpu-1",
  version: 4,
  mark: { installationId: "us", podId: "pod-1", allocationId: "allocation-1", team: "team", owner: "ann@example.com" },
  spec: {
    image: "train:1",
    command: ["python", "-m", "train"],
    env: [{ name: "EPOCHS", value: "3" }],
    ports: [8080],
    resources: { gpus: 2, cpuMillis: 4_000, ramBytes: 2 ** 34, storageBytes: 2 ** 30 },
    restartPolicy: "ON_FAILURE",
    gpuModels: ["H100"],
    server: "gpu-1",
  },
} as const;

/** The manifest as the API server gives it back. */
function made(changes: { annotations?: object; managedFields?: unknown } = {}) {
  const options = { gpuResourceName: GPU, gpuTolerations: [], priorityClassName: null, runAsUser: 1_000 };
  const { metadata, spec } = podManifest(order, options);
  const born = { uid: "uid-1", resourceVersion: "7", creationTimestamp: "2026-01-01T10:00:00Z" };
  return { metadata: { ...metadata, ...born, ...changes }, spec, status: { phase: "Running" } };
}

describe("podDetails", () => {
  test("tells the whole wish that the pod was made by, env values and mark included", () => {
    expect(podDetails(made(), GPU)).toMatchObject({ spec: order.spec, version: 4, pod: { mark: order.mark } });
  });

  test("needs no annotation but for what no spec says", () => {
    const { gpuModels: _, server: __, ...ofSpec } = order.spec;
    expect(podDetails(made({ annotations: { "resource-manager.dev/spec": "{broken" } }), GPU)).toMatchObject({
      spec: { ...ofSpec, gpuModels: [], server: null },
      version: null,
    });
  });

  test("tells who wrote which fields, the newest last", () => {
    const managedFields = [
      {
        manager: "kubectl-edit",
        operation: "Update",
        time: "2026-01-01T11:00:00Z",
        fieldsV1: { "f:spec": { "f:containers": { 'k:{"name":"main"}': { "f:image": {} } } } },
      },
      {
        manager: "resource-manager",
        operation: "Update",
        time: "2026-01-01T10:00:00Z",
        fieldsV1: {
          "f:metadata": { "f:labels": {}, "f:annotations": {} },
          "f:spec": { "f:containers": { 'k:{"name":"main"}': { "f:image": {}, "f:resources": {}, "f:env": {} } } },
        },
      },
      { manager: "kubelet", operation: "Update", time: "2026-01-01T11:30:00Z", fieldsV1: { "f:status": {} } },
    ];
    expect(podDetails(made({ managedFields }), GPU)?.writers).toEqual([
      {
        manager: "resource-manager",
        operation: "Update",
        at: new Date("2026-01-01T10:00:00Z"),
        fields: ["labels", "annotations", "image", "resources", "env"],
      },
      { manager: "kubectl-edit", operation: "Update", at: new Date("2026-01-01T11:00:00Z"), fields: ["image"] },
      { manager: "kubelet", operation: "Update", at: new Date("2026-01-01T11:30:00Z"), fields: ["status"] },
    ]);
  });

  test("is null for what is no pod", () => {
    expect(podDetails({ kind: "Status" }, GPU)).toBeNull();
  });
});
