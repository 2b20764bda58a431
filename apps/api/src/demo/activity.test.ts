import { setImmediate as turn } from "node:timers/promises";
import type { Actor } from "@resource-manager/domain/model/actor";
import type { PodKey, PodStatus } from "@resource-manager/domain/model/pod";
import { refuse } from "@resource-manager/domain/model/result";
import type { CreatePodRequest } from "@resource-manager/domain/operations/commands";
import { expect, it } from "vitest";
import { LivePodRow } from "../live/pod-row.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { ledgerPod } from "../testing/samples.ts";
import { DemoActivity } from "./activity.ts";

const RUN_MS = 150_000;

/** Pods that people asked for, each done after a while; what commands answer does not matter here. */
class Pods {
  readonly rows = new Map<string, LivePodRow>();
  readonly made: string[] = [];
  readonly removed: string[] = [];
  most = 0;
  readonly clock = new ManualClock();

  add(owner: string, key: PodKey, image: string): void {
    const pod = ledgerPod(key.name, 1, "gpu-1", { ...key, owner, createdAt: this.clock.now() });
    const ledger = { ...pod, spec: { ...pod.spec, image } };
    const condition = { status: "RUNNING" as PodStatus, reason: null, message: null };
    const name = `${key.namespace}/${key.name}`;
    this.rows.set(
      name,
      new LivePodRow({ key: name, ledger, observed: null, observedAt: null, operation: null, condition }),
    );
    this.most = Math.max(this.most, this.rows.size);
  }

  /** As the view shows them now. */
  *seen(): Iterable<LivePodRow> {
    for (const row of this.rows.values()) {
      const isOver = this.clock.now().getTime() - row.createdAt.getTime() > RUN_MS;
      const absent = row.image.includes("absent");
      const condition = absent
        ? { status: "PENDING" as const, reason: "ImagePullBackOff", message: null }
        : { status: isOver ? ("SUCCEEDED" as const) : ("RUNNING" as const), reason: null, message: null };
      yield new LivePodRow({ ...row, ledger: row.ledger, operation: null, condition });
    }
  }

  readonly commands = {
    create: async (actor: Actor, request: CreatePodRequest) => {
      this.add(actor.id, request, request.image);
      this.made.push(`${actor.id} ${request.namespace}`);
      return refuse({ kind: "ClusterUnavailable" as const, message: "not looked at" });
    },
    delete: async (actor: Actor, { namespace, name }: PodKey) => {
      const key = `${namespace}/${name}`;
      this.removed.push(`${actor.id} ${this.rows.get(key)?.owner}`);
      this.rows.delete(key);
      return refuse({ kind: "ClusterUnavailable" as const, message: "not looked at" });
    },
  };

  async pass(minutes: number): Promise<void> {
    for (let i = 0; i < minutes * 30; i++) {
      this.clock.advance(2_000);
      await turn();
    }
  }
}

function activityOf(pods: Pods, isWatched: () => boolean): DemoActivity {
  const onFault = (fault: unknown): never => {
    throw fault;
  };
  return new DemoActivity({
    commands: pods.commands,
    pods: () => pods.seen(),
    isWatched,
    clock: pods.clock,
    seed: "demo",
    onFault,
  });
}

it("starts jobs and clears away what is done as their owners, while somebody looks; they never pile up", async () => {
  const pods = new Pods();
  const activity = activityOf(pods, () => true);
  await pods.pass(120);
  activity.stop();
  expect(pods.made.length).toBeGreaterThan(50);
  expect(pods.removed.length).toBeGreaterThan(pods.made.length - 10);
  expect(new Set(pods.made).size).toBeGreaterThan(4);
  expect(pods.removed.every((one) => one.split(" ")[0] === one.split(" ")[1])).toBe(true);
  expect(pods.most).toBeLessThanOrEqual(9);
  const { length } = pods.made;
  await pods.pass(10);
  expect(pods.made).toHaveLength(length);
});

it("does nothing while nobody looks", async () => {
  const pods = new Pods();
  activityOf(pods, () => false);
  await pods.pass(60);
  expect(pods.made).toEqual([]);
});

it("leaves other people's pods alone, whatever they are called", async () => {
  const pods = new Pods();
  const others = ["tune-1", "sweep-2", "notebook"];
  for (const name of others) pods.add("a newcomer", { namespace: "test-team", name }, "registry.local/own:1");
  activityOf(pods, () => true);
  await pods.pass(60);
  expect([...pods.rows.keys()]).toEqual(expect.arrayContaining(others.map((name) => `test-team/${name}`)));
});
