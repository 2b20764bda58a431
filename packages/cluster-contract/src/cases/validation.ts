import { type CaseDefinition, casesOf } from "../case.ts";
import { at, type Json, type JsonObject } from "../json.ts";
import { coreObject, guaranteed, image, parkedPod, podsPath } from "../manifests.ts";
import { seen, seenWithHeaders, seenWithoutMessage } from "../observe.ts";

export const validationCases = casesOf("validation", [
  refusedPod("bad-name", "a name that is no DNS label is 422 and says the pattern", () => parkedPod("Web_1")),
  refusedPod("name-too-long", "a name of 254 characters is 422", () => parkedPod("a".repeat(254))),
  refusedPod("no-name", "an object with neither name nor generateName is 422", () => ({
    ...parkedPod("unused"),
    metadata: {},
  })),
  refusedPod("missing-image", "a container without an image is 422", () =>
    parkedPod("web", { spec: { containers: [{ name: "main" }] } }),
  ),
  refusedPod("no-containers", "a pod without containers is 422", () => parkedPod("web", { spec: { containers: [] } })),
  refusedPod("container-names", "container names are DNS labels, present and unique", () =>
    parkedPod("web", {
      spec: { containers: [{ name: "main", image }, { name: "main", image }, { image }, { name: "Bad_Name", image }] },
    }),
  ),
  refusedPod("negative-quantity", "a negative request is 422", () =>
    parkedPod("web", { container: { resources: { requests: { cpu: "-1", memory: "-1Gi" } } } }),
  ),
  {
    id: "malformed-quantity",
    name: "a quantity that is none is 400, since it cannot even be read",
    async run(context) {
      const namespace = await context.namespace();
      const answers = await inTurn(["1.5.5", "lots", "5 Gi", ""], async (cpu) => [
        cpu,
        seenWithoutMessage(
          await context.api.post(
            podsPath(namespace),
            parkedPod("web", { container: { resources: { requests: { cpu } } } }),
            {
              query: { dryRun: "All" },
            },
          ),
        ),
      ]);
      return Object.fromEntries(answers);
    },
  },
  refusedPod("limits-below-requests", "limits below requests are 422, each resource a cause", () =>
    parkedPod("web", {
      container: { resources: { requests: { cpu: "2", memory: "2Gi" }, limits: { cpu: "1", memory: "1Gi" } } },
    }),
  ),
  refusedPod("gpu-fraction", "half a GPU is 422: extended resources are whole numbers", () =>
    parkedPod("web", { container: { resources: guaranteed({ "nvidia.com/gpu": "500m" }) } }),
  ),
  refusedPod("gpu-requests-differ", "GPU requests that differ from the limits are 422", () =>
    parkedPod("web", {
      container: { resources: { requests: { "nvidia.com/gpu": "1" }, limits: { "nvidia.com/gpu": "2" } } },
    }),
  ),
  refusedPod("gpu-without-limit", "a GPU request without a limit is 422", () =>
    parkedPod("web", { container: { resources: { requests: { "nvidia.com/gpu": "1" } } } }),
  ),
  refusedPod("unknown-standard-resource", "a resource without a domain that Kubernetes does not know is 422", () =>
    parkedPod("web", { container: { resources: { requests: { gpus: "1" } } } }),
  ),
  refusedPod("bad-env-name", "an env variable's name is not empty and has no `=`", () =>
    parkedPod("web", {
      container: {
        env: [
          { name: "", value: "x" },
          { name: "A=B", value: "x" },
        ],
      },
    }),
  ),
  refusedPod("bad-ports", "a container port is between 1 and 65535 and names its protocol", () =>
    parkedPod("web", {
      container: { ports: [{ containerPort: 0 }, { containerPort: 70000 }, { containerPort: 80, protocol: "FTP" }] },
    }),
  ),
  refusedPod("bad-labels", "label keys and values are checked", () =>
    parkedPod("web", { metadata: { labels: { "not a key": "x", ok: "not a value!", long: "v".repeat(64) } } }),
  ),
  refusedPod("bad-annotation-key", "annotation keys are checked, values are free", () =>
    parkedPod("web", { metadata: { annotations: { "not a key": "x", fine: "anything at all! ü" } } }),
  ),
  refusedPod("bad-enums", "restartPolicy and imagePullPolicy are closed sets", () =>
    parkedPod("web", { spec: { restartPolicy: "Sometimes" }, container: { imagePullPolicy: "Perhaps" } }),
  ),
  refusedPod("bad-toleration", "a toleration's operator and effect are checked", () =>
    parkedPod("web", {
      spec: {
        tolerations: [
          { key: "gpu", operator: "Near" },
          { operator: "Equal", value: "x" },
          { key: "a", effect: "Nope" },
        ],
      },
    }),
  ),
  refusedPod("bad-affinity-field", "matchFields know only metadata.name, with one value", () =>
    parkedPod("web", {
      spec: {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchFields: [{ key: "metadata.labels", operator: "In", values: ["a"] }] },
                { matchFields: [{ key: "metadata.name", operator: "In", values: ["a", "b"] }] },
              ],
            },
          },
        },
      },
    }),
  ),
  refusedPod("every-fault-at-once", "all faults of an object come back in one answer, each with its field", () =>
    parkedPod("Web_1", {
      metadata: { labels: { "not a key": "x" } },
      spec: {
        restartPolicy: "Sometimes",
        terminationGracePeriodSeconds: -1,
        containers: [
          {
            name: "main",
            env: [{ name: "", value: "x" }],
            resources: { requests: { cpu: "-1" }, limits: { "nvidia.com/gpu": "500m" } },
          },
        ],
      },
    }),
  ),
  refusedPod("unknown-priority-class", "a PriorityClass that is not there is 403 Forbidden", () =>
    parkedPod("web", { spec: { priorityClassName: "no-such-class" } }),
  ),
  refusedPod("unknown-service-account", "a ServiceAccount that is not there is 403 Forbidden", () =>
    parkedPod("web", { spec: { serviceAccountName: "no-such-account" } }),
  ),
  {
    id: "unknown-fields",
    name: "an unknown field is dropped (Ignore), dropped with a Warning header (Warn, the default) or 400 (Strict)",
    async run(context) {
      const namespace = await context.namespace();
      const pod = parkedPod("web", { spec: { colour: "red" }, container: { imgae: "typo" } });
      const send = async (fieldValidation?: string) => {
        const query = { dryRun: "All", fieldValidation };
        const response = await context.api.post(podsPath(namespace), pod, { query });
        const kept = at(response.json, "spec.colour") !== undefined;
        return response.status === 201 ? { ...seen(response, []), kept } : seen(response);
      };
      return {
        byDefault: await send(),
        Ignore: await send("Ignore"),
        Warn: await send("Warn"),
        Strict: await send("Strict"),
      };
    },
  },
  {
    id: "unknown-field-validation",
    name: "a fieldValidation that is none of Ignore, Warn and Strict is 422",
    async run(context) {
      const namespace = await context.namespace();
      const query = { fieldValidation: "Hard" };
      return { answer: seen(await context.api.post(podsPath(namespace), parkedPod("web"), { query })) };
    },
  },
  {
    id: "namespace-names",
    name: "a namespace's name is a DNS label of at most 63 characters",
    async run({ api }) {
      const create = (name: string) => api.post("/api/v1/namespaces", coreObject("Namespace", name));
      return { upperCase: seen(await create("Team_A")), tooLong: seen(await create("n".repeat(64))) };
    },
  },
  {
    id: "secret-data",
    name: "secret data is base64 under keys of letters, digits, - _ and .",
    async run(context) {
      const namespace = await context.namespace();
      const collection = `/api/v1/namespaces/${namespace}/secrets`;
      const create = (rest: Record<string, Json>) =>
        context.api.post(collection, coreObject("Secret", "keys", rest), { query: { dryRun: "All" } });
      return {
        badKey: seen(await create({ data: { "not a key": "eA==" } })),
        notBase64: seenWithoutMessage(await create({ data: { key: "%%%" } })),
        immutableFine: seen(await create({ immutable: true, data: { key: "eA==" } }), ["immutable", "data"]),
      };
    },
  },
  {
    id: "configmap-data",
    name: "a ConfigMap's keys are checked, stand in one of its two parts only, hold 1 MiB at most, and never change once immutable",
    async run(context) {
      const { api } = context;
      const namespace = await context.namespace();
      const collection = `/api/v1/namespaces/${namespace}/configmaps`;
      const create = async (rest: Record<string, Json>) =>
        seen(await api.post(collection, coreObject("ConfigMap", "settings", rest)), ["immutable", "data"]);
      return {
        badKey: await create({ data: { "not a key": "x" } }),
        twice: await create({ data: { a: "x" }, binaryData: { a: "eA==" } }),
        tooLong: await create({ data: { a: "x".repeat(1024 * 1024 + 1) } }),
        notText: seenWithoutMessage(
          await api.post(collection, coreObject("ConfigMap", "settings", { data: { a: 1 } })),
        ),
        immutable: await create({ immutable: true, data: { a: "x" } }),
        changed: seen(await api.patch(`${collection}/settings`, "merge", { data: { a: "y" } })),
        released: seen(await api.patch(`${collection}/settings`, "merge", { immutable: null })),
      };
    },
  },
  {
    id: "lease-faults",
    name: "a lease's duration is positive, its transitions not negative, its times are times",
    async run(context) {
      const namespace = await context.namespace();
      const collection = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
      const lease = (spec: JsonObject) =>
        context.api.post(collection, {
          apiVersion: "coordination.k8s.io/v1",
          kind: "Lease",
          metadata: { name: "turn" },
          spec,
        });
      return {
        zero: seen(await lease({ leaseDurationSeconds: 0 })),
        negative: seen(await lease({ leaseDurationSeconds: -5, leaseTransitions: -1 })),
        badTime: seenWithoutMessage(await lease({ renewTime: "yesterday" })),
      };
    },
  },
  {
    id: "quota-quantities",
    name: "a ResourceQuota's hard limits are whole and not negative where they count objects",
    async run(context) {
      const namespace = await context.namespace();
      const quota = coreObject("ResourceQuota", "ceiling", {
        spec: { hard: { pods: "-1", "requests.nvidia.com/gpu": "1500m", "not a resource": "1" } },
      });
      return { answer: seen(await context.api.post(`/api/v1/namespaces/${namespace}/resourcequotas`, quota)) };
    },
  },
  {
    id: "node-faults",
    name: "a node's name, taints and quantities are checked",
    async run({ api }) {
      const node = coreObject("Node", "Bad_Node", {
        spec: {
          taints: [
            { key: "gpu", effect: "Never" },
            { key: "", effect: "NoSchedule" },
          ],
        },
        status: { capacity: { cpu: "-1" } },
      });
      return { answer: seen(await api.post("/api/v1/nodes", node)) };
    },
  },
  {
    id: "priority-class-faults",
    name: "a PriorityClass of users stays below a billion and its preemptionPolicy is a closed set",
    async run({ api }) {
      const response = await api.post("/apis/scheduling.k8s.io/v1/priorityclasses", {
        apiVersion: "scheduling.k8s.io/v1",
        kind: "PriorityClass",
        metadata: { name: "contract-too-high" },
        value: 1_000_000_001,
        preemptionPolicy: "Sometimes",
      });
      return { answer: seen(response) };
    },
  },
  {
    id: "event-namespace",
    name: "an event about an object of another namespace is 422",
    async run(context) {
      const namespace = await context.namespace();
      const event = coreObject("Event", "web.1", {
        involvedObject: { apiVersion: "v1", kind: "Pod", name: "web", namespace: "elsewhere" },
        reason: "Moved",
        source: { component: "contract" },
      });
      return { answer: seen(await context.api.post(`/api/v1/namespaces/${namespace}/events`, event)) };
    },
  },
  {
    id: "refusal-headers",
    name: "a refusal is application/json",
    async run(context) {
      const namespace = await context.namespace();
      const response = await context.api.post(podsPath(namespace), parkedPod("Web_1"));
      return { headers: seenWithHeaders(response, ["content-type"]).headers };
    },
  },
]);

/** A pod that admission or validation refuses: the whole refusal, and that nothing was stored. */
function refusedPod(id: string, name: string, pod: () => JsonObject): CaseDefinition {
  return {
    id,
    name,
    async run(context) {
      const namespace = await context.namespace();
      const answer = seen(await context.api.post(podsPath(namespace), pod()));
      const stored = at((await context.api.get(podsPath(namespace))).json, "items");
      return { answer, stored };
    },
  };
}

async function inTurn<T, R>(values: readonly T[], work: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const value of values) results.push(await work(value));
  return results;
}
