import {
  absentImage,
  behaviourAnnotation,
  delayAnnotation,
  type PodBehaviour,
} from "@resource-manager/laboratory/conventions";
import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type Json, type JsonObject, listAt, textAt } from "../json.ts";
import { guaranteed, pinnedPod, podPath, podsPath } from "../manifests.ts";
import { seen, seenEvents } from "../observe.ts";
import { isReady, seenPodStatus } from "../pod-status.ts";

export const kubeletCases = casesOf("kubelet", [
  {
    id: "running",
    name: "a scheduled pod becomes Running and Ready, with what each container got",
    async run(context) {
      const resources = guaranteed({ cpu: "500m", memory: "256Mi", "nvidia.com/gpu": "1" });
      const path = await pod(context, { resources });
      const running = await context.untilObject(path, "Running", isReady);
      return {
        status: seenPodStatus(running),
        observesGeneration: at(running.json, "status.observedGeneration") === at(running.json, "metadata.generation"),
      };
    },
  },
  {
    id: "slow-start",
    name: "a container that takes its time is waiting with ContainerCreating until it runs",
    async run(context) {
      const path = await pod(context, { behaviour: "slow-start", delay: "2s" });
      const creating = await context.untilObject(path, "ContainerCreating", isWaiting("ContainerCreating"));
      const running = await context.untilObject(path, "Running", isReady);
      return { creating: seenPodStatus(creating), running: seenPodStatus(running) };
    },
  },
  {
    id: "phases-in-order",
    name: "a watch sees Pending, Running and Succeeded in this order and no other phase between",
    async run(context) {
      const node = await context.server();
      const namespace = await context.namespace();
      const version = textAt((await context.api.get(podsPath(namespace))).json, "metadata.resourceVersion");
      const metadata = { annotations: { [behaviourAnnotation]: "succeed" } };
      await context.create(podsPath(namespace), pinnedPod("web", node, { metadata, spec: { restartPolicy: "Never" } }));
      const stream = await context.api.watch(podsPath(namespace), { resourceVersion: version });
      const events = await stream.until("Succeeded", ({ object }) => at(object, "status.phase") === "Succeeded");
      stream.close();
      const phases = events.map(({ object }) => String(at(object, "status.phase")));
      const versions = events.map(({ object }) => BigInt(textAt(object, "metadata.resourceVersion")));
      return {
        types: withoutRepeats(events.map(({ type }) => type)),
        phases: withoutRepeats(phases),
        versionsGrow: versions.every((value, index) => index === 0 || value > (versions[index - 1] ?? 0n)),
      };
    },
  },
  {
    id: "succeeded",
    name: "a container that exits with 0 and is not restarted makes the pod Succeeded",
    async run(context) {
      const path = await pod(context, { command: ["true"], restartPolicy: "Never" });
      return { status: seenPodStatus(await untilPhase(context, path, "Succeeded")) };
    },
  },
  {
    id: "failed",
    name: "a container that exits with 1 and is not restarted makes the pod Failed",
    async run(context) {
      const path = await pod(context, { command: ["false"], restartPolicy: "Never" });
      return { status: seenPodStatus(await untilPhase(context, path, "Failed")) };
    },
  },
  {
    id: "on-failure",
    name: "restartPolicy OnFailure lets a success end the pod and restarts a failure",
    async run(context) {
      const good = await pod(context, { behaviour: "succeed", restartPolicy: "OnFailure" }, "good");
      const bad = await pod(context, { behaviour: "fail", restartPolicy: "OnFailure" }, "bad");
      const succeeded = await untilPhase(context, good, "Succeeded");
      const restarted = await context.untilObject(bad, "a restart", (object) => restartsOf(object) >= 1);
      return {
        good: seenPodStatus(succeeded),
        badRestarts: restartsOf(restarted.json) >= 1,
        badPhase: at(restarted.json, "status.phase"),
      };
    },
  },
  {
    id: "image-pull-back-off",
    name: "an image that cannot be pulled leaves the pod Pending with ImagePullBackOff; a good image lets it run",
    async run(context) {
      const path = await pod(context, { image: absentImage });
      const waiting = await context.untilObject(path, "ImagePullBackOff", isWaiting("ImagePullBackOff"));
      await context.api.patch(path, "strategic", {
        spec: { containers: [{ name: "main", image: "registry.example/app:2" }] },
      });
      const running = await context.untilObject(path, "Running", isReady);
      return { waiting: seenPodStatus(waiting), running: seenPodStatus(running) };
    },
  },
  {
    id: "crash-loop-back-off",
    name: "a container that keeps failing waits with CrashLoopBackOff between restarts, its last end kept",
    async run(context) {
      const path = await pod(context, { behaviour: "crash-loop" });
      const waiting = await context.untilObject(
        path,
        "CrashLoopBackOff after a restart",
        (object) => isWaiting("CrashLoopBackOff")(object) && restartsOf(object) === 1,
      );
      return { waiting: seenPodStatus(waiting) };
    },
  },
  {
    id: "oom-killed",
    name: "a container killed for memory says OOMKilled with 137; restarted, it keeps that as its last state",
    async run(context) {
      const never = await pod(context, { behaviour: "oom", restartPolicy: "Never" }, "never");
      const always = await pod(context, { behaviour: "oom" }, "always");
      const failed = await untilPhase(context, never, "Failed");
      const waiting = await context.untilObject(always, "CrashLoopBackOff", isWaiting("CrashLoopBackOff"));
      return { failed: seenPodStatus(failed), waiting: seenPodStatus(waiting) };
    },
  },
  {
    id: "evicted-by-kubelet",
    name: "a pod that the kubelet evicts is Failed with the reason Evicted, whatever its restartPolicy",
    async run(context) {
      const path = await pod(context, { behaviour: "evicted" });
      const failed = await untilPhase(context, path, "Failed");
      return { phase: at(failed.json, "status.phase"), reason: at(failed.json, "status.reason") };
    },
  },
  {
    id: "image-changed",
    name: "a new image restarts the container in place: the same pod, one restart more, the new image",
    async run(context) {
      const path = await pod(context, {});
      const before = await context.untilObject(path, "Running", isReady);
      await context.api.patch(path, "strategic", {
        spec: { containers: [{ name: "main", image: "registry.example/app:2" }] },
      });
      const after = await context.untilObject(
        path,
        "the new image",
        (object) => isReady(object) && restartsOf(object) === 1,
      );
      return {
        sameUid: at(before.json, "metadata.uid") === at(after.json, "metadata.uid"),
        status: seenPodStatus(after),
      };
    },
  },
  {
    id: "graceful-stop",
    name: "a running pod that is deleted is marked with its grace, stopped by the kubelet and then gone, with exact ends",
    async run(context) {
      const path = await pod(context, {});
      const running = await context.untilObject(path, "Running", isReady);
      const collection = path.slice(0, path.lastIndexOf("/"));
      const deleted = await context.api.delete(path);
      const stream = await context.api.watch(collection, {
        resourceVersion: textAt(running.json, "metadata.resourceVersion"),
      });
      const events = await stream.until("DELETED", ({ type }) => type === "DELETED");
      stream.close();
      return {
        answer: seen(deleted, ["metadata.deletionTimestamp", "metadata.deletionGracePeriodSeconds", "status.phase"]),
        first: seenEvents(events.slice(0, 1), [
          "metadata.deletionTimestamp",
          "metadata.deletionGracePeriodSeconds",
          "status.phase",
        ]),
        types: withoutRepeats(events.map(({ type }) => type)),
        lastGrace: at(events.at(-1)?.object, "metadata.deletionGracePeriodSeconds"),
        lastPhase: at(events.at(-1)?.object, "status.phase"),
        gone: seen(await context.api.get(path)),
      };
    },
  },
  {
    id: "stuck-stop",
    name: "a pod whose container does not stop stays Terminating beyond its grace; forced, it is gone at once",
    async run(context) {
      const path = await pod(context, { behaviour: "stuck-stop" });
      await context.untilObject(path, "Running", isReady);
      await context.api.delete(path, { gracePeriodSeconds: 1 });
      const deadline = Date.now() + 2500;
      const still = await context.untilObject(path, "2.5 s later", () => Date.now() > deadline);
      const forced = await context.api.delete(path, { gracePeriodSeconds: 0 });
      return {
        still: seen(still, ["status.phase", "metadata.deletionTimestamp", "metadata.deletionGracePeriodSeconds"]),
        forced: seen(forced, ["metadata.deletionGracePeriodSeconds"]),
        gone: seen(await context.api.get(path)),
      };
    },
  },
  {
    id: "force-deletion",
    name: "a running pod deleted with grace 0 is gone from the API at once",
    async run(context) {
      const path = await pod(context, {});
      await context.untilObject(path, "Running", isReady);
      const deleted = await context.api.delete(path, { gracePeriodSeconds: 0 });
      return {
        deleted: seen(deleted, ["metadata.deletionGracePeriodSeconds"]),
        gone: seen(await context.api.get(path)),
      };
    },
  },
  {
    id: "recreated",
    name: "a name is free at once after a forced deletion; the new pod has another uid and runs",
    async run(context) {
      const node = await context.server();
      const namespace = await context.namespace();
      const path = podPath(namespace, "web");
      const first = await context.create(podsPath(namespace), pinnedPod("web", node));
      await context.untilObject(path, "Running", isReady);
      await context.api.delete(path, { gracePeriodSeconds: 0 });
      const second = await context.create(podsPath(namespace), pinnedPod("web", node));
      const running = await context.untilObject(path, "Running", isReady);
      return {
        uids: [
          at(first.json, "metadata.uid") ?? null,
          at(second.json, "metadata.uid") ?? null,
          at(running.json, "metadata.uid") ?? null,
        ],
        phase: at(running.json, "status.phase"),
      };
    },
  },
  {
    id: "lifecycle-events",
    name: "the kubelet writes events about the pod: Started, BackOff for an absent image, Killing",
    async run(context) {
      const path = await pod(context, {}, "good");
      const bad = await pod(context, { image: absentImage }, "bad");
      await context.untilObject(path, "Running", isReady);
      await context.untilObject(bad, "ImagePullBackOff", isWaiting("ImagePullBackOff"));
      await context.api.delete(path);
      const eventOf = async (podPathOfEvent: string, reason: string) => {
        const [name, events] = [podPathOfEvent.split("/").at(-1), `${podPathOfEvent.split("/pods/")[0]}/events`];
        const fieldSelector = `involvedObject.name=${name},reason=${reason}`;
        const found = await context.until(`event ${reason}`, async () =>
          listAt((await context.api.get(events, { fieldSelector })).json, "items").at(0),
        );
        return { type: at(found, "type"), kind: at(found, "involvedObject.kind") };
      };
      return {
        started: await eventOf(path, "Started"),
        killing: await eventOf(path, "Killing"),
        failed: await eventOf(bad, "Failed"),
        backOff: await eventOf(bad, "BackOff"),
      };
    },
  },
]);

type Parts = {
  readonly behaviour?: PodBehaviour;
  readonly delay?: string;
  readonly image?: string;
  readonly command?: string[];
  readonly restartPolicy?: string;
  readonly resources?: JsonObject;
};

/** A pod on a server of its own; the path to it. */
async function pod(context: CaseContext, parts: Parts, name = "web"): Promise<string> {
  const node = await context.server({ gpus: 1 }, `node-of-${name}`);
  const namespace = await context.namespace(`namespace-of-${name}`);
  const { behaviour, delay, restartPolicy, ...container } = parts;
  const annotations = {
    ...(behaviour === undefined ? {} : { [behaviourAnnotation]: behaviour }),
    ...(delay === undefined ? {} : { [delayAnnotation]: delay }),
  };
  const spec = restartPolicy === undefined ? {} : { restartPolicy };
  await context.create(podsPath(namespace), pinnedPod(name, node, { metadata: { annotations }, spec, container }));
  return podPath(namespace, name);
}

function isWaiting(reason: string): (pod: Json) => boolean {
  return (object) => at(object, "status.containerStatuses.0.state.waiting.reason") === reason;
}

function restartsOf(object: Json | undefined): number {
  return Number(at(object, "status.containerStatuses.0.restartCount") ?? 0);
}

function untilPhase(context: CaseContext, path: string, phase: string) {
  return context.untilObject(path, phase, (object) => at(object, "status.phase") === phase);
}

function withoutRepeats(values: readonly string[]): string[] {
  return values.filter((value, index) => value !== values[index - 1]);
}
