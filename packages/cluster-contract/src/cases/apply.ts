import type { ApiResponse } from "../api.ts";
import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type Json, type JsonObject, listAt, pick } from "../json.ts";
import { coreObject, parkedPod, podPath, podsPath } from "../manifests.ts";
import { seen } from "../observe.ts";

export const applyCases = casesOf("apply", [
  {
    id: "apply-creates-and-updates",
    name: "apply creates (201), gives the same when repeated (200), and updates (200), dropping what it leaves out",
    async run(context) {
      const apply = await quotaApplier(context);
      const created = await apply("owner", { pods: "5", "requests.cpu": "10" });
      const repeated = await apply("owner", { pods: "5", "requests.cpu": "10" });
      const updated = await apply("owner", { pods: "6" });
      return {
        created: seen(created, ["spec"]),
        repeated: {
          status: repeated.status,
          sameSpec: JSON.stringify(at(repeated.json, "spec")) === JSON.stringify(at(created.json, "spec")),
        },
        updatedDropsWhatIsLeftOut: seen(updated, ["spec"]),
        managers: managersOf(updated, ["owner"]),
      };
    },
  },
  {
    id: "apply-repeated",
    name: "an apply that changes nothing keeps the resourceVersion",
    async run(context) {
      const namespace = await context.namespace();
      const path = `/api/v1/namespaces/${namespace}/secrets/keys`;
      const apply = () =>
        context.api.patch(path, "apply", coreObject("Secret", "keys", { data: { a: "eA==" } }), {
          query: { fieldManager: "owner" },
        });
      const [first, second] = [await apply(), await apply()];
      return {
        statuses: [first.status, second.status],
        keeps: at(first.json, "metadata.resourceVersion") === at(second.json, "metadata.resourceVersion"),
      };
    },
  },
  {
    id: "apply-conflict",
    name: "applying a field of another manager is 409 with the manager and field as cause; force takes it over",
    async run(context) {
      const apply = await quotaApplier(context);
      await apply("first", { pods: "5" });
      const conflict = await apply("second", { pods: "7", "requests.cpu": "1" });
      const sameValue = await apply("second", { pods: "5" });
      const forced = await apply("third", { pods: "7" }, { force: true });
      const returned = await apply("first", { pods: "5" });
      return {
        conflict: seen(conflict),
        sameValue: { status: sameValue.status, managers: managersOf(sameValue, ["first", "second"]) },
        forced: seen(forced, ["spec"]),
        managersAfterForce: managersOf(forced, ["first", "second", "third"]),
        returned: seen(returned),
      };
    },
  },
  {
    id: "apply-needs-a-manager",
    name: "apply without a fieldManager is 422",
    async run(context) {
      const apply = await quotaApplier(context);
      return { answer: seen(await apply(undefined, { pods: "5" })) };
    },
  },
  {
    id: "apply-against-update",
    name: "a field that a patch set conflicts with an apply of it, by the patch's manager",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      await context.create(podsPath(namespace), parkedPod("web"));
      await context.api.patch(
        path,
        "merge",
        { metadata: { labels: { tier: "web" } } },
        { query: { fieldManager: "patcher" } },
      );
      const applied = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", labels: { tier: "db" } } };
      const conflict = await context.api.patch(path, "apply", applied, { query: { fieldManager: "applier" } });
      const forced = await context.api.patch(path, "apply", applied, {
        query: { fieldManager: "applier", force: true },
      });
      const given = { apiVersion: "v1", kind: "Pod", metadata: { name: "web" } };
      const released = await context.api.patch(path, "apply", given, { query: { fieldManager: "applier" } });
      return {
        conflict: seen(conflict),
        forced: seen(forced, ["metadata.labels"]),
        released: seen(released, ["metadata.labels"]),
      };
    },
  },
  {
    id: "apply-wrong-identity",
    name: "apply of a body without kind, or with managedFields, or under another name, is refused",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      const query = { fieldManager: "owner" };
      return {
        noKind: seen(await context.api.patch(path, "apply", { metadata: { name: "web" } }, { query })),
        otherName: seen(await context.api.patch(path, "apply", parkedPod("other"), { query })),
        managedFields: seen(
          await context.api.patch(
            path,
            "apply",
            parkedPod("web", { metadata: { managedFields: [{ manager: "x" }] } }),
            { query },
          ),
        ),
      };
    },
  },
  {
    id: "managed-fields",
    name: "every write leaves its manager, operation and subresource in managedFields",
    async run(context) {
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      const created = await context.api.post(podsPath(namespace), parkedPod("web"));
      const query = { fieldManager: "labeller" };
      await context.api.patch(path, "merge", { metadata: { labels: { a: "1" } } }, { query });
      await context.api.patch(
        `${path}/status`,
        "merge",
        { status: { message: "m" } },
        { query: { fieldManager: "kubelet-like" } },
      );
      const read = await context.api.get(path);
      return {
        created: managersOf(created),
        read: managersOf(read),
        fieldsOfLabeller: listAt(read.json, "metadata.managedFields")
          .filter((entry) => at(entry, "manager") === "labeller")
          .map((entry) => at(entry, "fieldsV1") ?? null),
      };
    },
  },
]);

type Apply = (
  manager: string | undefined,
  hard: Record<string, string>,
  query?: { force: boolean },
) => Promise<ApiResponse>;

async function quotaApplier(context: CaseContext): Promise<Apply> {
  const namespace = await context.namespace();
  const path = `/api/v1/namespaces/${namespace}/resourcequotas/ceiling`;
  return (fieldManager, hard, query) => {
    const quota = coreObject("ResourceQuota", "ceiling", { spec: { hard } });
    return context.api.patch(path, "apply", quota, { query: { fieldManager, ...query } });
  };
}

/** The managers in alphabetical order: their own depends on the second in which they wrote. */
function managersOf(response: ApiResponse, only?: readonly string[]): Json[] {
  return listAt(response.json, "metadata.managedFields")
    .filter((entry) => only === undefined || only.includes(String(at(entry, "manager"))))
    .sort((a, b) => String(at(a, "manager")).localeCompare(String(at(b, "manager"))))
    .map((entry): JsonObject => pick(entry, ["manager", "operation", "subresource", "apiVersion", "fieldsType"]));
}
