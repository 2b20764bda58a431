import { afterAll, beforeAll, expect, test } from "vitest";
import { absentImage, type PodBehaviour } from "../conventions.ts";
import type { ForeignPod } from "../foreign-pod.ts";
import { type ContainerStatus, conditionOf, type Pod } from "../kubernetes-objects.ts";
import type { Laboratory } from "../laboratory.ts";

import type { StartCluster } from "./start-cluster.ts";

let lab: Laboratory;
const namespace = "behaviours";

/** The pod half of CONVENTIONS.md as tests, for any cluster that claims to obey it. */
export function testPodConventions(start: StartCluster): void {
  let cluster: Awaited<ReturnType<StartCluster>> | undefined;
  beforeAll(async () => {
    cluster = await start();
    lab = cluster.laboratory;
    await lab.addServer({ name: "server", gpus: 64, gpuModel: "NVIDIA-L40S", cpu: "1000", ram: "10Ti" });
    await lab.addNamespace(namespace);
  });
  afterAll(async () => {
    await cluster?.stop();
  });

  test("a pod runs within a second, with everything a kubelet reports", async () => {
    await lab.createForeignPod({ namespace, name: "run", gpus: 2, cpu: "1500m", ram: "2Gi", storage: "1Gi" });
    const pod = await reach("run", isRunning, 3_000);
    const amounts = { cpu: "1500m", memory: "2Gi", "ephemeral-storage": "1Gi", "nvidia.com/gpu": "2" };
    expect(main(pod)).toMatchObject({
      name: "main",
      image: "registry.local/foreign:1",
      imageID: expect.stringContaining("registry.local/foreign"),
      containerID: expect.stringMatching(/^\w+:\/\/.+$/),
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: expect.any(String) } },
      resources: { requests: amounts, limits: amounts },
      allocatedResources: amounts,
    });
    expect(pod.status).toMatchObject({
      qosClass: "Guaranteed",
      observedGeneration: 1,
      startTime: expect.any(String),
      podIP: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
      hostIP: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
    });
    const conditions = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];
    for (const type of conditions) expect(conditionOf(pod, type), type).toMatchObject({ status: "True" });
    await untilEvents("run", ["Scheduled", "Started"]);
  });

  test("sidecars run and other init containers are completed", async () => {
    const resources = { requests: { cpu: "100m", memory: "32Mi" }, limits: { cpu: "100m", memory: "32Mi" } };
    const initContainers = [
      { name: "once", image: "registry.local/init:1", resources },
      { name: "sidecar", image: "registry.local/sidecar:1", restartPolicy: "Always", resources },
    ];
    await lab.createForeignPod({ namespace, name: "sidecar", spec: { initContainers } });
    const pod = await reach("sidecar", isRunning);
    expect(pod.status.initContainerStatuses).toMatchObject([
      { name: "once", state: { terminated: { exitCode: 0, reason: "Completed" } } },
      { name: "sidecar", ready: true, started: true, state: { running: {} }, resources },
    ]);
  });

  test.each<[string, Partial<ForeignPod>, string, number, string]>([
    ["behaviour succeed", { behaviour: "succeed" }, "Succeeded", 0, "Completed"],
    ["behaviour fail", { behaviour: "fail" }, "Failed", 1, "Error"],
    ["behaviour oom", { behaviour: "oom" }, "Failed", 137, "OOMKilled"],
    ["command true", { command: ["true"] }, "Succeeded", 0, "Completed"],
    ["command false", { command: ["false"] }, "Failed", 1, "Error"],
  ])("%s with restartPolicy Never ends as it should", async (title, extra, phase, exitCode, reason) => {
    const name = title.replaceAll(" ", "-");
    await lab.createForeignPod({ namespace, name, restartPolicy: "Never", delay: "300ms", ...extra });
    await reach(name, isRunning);
    const pod = await reach(name, (seen) => seen.status.phase === phase);
    expect(main(pod)).toMatchObject({ ready: false, restartCount: 0, state: { terminated: { exitCode, reason } } });
    const ready = { status: "False", reason: phase === "Succeeded" ? "PodCompleted" : "PodFailed" };
    expect(conditionOf(pod, "Ready")).toMatchObject(ready);
    expect(conditionOf(pod, "ContainersReady")).toMatchObject(ready);
  });

  test("restartPolicy OnFailure: success ends the pod, failure restarts it", async () => {
    await lab.createForeignPod({
      namespace,
      name: "of-ok",
      restartPolicy: "OnFailure",
      command: ["true"],
      delay: "200ms",
    });
    await lab.createForeignPod({
      namespace,
      name: "of-ko",
      restartPolicy: "OnFailure",
      command: ["false"],
      delay: "200ms",
    });
    await reach("of-ok", (pod) => pod.status.phase === "Succeeded");
    const pod = await reach("of-ko", (seen) => main(seen)?.restartCount === 1);
    expect(pod.status.phase).toBe("Running");
  });

  test.each<[PodBehaviour, number, string]>([
    ["crash-loop", 1, "Error"],
    ["oom", 137, "OOMKilled"],
  ])(
    "%s patched into a running pod restarts it again and again, until it is taken away",
    async (behaviour, exitCode, reason) => {
      const name = `late-${behaviour}`;
      await lab.createForeignPod({ namespace, name });
      await reach(name, isRunning);
      await lab.setBehaviour(namespace, name, behaviour, "200ms");
      const waiting = await reach(name, (pod) => main(pod)?.state?.waiting?.reason === "CrashLoopBackOff");
      expect(waiting.status.phase).toBe("Running");
      expect(conditionOf(waiting, "Ready")).toMatchObject({ status: "False", reason: "ContainersNotReady" });
      expect(main(waiting)).toMatchObject({ restartCount: 0, lastState: { terminated: { exitCode, reason } } });
      await reach(name, (pod) => main(pod)?.restartCount === 2);
      await lab.setBehaviour(namespace, name, null);
      const restarted = (await reach(name, isRunning)) as Pod;
      expect(main(restarted)).toMatchObject({ ready: true, lastState: { terminated: { exitCode, reason } } });
      expect(conditionOf(restarted, "Ready")?.status).toBe("True");
      await untilEvents(name, ["BackOff"]);
    },
  );

  test("evicted: Failed with the reason, whatever the restart policy", async () => {
    await lab.createForeignPod({ namespace, name: "evicted", behaviour: "evicted", delay: "200ms" });
    const pod = await reach("evicted", (seen) => seen.status.phase === "Failed");
    expect(pod.status.reason).toBe("Evicted");
    expect(conditionOf(pod, "DisruptionTarget")).toMatchObject({ status: "True", reason: "TerminationByKubelet" });
  });

  test.each<[string, Partial<ForeignPod>]>([
    ["pull-image", { image: absentImage }],
    ["pull-behaviour", { behaviour: "image-pull-back-off" }],
  ])("%s: an image that cannot be pulled, until it can", async (name, extra) => {
    await lab.createForeignPod({ namespace, name, ...extra });
    const pod = await reach(name, (seen) => main(seen)?.state?.waiting?.reason === "ImagePullBackOff");
    expect(pod.status.phase).toBe("Pending");
    expect(main(pod)).toMatchObject({ ready: false, started: false, restartCount: 0 });
    expect(conditionOf(pod, "Ready")).toMatchObject({ status: "False", reason: "ContainersNotReady" });
    await untilEvents(name, ["Failed", "BackOff"]);
    const patch = { spec: { containers: [{ name: "main", image: "registry.local/there:2" }] } };
    if (extra.image) await patchImage(name, patch);
    else await lab.setBehaviour(namespace, name, null);
    const running = await reach(name, isRunning);
    expect(main(running)?.restartCount).toBe(0);
  });

  test("a new image restarts a running container; an absent one stops it until it is put right", async () => {
    const image = (tag: string) => ({ spec: { containers: [{ name: "main", image: tag }] } });
    await lab.createForeignPod({ namespace, name: "image" });
    await reach("image", isRunning);
    await patchImage("image", image("registry.local/foreign:2"));
    const second = await reach("image", (pod) => main(pod)?.restartCount === 1);
    expect(main(second)).toMatchObject({
      image: "registry.local/foreign:2",
      ready: true,
      lastState: { terminated: { exitCode: 0 } },
    });
    expect(second.status.observedGeneration).toBe(second.metadata.generation);
    await patchImage("image", image("registry.local/absent:3"));
    const stopped = await reach("image", (pod) => main(pod)?.state?.waiting?.reason === "ImagePullBackOff");
    expect(stopped.status.phase).toBe("Running");
    expect(conditionOf(stopped, "Ready")?.status).toBe("False");
    await patchImage("image", image("registry.local/foreign:4"));
    const third = await reach("image", isRunning);
    expect(main(third)).toMatchObject({ image: "registry.local/foreign:4", restartCount: 2, ready: true });
  });

  test("slow-start waits in ContainerCreating", async () => {
    await lab.createForeignPod({ namespace, name: "slow-start", behaviour: "slow-start", delay: "1500ms" });
    const creating = await reach("slow-start", (pod) => main(pod)?.state?.waiting?.reason === "ContainerCreating");
    expect(creating.status.phase).toBe("Pending");
    const seenAt = performance.now();
    await reach("slow-start", isRunning);
    expect(performance.now() - seenAt).toBeGreaterThan(1_000);
  });

  test("a deleted pod is gone within a second or so", async () => {
    await lab.createForeignPod({ namespace, name: "stop" });
    await reach("stop", isRunning);
    await lab.deletePod(namespace, "stop");
    await gone("stop", 3_000);
  });

  test("slow-stop takes its time, but no more than the grace period", async () => {
    for (const [name, delay] of [
      ["slow-stop", "1500ms"],
      ["graceful", "60s"],
    ] as const) {
      await lab.createForeignPod({
        namespace,
        name,
        behaviour: "slow-stop",
        delay,
        spec: { terminationGracePeriodSeconds: 2 },
      });
      await reach(name, isRunning);
      await lab.deletePod(namespace, name);
      const asked = performance.now();
      await gone(name, 6_000);
      expect(performance.now() - asked).toBeGreaterThan(1_000);
    }
  });

  test("stuck-stop hangs until it is forced or let go", async () => {
    for (const name of ["forced", "let-go"]) {
      await lab.createForeignPod({
        namespace,
        name,
        behaviour: "stuck-stop",
        spec: { terminationGracePeriodSeconds: 1 },
      });
      await reach(name, isRunning);
      await lab.deletePod(namespace, name);
    }
    // A pod deleted later is gone: so the stuck ones had their chance.
    await lab.createForeignPod({ namespace, name: "later", spec: { terminationGracePeriodSeconds: 1 } });
    await reach("later", isRunning);
    await lab.deletePod(namespace, "later");
    await gone("later");
    for (const name of ["forced", "let-go"])
      expect((await lab.getPod(namespace, name))?.metadata.deletionTimestamp).toBeDefined();
    await lab.deletePod(namespace, "forced", { force: true });
    await gone("forced");
    await lab.setBehaviour(namespace, "let-go", null);
    await gone("let-go");
  });

  test("a finalizer holds the object", async () => {
    await lab.createForeignPod({ namespace, name: "held", finalizers: ["example.com/hold"] });
    await reach("held", isRunning);
    await lab.deletePod(namespace, "held");
    const held = await reach("held", (pod) => main(pod)?.state?.terminated !== undefined);
    expect(held.metadata.deletionTimestamp).toBeDefined();
    await lab.editPodAs("mallory", namespace, "held", { metadata: { finalizers: null } });
    await gone("held");
  });

  test("a resize is applied in place: the spec, then what is allocated, then what is there", async () => {
    await lab.createForeignPod({ namespace, name: "resize", cpu: "1", ram: "1Gi" });
    await reach("resize", isRunning);
    const seen = watchUntil("resize", (pod) => main(pod)?.resources?.requests?.cpu === "2");
    await resize("resize", { cpu: "2", memory: "3Gi" });
    const states = await seen;
    const amounts = { cpu: "2", memory: "3Gi" };
    const last = states.at(-1) as Pod;
    expect(main(last)).toMatchObject({
      restartCount: 0,
      allocatedResources: amounts,
      resources: { requests: amounts, limits: amounts },
    });
    expect(conditionOf(last, "PodResizeInProgress")).toBeUndefined();
    expect(last.status.observedGeneration).toBe(last.metadata.generation);
    const between = states.find((pod) => conditionOf(pod, "PodResizeInProgress")?.status === "True");
    expect(between && main(between)).toMatchObject({
      allocatedResources: amounts,
      resources: { requests: { cpu: "1" } },
    });
  });

  test.each([
    ["resize-deferred", "Deferred"],
    ["resize-infeasible", "Infeasible"],
  ] as const)(
    "%s: the resize stays pending with its reason, until it may go on or is put back",
    async (behaviour, reason) => {
      await lab.createForeignPod({ namespace, name: behaviour, cpu: "1", ram: "1Gi", behaviour });
      await reach(behaviour, isRunning);
      await resize(behaviour, { cpu: "2", memory: "1Gi" });
      const pending = await reach(behaviour, (pod) => conditionOf(pod, "PodResizePending")?.reason === reason);
      expect(main(pending)).toMatchObject({ allocatedResources: { cpu: "1" }, resources: { requests: { cpu: "1" } } });
      await resize(behaviour, { cpu: "1", memory: "1Gi" });
      await reach(behaviour, (pod) => conditionOf(pod, "PodResizePending") === undefined);
      await resize(behaviour, { cpu: "3", memory: "1Gi" });
      await reach(behaviour, (pod) => conditionOf(pod, "PodResizePending")?.reason === reason);
      await lab.setBehaviour(namespace, behaviour, null);
      const done = await reach(behaviour, (pod) => main(pod)?.resources?.requests?.cpu === "3");
      expect(conditionOf(done, "PodResizePending")).toBeUndefined();
    },
  );

  test("somebody else's edit carries their name", async () => {
    await lab.createForeignPod({ namespace, name: "edited" });
    const pod = await lab.editPodAs("mallory", namespace, "edited", { metadata: { labels: { team: "other" } } });
    expect(pod.metadata.labels?.team).toBe("other");
    expect(pod.metadata.managedFields?.map((entry) => entry.manager)).toContain("mallory");
  });

  test("an eviction deletes the pod and says so", async () => {
    await lab.createForeignPod({ namespace, name: "evict", behaviour: "stuck-stop" });
    await reach("evict", isRunning);
    await lab.evictPod(namespace, "evict");
    const pod = await reach("evict", (seen) => seen.metadata.deletionTimestamp !== undefined);
    expect(conditionOf(pod, "DisruptionTarget")).toMatchObject({ status: "True", reason: "EvictionByEvictionAPI" });
  });

  test("a new pod of the same name is not taken for the old one", async () => {
    await lab.createForeignPod({ namespace, name: "again", behaviour: "slow-stop", delay: "1s" });
    await reach("again", isRunning);
    await lab.deletePod(namespace, "again");
    await lab.deletePod(namespace, "again", { force: true });
    await gone("again");
    const { metadata } = await lab.createForeignPod({ namespace, name: "again" });
    await reach("again", isRunning);
    // The old one's second has passed when this one, with the same delay, has been stopped and is gone.
    await lab.createForeignPod({ namespace, name: "clock", behaviour: "slow-stop", delay: "2s" });
    await reach("clock", isRunning);
    await lab.deletePod(namespace, "clock");
    await gone("clock");
    expect(await lab.getPod(namespace, "again")).toMatchObject({
      metadata: { uid: metadata.uid },
      status: { phase: "Running" },
    });
  });
}

function reach(name: string, predicate: (pod: Pod) => boolean, timeoutMs = 20_000): Promise<Pod> {
  return lab.waitForPod(namespace, name, (pod): pod is Pod => pod !== undefined && predicate(pod), { timeoutMs });
}

async function gone(name: string, timeoutMs = 10_000): Promise<void> {
  await lab.waitForPod(namespace, name, (pod) => pod === undefined, { timeoutMs });
}

function isRunning(pod: Pod): boolean {
  return pod.status.phase === "Running" && main(pod)?.state?.running !== undefined && main(pod)?.ready === true;
}

function main(pod: Pod): ContainerStatus | undefined {
  return pod.status.containerStatuses?.find((status) => status.name === "main");
}

async function patchImage(name: string, patch: object): Promise<void> {
  const { status, text } = await lab.connection.request("PATCH", `/api/v1/namespaces/${namespace}/pods/${name}`, {
    body: patch,
    contentType: "application/strategic-merge-patch+json",
  });
  expect(status, text).toBe(200);
}

async function resize(name: string, amounts: Record<string, string>): Promise<void> {
  const body = { spec: { containers: [{ name: "main", resources: { requests: amounts, limits: amounts } }] } };
  const { status, text } = await lab.connection.request(
    "PATCH",
    `/api/v1/namespaces/${namespace}/pods/${name}/resize`,
    {
      body,
      contentType: "application/strategic-merge-patch+json",
    },
  );
  expect(status, text).toBe(200);
}

/** Every state of the pod that a watch shows, up to the first that fulfils the predicate. */
async function watchUntil(name: string, predicate: (pod: Pod) => boolean): Promise<Pod[]> {
  const states: Pod[] = [];
  const watch = lab.connection.stream(`/api/v1/namespaces/${namespace}/pods`, {
    query: { fieldSelector: `metadata.name=${name}` },
  });
  for await (const event of watch) {
    states.push(event.object as Pod);
    if (predicate(event.object as Pod)) break;
  }
  return states;
}

async function untilEvents(name: string, reasons: readonly string[]): Promise<void> {
  await expect
    .poll(
      async () => {
        const query = { fieldSelector: `involvedObject.name=${name}` };
        const { json } = await lab.connection.request("GET", `/api/v1/namespaces/${namespace}/events`, { query });
        return (json as { items: { reason: string }[] }).items.map((event) => event.reason);
      },
      { timeout: 10_000 },
    )
    .toEqual(expect.arrayContaining([...reasons]));
}
