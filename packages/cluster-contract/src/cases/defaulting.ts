import { casesOf } from "../case.ts";
import { at, type JsonObject, listAt } from "../json.ts";
import { coreObject, image, parkedPod, podsPath } from "../manifests.ts";
import { seen } from "../observe.ts";

export const defaultingCases = casesOf("defaulting", [
  {
    id: "smallest-pod",
    name: "the smallest pod gets every default of its spec and status",
    async run(context) {
      const namespace = await context.namespace();
      const pod = coreObject("Pod", "web", {
        spec: { schedulerName: "contract-nobody", containers: [{ name: "main", image }] },
      });
      return { created: seen(await context.api.post(podsPath(namespace), pod)) };
    },
  },
  {
    id: "no-token-volume",
    name: "automountServiceAccountToken false keeps the token volume away",
    async run(context) {
      const namespace = await context.namespace();
      const paths = [
        "spec.volumes",
        "spec.containers.0.volumeMounts",
        "spec.serviceAccountName",
        "spec.automountServiceAccountToken",
      ];
      return { created: seen(await context.api.post(podsPath(namespace), parkedPod("web")), paths) };
    },
  },
  {
    id: "requests-from-limits",
    name: "requests left out are taken from the limits",
    async run(context) {
      const namespace = await context.namespace();
      const resources = { limits: { cpu: "1", memory: "1Gi", "nvidia.com/gpu": "1" }, requests: { cpu: "500m" } };
      const response = await context.api.post(podsPath(namespace), parkedPod("web", { container: { resources } }));
      return { created: seen(response, ["spec.containers.0.resources", "status.qosClass"]) };
    },
  },
  {
    id: "qos-classes",
    name: "the QoS class follows from requests and limits of CPU and memory",
    async run(context) {
      const namespace = await context.namespace();
      const classOf = async (name: string, resources: Record<string, Record<string, string>>) =>
        at(
          (await context.api.post(podsPath(namespace), parkedPod(name, { container: { resources } }))).json,
          "status.qosClass",
        );
      return {
        nothing: await classOf("a", {}),
        requestsOnly: await classOf("b", { requests: { cpu: "1" } }),
        limitsOnly: await classOf("c", { limits: { cpu: "1", memory: "1Gi" } }),
        cpuOnly: await classOf("d", { limits: { cpu: "1" } }),
        gpuOnly: await classOf("e", { limits: { "nvidia.com/gpu": "1" } }),
        equal: await classOf("f", {
          requests: { cpu: "1", memory: "1Gi" },
          limits: { cpu: "1000m", memory: "1024Mi" },
        }),
      };
    },
  },
  {
    id: "canonical-quantities",
    name: "quantities come back in their canonical form",
    async run(context) {
      const namespace = await context.namespace();
      const amounts = ["0.5", "1500m", "2000m", "1024Mi", "1.5Gi", "1000M", "1e3", "0.1Gi", "1025Ki", "12e6", "0"];
      const forms: JsonObject = {};
      for (const [index, amount] of amounts.entries()) {
        const resources = { requests: { cpu: amount, memory: amount } };
        const response = await context.api.post(
          podsPath(namespace),
          parkedPod(`p${index}`, { container: { resources } }),
        );
        forms[amount] = { status: response.status, stored: at(response.json, "spec.containers.0.resources.requests") };
      }
      return { forms };
    },
  },
  {
    id: "image-pull-policy",
    name: "imagePullPolicy is Always for latest and untagged images, IfNotPresent otherwise",
    async run(context) {
      const namespace = await context.namespace();
      const images = ["app", "app:latest", "app:1", "host:5000/app", `app@sha256:${"a".repeat(64)}`];
      const containers = images.map((name, index) => ({ name: `c${index}`, image: name }));
      const response = await context.api.post(podsPath(namespace), parkedPod("web", { spec: { containers } }));
      const policies = listAt(response.json, "spec.containers").map((container) => [
        at(container, "image") ?? null,
        at(container, "imagePullPolicy") ?? null,
      ]);
      return { policies };
    },
  },
  {
    id: "priority-of-class",
    name: "a pod of a PriorityClass gets its priority and preemptionPolicy; another priority than the class's is 403",
    async run(context) {
      const namespace = await context.namespace();
      const name = context.unique("class");
      const classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
      await context.create(classes, {
        apiVersion: "scheduling.k8s.io/v1",
        kind: "PriorityClass",
        metadata: { name },
        value: 1000,
        preemptionPolicy: "Never",
      });
      context.defer(() => context.api.delete(`${classes}/${name}`));
      const paths = ["spec.priorityClassName", "spec.priority", "spec.preemptionPolicy"];
      const create = async () => {
        const pod = parkedPod("web", { spec: { priorityClassName: name } });
        const response = await context.api.post(podsPath(namespace), pod);
        return response.status === 403 ? undefined : response;
      };
      const created = await context.until("admission that knows the class", create);
      const other = parkedPod("other", { spec: { priorityClassName: name, priority: 5 } });
      return { created: seen(created, paths), other: seen(await context.api.post(podsPath(namespace), other)) };
    },
  },
  {
    id: "default-tolerations",
    name: "every pod tolerates not-ready and unreachable nodes for 300 s, unless it says otherwise",
    async run(context) {
      const namespace = await context.namespace();
      const tolerations = [
        { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 5 },
      ];
      const plain = await context.api.post(podsPath(namespace), parkedPod("plain"));
      const own = await context.api.post(podsPath(namespace), parkedPod("own", { spec: { tolerations } }));
      return { plain: seen(plain, ["spec.tolerations"]), own: seen(own, ["spec.tolerations"]) };
    },
  },
]);
