import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import type { Json, JsonObject } from "../json.ts";
import { coreObject, guaranteed, parkedPod, podsPath } from "../manifests.ts";
import { answersTo } from "../networking.ts";
import { seen } from "../observe.ts";

export const limitRangeCases = casesOf("quota", [
  {
    id: "limit-range-defaults",
    name: "a LimitRange gives containers the requests and limits that they do not say, and an annotation tells of it",
    async run(context) {
      const { namespace, range } = await namespaceWithLimits(context, [
        { type: "Container", default: { cpu: "1", memory: "1Gi" }, defaultRequest: { cpu: "250m" } },
      ]);
      const shown = ["metadata.annotations", "spec.containers", "spec.initContainers", "status.qosClass"];
      const create = async (name: string, resources?: JsonObject, spec?: JsonObject) => {
        const parts = { ...(resources ? { container: { resources } } : {}), ...(spec ? { spec } : {}) };
        return seen(await context.api.post(podsPath(namespace), parkedPod(name, parts)), shown);
      };
      return {
        range,
        silent: await create("silent"),
        requestsOnly: await create("requests", { requests: { cpu: "100m", memory: "64Mi" } }),
        limitsOnly: await create("limits", { limits: { cpu: "2" } }),
        both: await create("both", guaranteed({ cpu: "1", memory: "1Gi" })),
        init: await create("init", undefined, { initContainers: [{ name: "setup", image: "a:1" }] }),
      };
    },
  },
  {
    id: "limit-range-refuses",
    name: "a pod outside a LimitRange is 403 with every reason: too little, too much, the ratio, and its sum",
    async run(context) {
      const { namespace } = await namespaceWithLimits(context, [
        {
          type: "Container",
          min: { cpu: "100m" },
          max: { cpu: "2", memory: "1Gi" },
          maxLimitRequestRatio: { cpu: "4" },
        },
        { type: "Pod", max: { cpu: "3" } },
      ]);
      const pod = (resources: JsonObject, spec: JsonObject = {}) =>
        parkedPod("web", { container: { resources }, spec });
      const two = guaranteed({ cpu: "2", memory: "64Mi" });
      return answersTo(context, podsPath(namespace), {
        tooLittle: pod(guaranteed({ cpu: "50m", memory: "64Mi" })),
        tooMuch: pod(guaranteed({ cpu: "3", memory: "2Gi" })),
        requestTooLittle: pod({ requests: { cpu: "50m", memory: "64Mi" }, limits: { cpu: "200m", memory: "64Mi" } }),
        ratio: pod({ requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "1", memory: "64Mi" } }),
        sum: pod(two, {
          containers: [
            { name: "a", image: "a:1", resources: two },
            { name: "b", image: "a:1", resources: two },
          ],
        }),
        fits: pod(guaranteed({ cpu: "1", memory: "64Mi" })),
      });
    },
  },
  {
    id: "limit-range-and-resize",
    name: "a resize outside a LimitRange is 403; a dry run of a pod outside it too",
    async run(context) {
      const { namespace } = await namespaceWithLimits(context, [{ type: "Container", max: { cpu: "2" } }]);
      const pod = (name: string, cpu: string) =>
        parkedPod(name, { container: { resources: guaranteed({ cpu, memory: "64Mi" }) } });
      await context.create(podsPath(namespace), pod("web", "1"));
      const containers = [{ name: "main", resources: guaranteed({ cpu: "3", memory: "64Mi" }) }];
      const resized = await context.api.patch(`${podsPath(namespace)}/web/resize`, "strategic", {
        spec: { containers },
      });
      const dry = await context.api.post(podsPath(namespace), pod("big", "3"), { query: { dryRun: "All" } });
      return { resized: seen(resized), dry: seen(dry) };
    },
  },
  {
    id: "limit-range-faults",
    name: "a LimitRange whose bounds contradict each other, or that bounds what it cannot, is 422",
    async run(context) {
      const namespace = await context.namespace();
      const range = (...limits: JsonObject[]) => coreObject("LimitRange", "limits", { spec: { limits } });
      const container = (fields: JsonObject) => range({ type: "Container", ...fields });
      return answersTo(context, `/api/v1/namespaces/${namespace}/limitranges`, {
        minAboveMax: container({ min: { cpu: "2" }, max: { cpu: "1" } }),
        defaultAboveMax: container({ default: { cpu: "2" }, max: { cpu: "1" } }),
        requestAboveDefault: container({ defaultRequest: { cpu: "2" }, default: { cpu: "1" } }),
        requestBelowMin: container({ defaultRequest: { cpu: "1" }, min: { cpu: "2" }, default: { cpu: "3" } }),
        typeTwice: range({ type: "Container", max: { cpu: "1" } }, { type: "Container", max: { cpu: "2" } }),
        podDefault: range({ type: "Pod", default: { cpu: "1" } }),
        unknownResource: container({ max: { storage: "1" } }),
        badQuantity: container({ max: { cpu: "much" } }),
      });
    },
  },
]);

async function namespaceWithLimits(
  context: CaseContext,
  limits: Json[],
): Promise<{ namespace: string; range: JsonObject }> {
  const namespace = await context.namespace();
  const collection = `/api/v1/namespaces/${namespace}/limitranges`;
  const created = await context.create(collection, coreObject("LimitRange", "limits", { spec: { limits } }));
  // The admission plugin reads limits from a cache of its own.
  await context.until("the limits in force", async () => {
    const resources = guaranteed({ cpu: "1000", memory: "1Pi" });
    const probe = parkedPod("probe", { container: { resources } });
    const silent = parkedPod("probe");
    const answers = [probe, silent].map((pod) =>
      context.api.post(podsPath(namespace), pod, { query: { dryRun: "All" } }),
    );
    const [refused, filled] = await Promise.all(answers);
    const seenByPlugin = refused?.status === 403 || (filled?.text ?? "").includes("limit-ranger");
    return seenByPlugin ? true : undefined;
  });
  return { namespace, range: seen(created, ["spec"]) };
}
