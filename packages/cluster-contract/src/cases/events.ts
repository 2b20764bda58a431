import { casesOf } from "../case.ts";
import { at, type JsonObject } from "../json.ts";
import { coreObject, eventAbout, parkedPod, podPath, podsPath } from "../manifests.ts";
import { answersTo } from "../networking.ts";
import { namesOf, seen, seenEvents } from "../observe.ts";

const eventsPath = (namespace: string) => `/api/v1/namespaces/${namespace}/events`;

export const eventCases = casesOf("events", [
  {
    id: "event-repeated",
    name: "an event that happens again is patched: its count and last time change, a watch sees MODIFIED",
    async run(context) {
      const namespace = await context.namespace();
      const path = eventsPath(namespace);
      await context.create(path, eventAbout("web.1", "web", namespace));
      const version = String(at((await context.api.get(`${path}/web.1`)).json, "metadata.resourceVersion"));
      const stream = await context.api.watch(path, { resourceVersion: version });
      const patch = { count: 2, lastTimestamp: "2024-01-01T00:01:00Z", message: "moved again" };
      const patched = await context.api.patch(`${path}/web.1`, "strategic", patch);
      await context.create(path, eventAbout("last", "web", namespace));
      const events = await stream.untilName("last");
      stream.close();
      return {
        patched: seen(patched, ["count", "message", "firstTimestamp"]),
        events: seenEvents(events, ["count"]),
      };
    },
  },
  {
    id: "events-chosen",
    name: "events are chosen by what they are about, their reason and type; another field is 400",
    async run(context) {
      const namespace = await context.namespace();
      const path = eventsPath(namespace);
      await context.create(path, eventAbout("a", "web", namespace));
      await context.create(path, eventAbout("b", "db", namespace, { reason: "Lost", type: "Warning" }));
      await context.create(path, eventAbout("c", "web", namespace, { source: { component: "other" } }));
      const chosen = async (fieldSelector: string) => namesOf((await context.api.get(path, { fieldSelector })).json);
      return {
        byPod: await chosen("involvedObject.kind=Pod,involvedObject.name=web"),
        byReason: await chosen("reason=Lost"),
        notNormal: await chosen("type!=Normal"),
        bySource: await chosen("source=other"),
        none: await chosen("involvedObject.uid=11111111-2222-3333-4444-555555555555"),
        unsupported: seen(await context.api.get(path, { fieldSelector: "count=1" })),
      };
    },
  },
  {
    id: "events-stay",
    name: "events stay when what they are about goes, and go with their namespace's content when deleted by selector",
    async run(context) {
      const namespace = await context.namespace();
      const path = eventsPath(namespace);
      await context.create(podsPath(namespace), parkedPod("web"));
      await context.create(path, eventAbout("a", "web", namespace));
      await context.api.delete(podPath(namespace, "web"), { gracePeriodSeconds: 0 });
      const after = namesOf((await context.api.get(path)).json);
      const query = { fieldSelector: "involvedObject.name=web" };
      const deleted = await context.api.delete(path, undefined, { query });
      return { after, deleted: deleted.status, left: namesOf((await context.api.get(path)).json) };
    },
  },
  {
    id: "event-faults",
    name: "an event of the new style says who reports, from where, what was done and why: 422 otherwise; one about a node belongs to default",
    async run(context) {
      const namespace = await context.namespace();
      const about = { apiVersion: "v1", kind: "Pod", name: "web", namespace };
      const time = "2024-01-01T00:00:00.000000Z";
      const full = {
        involvedObject: about,
        eventTime: time,
        reportingComponent: "contract.example/one",
        reportingInstance: "one-1",
        action: "Moving",
        reason: "Moved",
        type: "Normal",
      };
      const event = (rest: JsonObject) => coreObject("Event", "web.1", { ...full, ...rest });
      return answersTo(context, eventsPath(namespace), {
        nothing: coreObject("Event", "web.1", { involvedObject: about, eventTime: time }),
        noReporter: event({ reportingComponent: "" }),
        badReporter: event({ reportingComponent: "not a name" }),
        longReason: event({ reason: "r".repeat(129) }),
        longNote: event({ message: "m".repeat(1025) }),
        badType: event({ type: "Odd" }),
        node: coreObject("Event", "node.1", { involvedObject: { kind: "Node", name: "n" }, reason: "x", source: {} }),
        fine: event({}),
      });
    },
  },
]);
