import type { PodOrder } from "@resource-manager/domain/ports/cluster";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { projectPod } from "./observed-pod.ts";
import { type ManifestOptions, podManifest } from "./pod-manifest.ts";

const OPTIONS: ManifestOptions = {
  gpuResourceName: "nvidia.com/gpu",
  gpuTolerations: [{ key: "nvidia.com/gpu", operator: "Exists" }],
  priorityClassName: null,
  runAsUser: 1_000,
};

const ORDER: PodOrder = {
  namespace: "dev-team",
  name: "training",
  server: "gpu-1",
  version: 3,
  mark: {
    installationId: "6d3f3f1e-0000-4000-8000-000000000001",
    podId: "pod-1",
    allocationId: "allocation-1",
    team: "dev-team",
    owner: "ann@example.com",
  },
  spec: {
    image: "registry.example/train:1",
    command: ["python", "train.py"],
    env: [{ name: "TOKEN", value: "s3cret" }],
    ports: [8080],
    resources: { gpus: 2, cpuMillis: 1_500, ramBytes: 4_294_967_297, storageBytes: 10_000_000_000 },
    restartPolicy: "ON_FAILURE",
    gpuModels: ["NVIDIA-H100"],
    server: null,
  },
};

function order(spec: Partial<PodOrder["spec"]>): PodOrder {
  return { ...ORDER, spec: { ...ORDER.spec, ...spec } };
}

describe("podManifest", () => {
  test("is the whole pod", () => {
    const quantities = {
      cpu: "1500m",
      memory: "4294967297",
      "ephemeral-storage": "10000000000",
      "nvidia.com/gpu": "2",
    };
    expect(podManifest(ORDER, OPTIONS)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: "training",
        namespace: "dev-team",
        labels: {
          "app.kubernetes.io/managed-by": "resource-manager",
          "resource-manager.dev/installation": "6d3f3f1e-0000-4000-8000-000000000001",
          "resource-manager.dev/pod-id": "pod-1",
          "resource-manager.dev/allocation-id": "allocation-1",
          "resource-manager.dev/team": "dev-team",
        },
        annotations: {
          "resource-manager.dev/owner": "ann@example.com",
          "resource-manager.dev/version": "3",
          "resource-manager.dev/spec": JSON.stringify({ ...ORDER.spec, env: ["TOKEN"] }),
        },
      },
      spec: {
        restartPolicy: "OnFailure",
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1_000, seccompProfile: { type: "RuntimeDefault" } },
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: ["gpu-1"] }] }],
            },
          },
        },
        tolerations: [{ key: "nvidia.com/gpu", operator: "Exists" }],
        containers: [
          {
            name: "main",
            image: "registry.example/train:1",
            command: ["python", "train.py"],
            env: [{ name: "TOKEN", value: "s3cret" }],
            ports: [{ containerPort: 8080 }],
            resources: { requests: quantities, limits: quantities },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          },
        ],
      },
    });
  });

  test("asks for no GPUs and no storage where none are wished", () => {
    const resources = { gpus: 0, cpuMillis: 250, ramBytes: 1, storageBytes: 0 };
    const container = podManifest(order({ resources, command: [], env: [], ports: [] }), OPTIONS).spec?.containers[0];
    const quantities = { cpu: "250m", memory: "1" };
    expect(container?.resources).toEqual({ requests: quantities, limits: quantities });
    expect(container).not.toHaveProperty("command");
    expect(container).not.toHaveProperty("env");
    expect(container).not.toHaveProperty("ports");
  });

  test.each([
    ["ALWAYS", "Always"],
    ["ON_FAILURE", "OnFailure"],
    ["NEVER", "Never"],
  ] as const)("restart policy %s is %s", (restartPolicy, expected) => {
    expect(podManifest(order({ restartPolicy }), OPTIONS).spec?.restartPolicy).toBe(expected);
  });

  test("carries the priority class, and leaves the user to the image, where configured so", () => {
    const { spec } = podManifest(ORDER, { ...OPTIONS, priorityClassName: "never-preempts", runAsUser: null });
    expect(spec?.priorityClassName).toBe("never-preempts");
    expect(spec?.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
  });

  test("never binds a pod past the scheduler", () => {
    expect(podManifest(ORDER, OPTIONS).spec).not.toHaveProperty("nodeName");
  });

  test("no env value is in what it publishes about the wish", () => {
    const values = fc.string({ minLength: 8 }).map((text) => `secret-${text}`);
    fc.assert(
      fc.property(fc.array(fc.record({ name: fc.stringMatching(/^[A-Z_]{1,8}$/), value: values })), (env) => {
        const { metadata } = podManifest(order({ env }), OPTIONS);
        const published = JSON.stringify(metadata);
        return env.every(({ value }) => !published.includes(JSON.stringify(value).slice(1, -1)));
      }),
    );
  });

  test("what is asked is what is read back, exactly", () => {
    const amounts = fc.record({
      gpus: fc.nat(16),
      cpuMillis: fc.nat(1_000_000),
      ramBytes: fc.nat({ max: 2 ** 50 }),
      storageBytes: fc.nat({ max: 2 ** 50 }),
    });
    fc.assert(
      fc.property(amounts, (resources) => {
        const manifest = podManifest(order({ resources }), OPTIONS);
        const created = { uid: "u", creationTimestamp: "2026-01-01T10:00:00Z" };
        const pod = projectPod({ ...manifest, metadata: { ...manifest.metadata, ...created } }, "nvidia.com/gpu");
        expect(pod?.effective).toEqual({ ...resources, podSlots: 1 });
        expect(pod?.mark).toEqual(ORDER.mark);
      }),
    );
  });
});
