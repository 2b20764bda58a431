import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type Json, type JsonObject, textAt } from "../json.ts";
import { parkedPod, podPath, podsPath } from "../manifests.ts";
import { namesOf, seen, seenList, seenWithoutMessage } from "../observe.ts";

export const listCases = casesOf("list", [
  {
    id: "pages",
    name: "limit cuts a list into pages; each says how many remain, the last has no continue",
    async run(context) {
      const path = await podsNamed(context, ["a", "b", "c", "d", "e"]);
      const first = await context.api.get(path, { limit: 2 });
      const second = await context.api.get(path, { limit: 2, continue: continueOf(first.json) });
      const third = await context.api.get(path, { limit: 2, continue: continueOf(second.json) });
      return { first: seenList(first), second: seenList(second), third: seenList(third) };
    },
  },
  {
    id: "page-border",
    name: "a list that ends exactly at a page's border has no page more",
    async run(context) {
      const path = await podsNamed(context, ["a", "b", "c", "d"]);
      const first = await context.api.get(path, { limit: 2 });
      const second = await context.api.get(path, { limit: 2, continue: continueOf(first.json) });
      return {
        first: seenList(first),
        second: seenList(second),
        limitAsLongAsTheList: seenList(await context.api.get(path, { limit: 4 })),
        limitLonger: seenList(await context.api.get(path, { limit: 5 })),
        limitZero: seenList(await context.api.get(path, { limit: 0 })),
      };
    },
  },
  {
    id: "pages-are-one-snapshot",
    name: "later pages show the state of the first page's version: no later pod, and a deleted one is still there",
    async run(context) {
      const path = await podsNamed(context, ["a", "b", "c", "d"]);
      const first = await context.api.get(path, { limit: 2 });
      await context.create(path, parkedPod("bb"));
      await context.create(path, parkedPod("z"));
      await context.api.delete(`${path}/d`);
      const second = await context.api.get(path, { limit: 5, continue: continueOf(first.json) });
      return {
        first: seenList(first),
        second: seenList(second),
        sameVersion: at(first.json, "metadata.resourceVersion") === at(second.json, "metadata.resourceVersion"),
        fresh: seenList(await context.api.get(path)),
      };
    },
  },
  {
    id: "expired-continue",
    name: "a continue whose snapshot is no longer kept is 410 with another one, which goes on from the present",
    exclusive: true,
    needs: "forgetHistory",
    async run(context) {
      const path = podsPath(await context.namespace());
      for (const name of ["a", "b", "c"]) await context.create(path, parkedPod(name));
      const first = await context.api.get(path, { limit: 1 });
      await context.create(path, parkedPod("bb"));
      await context.cluster.forgetHistory?.();
      const refused = await context.api.get(path, { limit: 1, continue: continueOf(first.json) });
      const rest = await context.api.get(path, { continue: continueOf(refused.json) });
      return { first: seenList(first), refused: seen(refused), rest: seenList(rest) };
    },
  },
  {
    id: "pages-with-selector",
    name: "limit counts the items that the selector chooses, and remainingItemCount is left out",
    async run(context) {
      const namespace = await context.namespace();
      for (const [index, name] of ["a", "b", "c", "d", "e", "f"].entries()) {
        await context.create(
          podsPath(namespace),
          parkedPod(name, { metadata: { labels: { odd: String(index % 2 === 1) } } }),
        );
      }
      const path = podsPath(namespace);
      const first = await context.api.get(path, { limit: 2, labelSelector: "odd=true" });
      const second = await context.api.get(path, {
        limit: 2,
        labelSelector: "odd=true",
        continue: continueOf(first.json),
      });
      return { first: seenList(first), second: seenList(second) };
    },
  },
  {
    id: "bad-paging",
    name: "a continue that nobody gave out, and one beside a resourceVersion, are 400",
    async run(context) {
      const path = await podsNamed(context, ["a", "b", "c"]);
      const first = await context.api.get(path, { limit: 2 });
      const token = continueOf(first.json);
      return {
        garbage: seenWithoutMessage(await context.api.get(path, { limit: 2, continue: "garbage" })),
        withVersion: seen(await context.api.get(path, { limit: 2, continue: token, resourceVersion: "5" })),
        badLimit: seenWithoutMessage(await context.api.get(path, { limit: "many" })),
        negativeLimit: seenList(await context.api.get(path, { limit: -1 })),
      };
    },
  },
  {
    id: "list-version",
    name: "a list has a version that is not older than its items', and it moves with every write",
    async run(context) {
      const path = await podsNamed(context, ["a"]);
      const first = await context.api.get(path);
      await context.create(path, parkedPod("b"));
      const second = await context.api.get(path);
      const item = BigInt(textAt(first.json, "items.0.metadata.resourceVersion"));
      const [before, after] = [versionOf(first.json), versionOf(second.json)];
      return { notOlderThanItems: before >= item, moves: after > before, second: seenList(second) };
    },
  },
  {
    id: "list-items",
    name: "a list names its kind and version once; its items name neither",
    async run(context) {
      const path = await podsNamed(context, ["a"]);
      const response = await context.api.get(path);
      return {
        kind: at(response.json, "kind"),
        apiVersion: at(response.json, "apiVersion"),
        itemHasKind: at(response.json, "items.0.kind") !== undefined,
        itemHasVersion: at(response.json, "items.0.apiVersion") !== undefined,
        empty: seen(await context.api.get(path, { labelSelector: "none=such" })),
      };
    },
  },
  {
    id: "version-zero",
    name: "resourceVersion=0 gives some state, not necessarily the newest, and reaches it soon",
    async run(context) {
      const path = await podsNamed(context, ["a", "b", "c"]);
      const response = await context.until("a list with all three", async () => {
        const list = await context.api.get(path, { resourceVersion: "0" });
        return namesOf(list.json).length === 3 ? list : undefined;
      });
      return {
        list: seenList(response),
        match: seenList(await context.api.get(path, { resourceVersion: "0", resourceVersionMatch: "NotOlderThan" })),
      };
    },
  },
  {
    id: "not-older-than",
    name: "a list at a version is not older than it; Exact is that very state",
    async run(context) {
      const path = await podsNamed(context, ["a"]);
      const version = textAt((await context.api.get(path)).json, "metadata.resourceVersion");
      await context.create(path, parkedPod("b"));
      const newer = String(versionOf((await context.api.get(path)).json));
      const exact = await context.api.get(path, { resourceVersion: version, resourceVersionMatch: "Exact" });
      return {
        notOlderThan: seenList(
          await context.api.get(path, { resourceVersion: newer, resourceVersionMatch: "NotOlderThan" }),
        ),
        exact: seenList(exact),
        exactKeepsItsVersion: textAt(exact.json, "metadata.resourceVersion") === version,
      };
    },
  },
  {
    id: "bad-version-match",
    name: "resourceVersionMatch without a version, Exact with 0, and unknown words are 400 or 422",
    async run(context) {
      const path = await podsNamed(context, ["a"]);
      return {
        withoutVersion: seen(await context.api.get(path, { resourceVersionMatch: "NotOlderThan" })),
        exactZero: seen(await context.api.get(path, { resourceVersion: "0", resourceVersionMatch: "Exact" })),
        unknown: seen(await context.api.get(path, { resourceVersion: "1", resourceVersionMatch: "Nearly" })),
        badVersion: seen(await context.api.get(path, { resourceVersion: "new" })),
      };
    },
  },
  {
    id: "version-of-the-future",
    name: "a list not older than a version that is not there yet is 504 Timeout with a retry hint",
    async run(context) {
      const path = await podsNamed(context, ["a"]);
      const query = { resourceVersion: "999999999999", resourceVersionMatch: "NotOlderThan" };
      const { message, ...answer } = seen(await context.api.get(path, query));
      return { answer, messageSays: String(message).replace(/\d+/g, "<version>") };
    },
  },
  {
    id: "label-selectors",
    name: "label selectors by equality, inequality, sets and existence, all of them together by commas",
    async run(context) {
      const namespace = await context.namespace();
      const pods: Array<[string, Record<string, string>]> = [
        ["a", { tier: "web", size: "1" }],
        ["b", { tier: "db", size: "2" }],
        ["c", { tier: "web" }],
        ["d", {}],
      ];
      for (const [name, labels] of pods)
        await context.create(podsPath(namespace), parkedPod(name, { metadata: { labels } }));
      return chosenBy(context, podsPath(namespace), "labelSelector", [
        "tier=web",
        "tier==web",
        "tier!=web",
        "tier in (web, db)",
        "tier notin (web)",
        "size",
        "!size",
        "tier=web,size",
        "tier in (web),!size",
        "size>1",
        "",
      ]);
    },
  },
  {
    id: "malformed-label-selectors",
    name: "a malformed label selector is 400",
    async run(context) {
      const path = await podsNamed(context, ["a"]);
      const refused: JsonObject = {};
      for (const labelSelector of ["a in", "=a", "a=b=c", "a b", "a=not a value!", "tier in ()"]) {
        refused[labelSelector] = seenWithoutMessage(await context.api.get(path, { labelSelector }));
      }
      return { refused };
    },
  },
  {
    id: "field-selectors",
    name: "field selectors of pods: name, namespace, node, phase, restartPolicy, scheduler, and not",
    async run(context) {
      const namespace = await context.namespace();
      await context.create(podsPath(namespace), parkedPod("a"));
      await context.create(podsPath(namespace), parkedPod("b", { spec: { restartPolicy: "Never" } }));
      await context.create(podsPath(namespace), parkedPod("c", { spec: { nodeName: context.unique("node") } }));
      await context.api.patch(`${podPath(namespace, "b")}/status`, "merge", { status: { phase: "Succeeded" } });
      const node = context.unique("node");
      return chosenBy(context, podsPath(namespace), "fieldSelector", [
        "metadata.name=a",
        "metadata.name!=a",
        `metadata.namespace=${namespace}`,
        `spec.nodeName=${node}`,
        "spec.nodeName=",
        "spec.nodeName!=",
        "status.phase=Succeeded",
        "status.phase!=Succeeded",
        "spec.restartPolicy=Never",
        "spec.schedulerName=default-scheduler",
        "status.phase!=Succeeded,spec.nodeName=",
        "status.phase=",
        "metadata.name=a,metadata.name=b",
      ]);
    },
  },
  {
    id: "field-selectors-of-other-kinds",
    name: "field selectors of nodes, namespaces, secrets and events",
    async run(context) {
      const namespace = await context.namespace();
      const inside = `/api/v1/namespaces/${namespace}`;
      await context.create(`${inside}/secrets`, {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "keys" },
        type: "example/keys",
      });
      await context.create(`${inside}/events`, {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name: "web.1" },
        involvedObject: { apiVersion: "v1", kind: "Pod", name: "web", namespace, uid: "u-1" },
        reason: "Moved",
        type: "Normal",
        source: { component: "contract" },
      });
      const namespaces = await context.api.get("/api/v1/namespaces", {
        fieldSelector: `metadata.name=${namespace},status.phase=Active`,
      });
      return {
        secrets: await chosenBy(context, `${inside}/secrets`, "fieldSelector", [
          "type=example/keys",
          "type=Opaque",
          "metadata.name=keys",
        ]),
        events: await chosenBy(context, `${inside}/events`, "fieldSelector", [
          "involvedObject.name=web",
          "involvedObject.kind=Pod,involvedObject.uid=u-1",
          "reason=Moved,type=Normal",
          "type=Warning",
        ]),
        namespaces: namesOf(namespaces.json),
        nodes: await chosenBy(context, "/api/v1/nodes", "fieldSelector", [
          "metadata.name=no-such-node",
          "spec.unschedulable=maybe",
        ]),
      };
    },
  },
  {
    id: "unsupported-field-selectors",
    name: "a field selector on a field that the kind does not index, or that is malformed, is 400",
    async run(context) {
      const path = await podsNamed(context, ["a"]);
      const refused: JsonObject = {};
      for (const fieldSelector of ["spec.priority=1", "metadata.uid=u", "spec.nodeName", "spec.nodeName>a"]) {
        refused[fieldSelector] = seen(await context.api.get(path, { fieldSelector }));
      }
      return {
        refused,
        secrets: seen(await context.api.get(path.replace("pods", "secrets"), { fieldSelector: "spec.nodeName=a" })),
      };
    },
  },
]);

async function podsNamed(context: CaseContext, names: readonly string[]): Promise<string> {
  const path = podsPath(await context.namespace());
  for (const name of names) await context.create(path, parkedPod(name));
  return path;
}

async function chosenBy(
  context: CaseContext,
  path: string,
  parameter: "labelSelector" | "fieldSelector",
  selectors: readonly string[],
): Promise<JsonObject> {
  const chosen: JsonObject = {};
  for (const selector of selectors) {
    const response = await context.api.get(path, { [parameter]: selector });
    chosen[selector] = response.status === 200 ? namesOf(response.json) : seen(response);
  }
  return chosen;
}

function continueOf(list: Json | undefined): string {
  return textAt(list, "metadata.continue");
}

function versionOf(list: Json | undefined): bigint {
  return BigInt(textAt(list, "metadata.resourceVersion"));
}
