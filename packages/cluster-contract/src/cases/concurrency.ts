import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type JsonObject, textAt } from "../json.ts";
import { parkedPod, podPath, podsPath } from "../manifests.ts";
import { seen } from "../observe.ts";

const otherUid = "11111111-2222-3333-4444-555555555555";

export const concurrencyCases = casesOf("concurrency", [
  {
    id: "stale-put",
    name: "PUT with an old resourceVersion is 409 Conflict and changes nothing; with the current one it is 200",
    async run(context) {
      const { path, pod } = await podOfOneself(context);
      const first = structuredClone(pod);
      await context.api.patch(path, "merge", { metadata: { labels: { by: "other" } } });
      const stale = await context.api.put(path, labelled(first, "me"));
      const current = (await context.api.get(path)).json as JsonObject;
      const labelsAfterConflict = at(current, "metadata.labels");
      const fresh = await context.api.put(path, labelled(current, "me"));
      return { stale: seen(stale), labelsAfterConflict, fresh: seen(fresh, ["metadata.labels"]) };
    },
  },
  {
    id: "put-without-version",
    name: "PUT of a pod without a resourceVersion overwrites what is there",
    async run(context) {
      const { path, pod } = await podOfOneself(context);
      const { resourceVersion, ...metadata } = pod.metadata as JsonObject;
      const response = await context.api.put(path, labelled({ ...pod, metadata }, "me"));
      return { answer: seen(response, ["metadata.labels"]) };
    },
  },
  {
    id: "put-with-wrong-uid",
    name: "PUT with another uid is 409 Conflict and names both uids",
    async run(context) {
      const { path, pod } = await podOfOneself(context);
      const metadata = { ...(pod.metadata as JsonObject), uid: otherUid };
      return { answer: seen(await context.api.put(path, { ...pod, metadata })) };
    },
  },
  {
    id: "patch-with-wrong-uid",
    name: "a patch that carries another uid is 409 Conflict",
    async run(context) {
      const { path } = await podOfOneself(context);
      const patch = { metadata: { uid: otherUid, labels: { by: "me" } } };
      return {
        merge: seen(await context.api.patch(path, "merge", patch)),
        strategic: seen(await context.api.patch(path, "strategic", patch)),
        after: seen(await context.api.get(path), ["metadata.labels"]),
      };
    },
  },
  {
    id: "patch-with-stale-version",
    name: "a patch that carries an old resourceVersion is 409 Conflict; with the current one it is 200",
    async run(context) {
      const { path, pod } = await podOfOneself(context);
      const patch = (resourceVersion: string) => ({ metadata: { resourceVersion, labels: { by: "me" } } });
      const old = textAt(pod, "metadata.resourceVersion");
      const moved = await context.api.patch(path, "merge", { metadata: { labels: { by: "other" } } });
      const [merge, strategic] = [
        await context.api.patch(path, "merge", patch(old)),
        await context.api.patch(path, "strategic", patch(old)),
      ];
      const current = await context.api.patch(path, "merge", patch(textAt(moved.json, "metadata.resourceVersion")));
      return { merge: seen(merge), strategic: seen(strategic), current: seen(current, ["metadata.labels"]) };
    },
  },
  {
    id: "json-patch-test",
    name: "a JSON patch whose test fails is refused and changes nothing",
    async run(context) {
      const { path, pod } = await podOfOneself(context);
      const response = await context.api.patch(path, "json", [
        { op: "test", path: "/metadata/uid", value: otherUid },
        { op: "add", path: "/metadata/labels", value: { by: "me" } },
      ]);
      const after = await context.api.get(path);
      return {
        answer: seen(response),
        unchanged: at(after.json, "metadata.resourceVersion") === at(pod, "metadata.resourceVersion"),
      };
    },
  },
  {
    id: "delete-with-wrong-uid",
    name: "a delete whose uid precondition does not hold is 409 Conflict and deletes nothing",
    async run(context) {
      const { path } = await podOfOneself(context);
      const response = await context.api.delete(path, { preconditions: { uid: otherUid } });
      return {
        answer: seen(response),
        after: seen(await context.api.get(path), ["metadata.name", "metadata.deletionTimestamp"]),
      };
    },
  },
  {
    id: "delete-with-right-uid",
    name: "a delete whose uid precondition holds deletes",
    async run(context) {
      const { path, pod } = await podOfOneself(context);
      const response = await context.api.delete(path, { preconditions: { uid: textAt(pod, "metadata.uid") } });
      return { answer: seen(response, ["kind", "metadata.name"]), after: seen(await context.api.get(path)) };
    },
  },
  {
    id: "delete-with-stale-version",
    name: "a delete whose resourceVersion precondition is old is 409 Conflict",
    async run(context) {
      const { path, pod } = await podOfOneself(context);
      const resourceVersion = textAt(pod, "metadata.resourceVersion");
      await context.api.patch(path, "merge", { metadata: { labels: { by: "other" } } });
      const { message, ...answer } = seen(await context.api.delete(path, { preconditions: { resourceVersion } }));
      return {
        answer,
        messageSays: String(message).replace(/\d+/g, "<version>"),
        after: seen(await context.api.get(path), ["metadata.name"]),
      };
    },
  },
  {
    id: "many-writers",
    name: "of twelve writers with one version, exactly one wins",
    async run(context) {
      const { path, pod } = await podOfOneself(context);
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) => context.api.put(path, labelled(structuredClone(pod), `w${index}`))),
      );
      return { statuses: answers.map(({ status }) => status).sort((a, b) => a - b) };
    },
  },
  {
    id: "many-creators",
    name: "of twelve creates under one name, exactly one is 201",
    async run(context) {
      const path = podsPath(await context.namespace());
      const answers = await Promise.all(Array.from({ length: 12 }, () => context.api.post(path, parkedPod("web"))));
      return { statuses: answers.map(({ status }) => status).sort((a, b) => a - b) };
    },
  },
  {
    id: "patches-without-version",
    name: "twelve patches without a version that touch different labels all land",
    async run(context) {
      const { path } = await podOfOneself(context);
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          context.api.patch(path, "merge", { metadata: { labels: { [`l${index}`]: "x" } } }),
        ),
      );
      const labels = at((await context.api.get(path)).json, "metadata.labels") as JsonObject;
      return { statuses: answers.map(({ status }) => status), labels: Object.keys(labels).length };
    },
  },
]);

async function podOfOneself(context: CaseContext): Promise<{ path: string; pod: JsonObject }> {
  const namespace = await context.namespace();
  const created = await context.create(podsPath(namespace), parkedPod("web"));
  return { path: podPath(namespace, "web"), pod: created.json as JsonObject };
}

function labelled(pod: JsonObject, by: string): JsonObject {
  return { ...pod, metadata: { ...(pod.metadata as JsonObject), labels: { by } } };
}
