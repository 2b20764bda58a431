import { expect, test } from "vitest";
import { VirtualClock } from "../src/clock.ts";
import { startDataCentre } from "../src/demo/data-centre.ts";
import { type Answer, openSim, podManifest, type TestSim } from "./sim-client.ts";

const MINUTE = 60_000;
const WORKFLOWS = "/api/v1/namespaces/workflows/pods";

interface Seen {
  readonly phases: Set<string>;
  readonly reasons: Set<string>;
  readonly notReady: Set<string>;
  podsMax: number;
  h100FreeMin: number;
}

/** Looks at the cluster every 15 s of its time. */
async function watch(sim: TestSim, clock: VirtualClock, minutes: number): Promise<Seen> {
  const seen: Seen = {
    phases: new Set(),
    reasons: new Set(),
    notReady: new Set(),
    podsMax: 0,
    h100FreeMin: Number.POSITIVE_INFINITY,
  };
  for (let i = 0; i < minutes * 4; i++) {
    await clock.advance(15_000);
    const [{ items: pods }, { items: nodes }] = [await sim.get(WORKFLOWS), await sim.get("/api/v1/nodes")];
    seen.podsMax = Math.max(seen.podsMax, pods.length);
    for (const { status, spec } of pods) {
      seen.phases.add(status.phase);
      const ended = status.containerStatuses?.[0]?.state.terminated?.reason;
      if (ended !== undefined) seen.reasons.add(ended);
      if (spec.nodeName?.includes("h100")) seen.h100FreeMin = 0;
    }
    for (const { metadata, status } of nodes) {
      const ready = status.conditions?.find((one: Answer) => one.type === "Ready")?.status;
      if (ready !== "True") seen.notReady.add(metadata.name);
    }
  }
  return seen;
}

test("the demo's data centre lives: another tool's pods come, end and fail, a server is silent and comes back, and nothing piles up", async () => {
  const clock = new VirtualClock();
  await using sim = await openSim({ clock, seed: 4 });
  const stop = startDataCentre(sim.sim.environment);
  const seen = await watch(sim, clock, 120);
  expect([...seen.phases]).toEqual(expect.arrayContaining(["Running", "Succeeded", "Failed"]));
  expect([...seen.reasons]).toEqual(expect.arrayContaining(["Completed", "OOMKilled"]));
  expect([...seen.notReady].length).toBeGreaterThan(1);
  expect([...seen.notReady].every((name) => name.startsWith("gpu-a100-"))).toBe(true);
  expect(seen.podsMax).toBeLessThanOrEqual(8);
  expect(seen.h100FreeMin, "no pod of the other tool on an H100 server").toBe(Number.POSITIVE_INFINITY);
  stop();
  const left = (await sim.get(WORKFLOWS)).metadata.resourceVersion;
  await clock.advance(30 * MINUTE);
  const running = (await sim.get(WORKFLOWS)).items.filter((pod: Answer) => pod.status.phase === "Running");
  expect(running, "once stopped, no more are made").toEqual([]);
  expect(Number(left)).toBeGreaterThan(0);
});

test("a server that was silent when the process ended comes back with the next start", async () => {
  const clock = new VirtualClock();
  await using sim = await openSim({ clock, seed: 5 });
  const label = "laboratory.resource-manager.dev/ready";
  const silent = async (): Promise<string[]> =>
    (await sim.get(`/api/v1/nodes?labelSelector=${label}%3Dfalse`)).items.map((node: Answer) => node.metadata.name);
  const stop = startDataCentre(sim.sim.environment);
  for (let i = 0; (await silent()).length === 0; i++) {
    expect(i).toBeLessThan(60);
    await clock.advance(10_000);
  }
  stop();
  await sim.merge("/api/v1/nodes/gpu-l40s-01", { metadata: { labels: { [label]: "false" } } });
  startDataCentre(sim.sim.environment)();
  expect(await silent(), "what somebody else has taken out stays out").toEqual(["gpu-l40s-01"]);
});

test("jobs of the demo's images end after some minutes, each in its way; others run on", async () => {
  const clock = new VirtualClock();
  await using sim = await openSim({ clock, seed: 6 });
  const stop = startDataCentre(sim.sim.environment);
  await clock.advance(1_000);
  const pods = "/api/v1/namespaces/dev-team/pods";
  for (let i = 0; i < 30; i++) {
    await sim.create(
      pods,
      podManifest(`job-${i}`, { container: { image: "registry.local/trainer:2.4" }, restartPolicy: "Never" }),
    );
  }
  await sim.create(pods, podManifest("service", { container: { image: "registry.local/trainer:2.4" } }));
  await sim.create(
    pods,
    podManifest("own", { container: { image: "registry.example/own:1" }, restartPolicy: "Never" }),
  );
  await clock.advance(10_000);
  const phases = async (): Promise<string[]> => (await sim.get(pods)).items.map((pod: Answer) => pod.status.phase);
  expect(new Set(await phases())).toEqual(new Set(["Running"]));
  await clock.advance(6 * MINUTE);
  const running = (await sim.get(pods)).items.filter((pod: Answer) => pod.status.phase === "Running");
  expect(running.map((pod: Answer) => pod.metadata.name)).toEqual(["own", "service"]);
  expect(new Set(await phases())).toEqual(new Set(["Succeeded", "Failed", "Running"]));
  stop();
});
