import type { Query } from "../api.ts";
import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type Json, type JsonObject, textAt } from "../json.ts";
import { parkedPod, podPath, podsPath } from "../manifests.ts";
import { namesOf, seenEvents } from "../observe.ts";
import type { WatchStream } from "../watch-stream.ts";

/** The last pod that a case makes: all events up to it are the exact sequence. */
const last = "zz-last";

export const watchCases = casesOf("watch", [
  {
    id: "from-version",
    name: "a watch from a list's version gives every later change once, in order, with ordered versions",
    async run(context) {
      const path = podsPath(await context.namespace());
      await context.create(path, parkedPod("before"));
      const version = await versionOf(context, path);
      await context.create(path, parkedPod("web"));
      await context.api.patch(`${path}/web`, "merge", { metadata: { labels: { a: "1" } } });
      const stream = await context.api.watch(path, { resourceVersion: version });
      await context.api.patch(`${path}/web`, "merge", { metadata: { labels: { a: "2" } } });
      await context.api.delete(`${path}/web`);
      await context.create(path, parkedPod(last));
      return closing(stream, async () => seenEvents(await stream.untilName(last), ["metadata.labels", "metadata.uid"]));
    },
  },
  {
    id: "very-next-change",
    name: "a watch from a list's version begins with the very next change of that kind",
    exclusive: true,
    async run(context) {
      const path = podsPath(await context.namespace());
      const version = await versionOf(context, path);
      await context.create(path, parkedPod("next"));
      await context.create(path, parkedPod(last));
      const stream = await context.api.watch(path, { resourceVersion: version });
      return closing(stream, async () => seenEvents(await stream.untilName(last)));
    },
  },
  {
    id: "from-version-again",
    name: "a watch can start anew from the version of any event that it gave, and goes on with the next",
    async run(context) {
      const path = podsPath(await context.namespace());
      const version = await versionOf(context, path);
      for (const name of ["a", "b", "c", last]) await context.create(path, parkedPod(name));
      const first = await context.api.watch(path, { resourceVersion: version });
      const events = await first.untilName("b");
      first.close();
      const from = textAt(events.at(-1)?.object, "metadata.resourceVersion");
      const second = await context.api.watch(path, { resourceVersion: from });
      return closing(second, async () => seenEvents(await second.untilName(last)));
    },
  },
  {
    id: "from-now",
    name: "a watch without a version starts with ADDED for what is there, then changes",
    async run(context) {
      const path = podsPath(await context.namespace());
      for (const name of ["b", "a"]) await context.create(path, parkedPod(name));
      const stream = await context.api.watch(path);
      await stream.untilName("a");
      await context.api.patch(`${path}/a`, "merge", { metadata: { labels: { x: "1" } } });
      await context.create(path, parkedPod(last));
      return closing(stream, async () => sortedStart(seenEvents(await stream.untilName(last), ["metadata.labels"]), 2));
    },
  },
  {
    id: "from-zero",
    name: "a watch from version 0 starts with ADDED for what is there, then changes",
    async run(context) {
      const path = podsPath(await context.namespace());
      for (const name of ["a", "b"]) await context.create(path, parkedPod(name));
      await context.until("a cache with both", async () => {
        const list = await context.api.get(path, { resourceVersion: "0" });
        return namesOf(list.json).length === 2 ? true : undefined;
      });
      const stream = await context.api.watch(path, { resourceVersion: "0" });
      await stream.until("two pods", () => stream.events.length >= 2);
      await context.api.delete(`${path}/a`);
      await context.create(path, parkedPod(last));
      return closing(stream, async () => sortedStart(seenEvents(await stream.untilName(last)), 2));
    },
  },
  {
    id: "recreated-under-one-name",
    name: "delete and create under one name are DELETED and ADDED with different uids",
    async run(context) {
      const path = podsPath(await context.namespace());
      const version = await versionOf(context, path);
      await context.create(path, parkedPod("web"));
      await context.api.delete(`${path}/web`);
      await context.create(path, parkedPod("web"));
      await context.create(path, parkedPod(last));
      const stream = await context.api.watch(path, { resourceVersion: version });
      return closing(stream, async () => seenEvents(await stream.untilName(last), ["metadata.uid"]));
    },
  },
  {
    id: "deleted-object",
    name: "DELETED carries the object's last state and a version of its own, later than the last change",
    async run(context) {
      const path = podsPath(await context.namespace());
      const version = await versionOf(context, path);
      const created = await context.create(path, parkedPod("web", { metadata: { labels: { a: "1" } } }));
      await context.api.delete(`${path}/web`);
      const stream = await context.api.watch(path, { resourceVersion: version });
      const events = await stream.until("DELETED", ({ type }) => type === "DELETED");
      return closing(stream, async () => [
        { createdVersion: { resourceVersion: at(created.json, "metadata.resourceVersion") } },
        ...seenEvents(events, ["metadata.labels", "metadata.deletionTimestamp", "status.phase", "kind", "apiVersion"]),
      ]);
    },
  },
  {
    id: "label-selector-transitions",
    name: "an object that leaves a label selector is DELETED, one that enters it is ADDED",
    async run(context) {
      const path = podsPath(await context.namespace());
      const version = await versionOf(context, path);
      const label = (name: string, tier: string | null) =>
        context.api.patch(`${path}/${name}`, "merge", { metadata: { labels: { tier } } });
      const stream = await context.api.watch(path, { resourceVersion: version, labelSelector: "tier=web" });
      await context.create(path, parkedPod("in", { metadata: { labels: { tier: "web" } } }));
      await context.create(path, parkedPod("out", { metadata: { labels: { tier: "db" } } }));
      await label("in", "db");
      await label("in", "cache");
      await label("out", "web");
      await label("in", "web");
      await context.api.patch(`${path}/in`, "merge", { metadata: { annotations: { note: "x" } } });
      await label("in", null);
      await context.api.delete(`${path}/in`);
      await context.create(path, parkedPod(last, { metadata: { labels: { tier: "web" } } }));
      return closing(stream, async () => seenEvents(await stream.untilName(last), ["metadata.labels"]));
    },
  },
  {
    id: "field-selector-transitions",
    name: "an object whose phase leaves a field selector is DELETED from that watch",
    async run(context) {
      const path = podsPath(await context.namespace());
      const version = await versionOf(context, path);
      const stream = await context.api.watch(path, { resourceVersion: version, fieldSelector: "status.phase=Pending" });
      await context.create(path, parkedPod("web"));
      await context.api.patch(`${path}/web/status`, "merge", { status: { phase: "Running" } });
      await context.api.patch(`${path}/web/status`, "merge", { status: { phase: "Pending" } });
      await context.create(path, parkedPod(last));
      return closing(stream, async () => seenEvents(await stream.untilName(last), ["status.phase"]));
    },
  },
  {
    id: "one-object-by-name",
    name: "a watch of one name shows that object only",
    async run(context) {
      const path = podsPath(await context.namespace());
      const version = await versionOf(context, path);
      const stream = await context.api.watch(path, { resourceVersion: version, fieldSelector: "metadata.name=web" });
      await context.create(path, parkedPod("other"));
      await context.create(path, parkedPod("web"));
      await context.api.delete(`${path}/other`);
      await context.api.delete(`${path}/web`);
      return closing(stream, async () => seenEvents(await stream.until("DELETED", ({ type }) => type === "DELETED")));
    },
  },
  {
    id: "no-change-no-event",
    name: "a write that changes nothing gives no event",
    async run(context) {
      const path = podsPath(await context.namespace());
      const version = await versionOf(context, path);
      await context.create(path, parkedPod("web", { metadata: { labels: { a: "1" } } }));
      await context.api.patch(`${path}/web`, "merge", { metadata: { labels: { a: "1" } } });
      await context.create(path, parkedPod(last));
      const stream = await context.api.watch(path, { resourceVersion: version });
      return closing(stream, async () => seenEvents(await stream.untilName(last)));
    },
  },
  {
    id: "stays-in-its-namespace",
    name: "a watch of one namespace shows nothing of another; a watch of all shows both",
    async run(context) {
      const [one, two] = [podsPath(await context.namespace("one")), podsPath(await context.namespace("two"))];
      const version = await versionOf(context, one);
      const labels = { case: context.unique("label") };
      await context.create(two, parkedPod("b", { metadata: { labels } }));
      await context.create(one, parkedPod("a", { metadata: { labels } }));
      await context.create(one, parkedPod(last, { metadata: { labels } }));
      const narrow = await context.api.watch(one, { resourceVersion: version });
      const wide = await context.api.watch("/api/v1/pods", {
        resourceVersion: version,
        labelSelector: `case=${labels.case}`,
      });
      const inOne = await closing(narrow, async () => seenEvents(await narrow.untilName(last)));
      const inAll = await closing(wide, async () => seenEvents(await wide.untilName(last)));
      return { inOne, inAll };
    },
  },
  {
    id: "timeout-seconds",
    name: "timeoutSeconds ends the stream cleanly at that time",
    async run(context) {
      const path = podsPath(await context.namespace());
      const version = await versionOf(context, path);
      const started = performance.now();
      const stream = await context.api.watch(path, { resourceVersion: version, timeoutSeconds: 1 });
      const ended = await stream.end();
      const seconds = (performance.now() - started) / 1000;
      return {
        status: stream.status,
        contentType: stream.headers["content-type"],
        events: seenEvents(stream.events),
        ended,
        inTime: seconds >= 0.9 && seconds < 4,
      };
    },
  },
  {
    id: "bookmarks",
    name: "allowWatchBookmarks brings a bookmark before the stream ends, not older than the last event; else there is none",
    async run(context) {
      const path = podsPath(await context.namespace());
      const version = await versionOf(context, path);
      await context.create(path, parkedPod("web"));
      const query = { resourceVersion: version, timeoutSeconds: 4 };
      const [asked, plain] = await Promise.all([
        context.api.watch(path, { ...query, allowWatchBookmarks: true }),
        context.api.watch(path, query),
      ]);
      await Promise.all([asked.end(), plain.end()]);
      const bookmarks = asked.events.filter(({ type }) => type === "BOOKMARK");
      const change = asked.events.find(({ type }) => type === "ADDED");
      const isNewer = bookmarks.every(
        ({ object }) =>
          BigInt(textAt(object, "metadata.resourceVersion")) >=
          BigInt(textAt(change?.object, "metadata.resourceVersion")),
      );
      return {
        changes: seenEvents(asked.events.filter(({ type }) => type !== "BOOKMARK")),
        bookmark: seenEvents(bookmarks.slice(-1)),
        isNewer,
        withoutAsking: seenEvents(plain.events),
      };
    },
  },
  {
    id: "initial-events",
    name: "sendInitialEvents streams what is there and marks its end with an annotated bookmark",
    async run(context) {
      const path = podsPath(await context.namespace());
      for (const name of ["a", "b"]) await context.create(path, parkedPod(name));
      const stream = await context.api.watch(path, {
        sendInitialEvents: true,
        allowWatchBookmarks: true,
        resourceVersionMatch: "NotOlderThan",
      });
      await stream.until("the first bookmark", ({ type }) => type === "BOOKMARK");
      await context.create(path, parkedPod(last));
      return closing(stream, async () => sortedStart(seenEvents(await stream.untilName(last)), 2));
    },
  },
  {
    id: "initial-events-refused",
    name: "sendInitialEvents without resourceVersionMatch=NotOlderThan is refused",
    async run(context) {
      const path = podsPath(await context.namespace());
      const stream = await context.api.watch(path, { sendInitialEvents: true, allowWatchBookmarks: true });
      const refusal = await stream.refusal;
      stream.close();
      return { status: stream.status, refusal };
    },
  },
  {
    id: "too-old",
    name: "a watch from a version that the server no longer has says 410 Expired; a list gives a version to go on from",
    exclusive: true,
    needs: "forgetHistory",
    async run(context) {
      const path = podsPath(await context.namespace());
      const old = await versionOf(context, path);
      await context.create(path, parkedPod("web"));
      await context.cluster.forgetHistory?.();
      const stream = await context.api.watch(path, { resourceVersion: old, timeoutSeconds: 5 });
      const refusal = await stream.refusal;
      const ended = await stream.end();
      const again = await context.api.watch(path, { resourceVersion: await versionOf(context, path) });
      await context.create(path, parkedPod(last));
      return {
        status: stream.status,
        refusal,
        events: seenEvents(stream.events),
        ended,
        again: await closing(again, async () => seenEvents(await again.untilName(last))),
      };
    },
  },
  {
    id: "bad-version",
    name: "a watch from a version that is no number is refused with a Status",
    async run(context) {
      const path = podsPath(await context.namespace());
      const stream = await context.api.watch(path, { resourceVersion: "new" });
      const refusal = await stream.refusal;
      stream.close();
      return { status: stream.status, refusal };
    },
  },
  {
    id: "watch-refusals",
    name: "a watch with a malformed selector, an unknown field or a bad time-out is 400 before any event",
    async run(context) {
      const path = podsPath(await context.namespace());
      const refused = async (query: Query) => {
        const stream = await context.api.watch(path, query);
        const refusal = await stream.refusal;
        stream.close();
        return { status: stream.status, refusal };
      };
      return {
        labels: await refused({ labelSelector: "a in (" }),
        field: await refused({ fieldSelector: "spec.colour=red" }),
        timeout: at((await refused({ timeoutSeconds: "soon" })).refusal, "reason"),
        negativeVersion: at((await refused({ resourceVersion: "-1" })).refusal, "reason"),
      };
    },
  },
  {
    id: "graceful-deletion-events",
    name: "graceful deletion of a bound pod is MODIFIED with deletionTimestamp, then DELETED",
    async run(context) {
      const namespace = await context.namespace();
      const path = podsPath(namespace);
      await context.create(path, parkedPod("web", { spec: { nodeName: context.unique("node") } }));
      const version = await versionOf(context, path);
      await context.api.delete(podPath(namespace, "web"), { gracePeriodSeconds: 60 });
      await context.api.delete(podPath(namespace, "web"), { gracePeriodSeconds: 0 });
      const stream = await context.api.watch(path, { resourceVersion: version });
      return closing(stream, async () =>
        seenEvents(await stream.until("DELETED", ({ type }) => type === "DELETED"), [
          "metadata.deletionTimestamp",
          "metadata.deletionGracePeriodSeconds",
        ]),
      );
    },
  },
]);

async function versionOf(context: CaseContext, path: string): Promise<string> {
  return textAt((await context.api.get(path)).json, "metadata.resourceVersion");
}

async function closing(stream: WatchStream, work: () => Promise<Json>): Promise<JsonObject> {
  try {
    return { events: await work() };
  } finally {
    stream.close();
  }
}

/** The first events of a watch come in an order of the server's choice: sorted by name here. */
function sortedStart(events: Json[], count: number): Json[] {
  const name = (event: Json) => String((event as JsonObject)["metadata.name"]);
  return [...events.slice(0, count).sort((a, b) => name(a).localeCompare(name(b))), ...events.slice(count)];
}
