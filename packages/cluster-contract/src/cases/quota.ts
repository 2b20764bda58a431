import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type JsonObject } from "../json.ts";
import { coreObject, guaranteed, parkedPod, podPath, podsPath } from "../manifests.ts";
import { service, servicesPath } from "../networking.ts";
import { namesOf, seen } from "../observe.ts";

export const quotaCases = casesOf("quota", [
  {
    id: "exceeded",
    name: "a pod beyond the quota is 403 with what was requested, used and limited; nothing is stored or charged",
    async run(context) {
      const { namespace, quota } = await namespaceWithQuota(context, { "requests.nvidia.com/gpu": "2" });
      const gpus = (count: string) => ({ container: { resources: guaranteed({ "nvidia.com/gpu": count }) } });
      const first = await context.api.post(podsPath(namespace), parkedPod("first", gpus("1")));
      const tooMuch = await context.api.post(podsPath(namespace), parkedPod("second", gpus("2")));
      const used = await context.untilObject(
        quota,
        "one GPU used",
        (object) => at(object, ["status", "used", "requests.nvidia.com/gpu"]) === "1",
      );
      const fits = await context.api.post(podsPath(namespace), parkedPod("second", gpus("1")));
      return {
        first: first.status,
        tooMuch: seen(tooMuch),
        status: seen(used, ["status"]),
        fits: fits.status,
        pods: namesOf((await context.api.get(podsPath(namespace))).json),
      };
    },
  },
  {
    id: "several-exceeded",
    name: "a pod beyond several limits of a quota names each of them",
    async run(context) {
      const { namespace } = await namespaceWithQuota(context, { "limits.cpu": "2", "limits.memory": "1Gi", pods: "5" });
      const pod = parkedPod("web", { container: { resources: guaranteed({ cpu: "3", memory: "2Gi" }) } });
      return { answer: seen(await context.api.post(podsPath(namespace), pod)) };
    },
  },
  {
    id: "unspecified-amount",
    name: "where a quota limits CPU or memory, a pod that asks for none is 403; one without GPUs may pass a GPU quota",
    async run(context) {
      const { namespace } = await namespaceWithQuota(context, {
        "requests.cpu": "2",
        "limits.memory": "1Gi",
        "requests.nvidia.com/gpu": "1",
      });
      const resources = { requests: { cpu: "1" }, limits: { memory: "100Mi" } };
      return {
        nothing: seen(await context.api.post(podsPath(namespace), parkedPod("web"))),
        enough: {
          status: (await context.api.post(podsPath(namespace), parkedPod("web", { container: { resources } }))).status,
        },
      };
    },
  },
  {
    id: "used-follows",
    name: "status.used counts pods that exist and have not finished, and falls when they are deleted",
    async run(context) {
      const { namespace, quota } = await namespaceWithQuota(context, { pods: "3", "requests.cpu": "4" });
      const cpu = { container: { resources: { requests: { cpu: "1500m" } } } };
      await context.create(podsPath(namespace), parkedPod("a", cpu));
      await context.create(podsPath(namespace), parkedPod("b", cpu));
      const both = await context.untilObject(
        quota,
        "two pods used",
        (object) => at(object, "status.used.pods") === "2",
      );
      await context.api.patch(`${podPath(namespace, "a")}/status`, "merge", { status: { phase: "Succeeded" } });
      const finished = await context.untilObject(
        quota,
        "one pod used",
        (object) => at(object, "status.used.pods") === "1",
      );
      await context.api.delete(podPath(namespace, "b"));
      const none = await context.untilObject(quota, "no pod used", (object) => at(object, "status.used.pods") === "0");
      return { both: seen(both, ["status"]), finished: seen(finished, ["status"]), none: seen(none, ["status"]) };
    },
  },
  {
    id: "object-counts",
    name: "a quota counts objects: pods, and any kind by count/",
    async run(context) {
      const { namespace } = await namespaceWithQuota(context, { pods: "1", "count/secrets": "1" });
      const secrets = `/api/v1/namespaces/${namespace}/secrets`;
      await context.create(podsPath(namespace), parkedPod("one"));
      await context.create(secrets, coreObject("Secret", "one"));
      return {
        pod: seen(await context.api.post(podsPath(namespace), parkedPod("two"))),
        secret: seen(await context.api.post(secrets, coreObject("Secret", "two"))),
      };
    },
  },
  {
    id: "concurrent-creates",
    name: "of twelve creates at once under a quota of three, exactly three are admitted",
    async run(context) {
      const { namespace } = await namespaceWithQuota(context, { pods: "3" });
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) => context.api.post(podsPath(namespace), parkedPod(`p${index}`))),
      );
      const admitted = answers.filter(({ status }) => status === 201).length;
      const refusals = new Set(answers.filter(({ status }) => status !== 201).map(({ status }) => status));
      return {
        admitted,
        refusals: [...refusals],
        stored: namesOf((await context.api.get(podsPath(namespace))).json).length,
      };
    },
  },
  {
    id: "quota-dry-run",
    name: "a dry run is refused by the quota but charges nothing",
    async run(context) {
      const { namespace, quota } = await namespaceWithQuota(context, { pods: "1" });
      const query = { dryRun: "All" };
      const first = await context.api.post(podsPath(namespace), parkedPod("one"), { query });
      const second = await context.api.post(podsPath(namespace), parkedPod("one"), { query });
      const real = await context.api.post(podsPath(namespace), parkedPod("one"));
      const full = await context.untilObject(quota, "one pod used", (object) => at(object, "status.used.pods") === "1");
      return {
        statuses: [first.status, second.status, real.status],
        full: seen(full, ["status"]),
        refused: seen(await context.api.post(podsPath(namespace), parkedPod("two"), { query })),
      };
    },
  },
  {
    id: "namesake-under-full-quota",
    name: "the quota is asked before the name is: a pod that is there already, and fills it, is 403 and not 409",
    async run(context) {
      const { namespace, quota } = await namespaceWithQuota(context, { pods: "1" });
      await context.create(podsPath(namespace), parkedPod("web"));
      await context.untilObject(quota, "one pod used", (object) => at(object, "status.used.pods") === "1");
      return { again: seen(await context.api.post(podsPath(namespace), parkedPod("web"))) };
    },
  },
  {
    id: "lowered-quota",
    name: "a quota may be lowered below what is used: pods stay, further ones are refused",
    async run(context) {
      const { namespace, quota } = await namespaceWithQuota(context, { pods: "3" });
      for (const name of ["a", "b"]) await context.create(podsPath(namespace), parkedPod(name));
      const patched = await context.api.patch(quota, "merge", { spec: { hard: { pods: "1" } } });
      await context.untilObject(
        quota,
        "the new limit",
        (object) => at(object, "status.hard.pods") === "1" && at(object, "status.used.pods") === "2",
      );
      return {
        patched: seen(patched, ["spec"]),
        refused: seen(await context.api.post(podsPath(namespace), parkedPod("c"))),
        pods: namesOf((await context.api.get(podsPath(namespace))).json),
      };
    },
  },
  {
    id: "service-counts",
    name: "a quota counts services, their node ports and load balancers; a change of type is charged, and what goes is given back",
    async run(context) {
      const hard = { services: "3", "services.nodeports": "2", "services.loadbalancers": "1", "count/services": "4" };
      const { namespace, quota } = await namespaceWithQuota(context, hard);
      const collection = servicesPath(namespace);
      context.defer(() => context.api.delete(collection));
      const twoPorts = {
        ports: [
          { name: "a", port: 80 },
          { name: "b", port: 81 },
        ],
      };
      const used = async (what: string, path: readonly string[], value: string) => {
        const answer = await context.untilObject(
          quota,
          what,
          (object) => at(object, ["status", "used", ...path]) === value,
        );
        return at(answer.json, "status.used") ?? null;
      };
      const create = async (name: string, spec: JsonObject = {}) =>
        seen(await context.api.post(collection, service(name, spec)), ["spec.type"]);
      const become = async (name: string, type: string) =>
        seen(await context.api.patch(`${collection}/${name}`, "merge", { spec: { type } }), ["spec.type"]);
      return {
        plain: await create("plain"),
        tooManyPorts: await create("ports", {
          type: "NodePort",
          ports: [...twoPorts.ports, { name: "c", port: 82 }],
        }),
        ports: await create("ports", { type: "NodePort", ...twoPorts }),
        full: await used("two node ports", ["services.nodeports"], "2"),
        plainBecomesNodePort: await become("plain", "NodePort"),
        balancer: await create("balancer", { type: "LoadBalancer" }),
        balancerWithoutPorts: await create("balancer", { type: "LoadBalancer", allocateLoadBalancerNodePorts: false }),
        secondBalancer: await become("plain", "LoadBalancer"),
        fourth: await create("fourth"),
        portsGivenBack: await become("ports", "ClusterIP"),
        afterChange: await used("no node ports", ["services.nodeports"], "0"),
        now: await become("plain", "NodePort"),
        deleted: (await context.api.delete(`${collection}/balancer`)).status,
        afterDeletion: await used("no balancer", ["services.loadbalancers"], "0"),
      };
    },
  },
]);

/** A namespace with the quota `ceiling`, whose use has been counted. */
async function namespaceWithQuota(
  context: CaseContext,
  hard: Record<string, string>,
): Promise<{ namespace: string; quota: string }> {
  const namespace = await context.namespace();
  const collection = `/api/v1/namespaces/${namespace}/resourcequotas`;
  await context.create(collection, coreObject("ResourceQuota", "ceiling", { spec: { hard } }));
  const quota = `${collection}/ceiling`;
  await context.untilObject(quota, "the quota's use", (object) => at(object, "status.used") !== undefined);
  return { namespace, quota };
}
