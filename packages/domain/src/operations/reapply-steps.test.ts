import { describe, expect, test } from "vitest";
import type { ObservedPod } from "../model/pod.ts";
import type { ClusterAnswer } from "../ports/cluster.ts";
import { GIB, HELD, ledgerPod, NOW, observedPod } from "../testing/objects.ts";
import { operation } from "../testing/operations.ts";
import { REAPPLY_STEPS } from "./reapply-steps.ts";
import type { StepContext } from "./step.ts";

const AWAY = { kind: "unavailable", message: "away", effectUnknown: false, retryAfterMs: null } as const;
const CONFLICT = { kind: "conflict", message: "409" } as const;
const ok = (value: ObservedPod) => ({ kind: "ok", value }) as const;
const edited = (changes: Partial<ObservedPod>) => observedPod({ image: "edited", ...changes });

interface Place {
  /** What the view shows; null: nothing. */
  readonly shown?: ObservedPod | null;
  readonly read?: ClusterAnswer<ObservedPod>;
  /** What the cluster answers to each patch; default: it takes it, and the version goes on. */
  readonly patch?: ClusterAnswer<ObservedPod>;
  readonly context?: Partial<StepContext>;
  readonly view?: { readonly synced?: boolean; readonly stale?: boolean };
  readonly extraCpuMillis?: number;
}

/** The step's outcome, and the calls that it made, with the version that each named. */
async function reapply({ shown = null, read = AWAY, patch, context, view, extraCpuMillis = 0 }: Place) {
  const calls: string[] = [];
  let version = 7;
  const takes = (name: string, what: Partial<ObservedPod>) => async (_: unknown, at: ObservedPod) => {
    calls.push(`${name} at ${at.uid} ${at.resourceVersion}`);
    version += 1;
    return patch ?? ok({ ...at, ...what, resourceVersion: String(version) });
  };
  const step = REAPPLY_STEPS[1];
  const facts = { repair: "REAPPLY", allocationId: "allocation-1", extraCpuMillis, extraRamBytes: 0 };
  const outcome = await step?.run({
    operation: operation("HEAL", 1, { facts }),
    pod: ledgerPod(),
    cluster: {
      readPod: async () => {
        calls.push("read");
        return read;
      },
      setMark: takes("marks", { mark: observedPod().mark }),
      setImage: takes("image", { image: "train:1" }),
      resizePod: takes("resize", { effective: HELD }),
    },
    view: {
      synced: view?.synced ?? true,
      freshness: () => ({ stale: view?.stale ?? false }),
      pod: () => shown ?? undefined,
    },
    clock: { now: () => NOW },
    installationId: "us",
    resumed: false,
    attempts: 1,
    ...context,
    // Only what the step uses.
  } as unknown as StepContext);
  return { outcome, calls };
}

describe("what differs is patched", () => {
  test("at the very version that the view shows, without a read", async () => {
    expect(await reapply({ shown: edited({}) })).toEqual({
      outcome: { kind: "done", message: "accepted" },
      calls: ["image at uid-1 7"],
    });
  });

  test("and nothing else: each of marks, image and size, at the version that the one before left", async () => {
    const size = { ...HELD, cpuMillis: 9_000 };
    const unmarked = observedPod({ mark: null, brokenMark: {} });
    const resized = observedPod({ effective: size });
    const more = observedPod({ effective: { ...HELD, ramBytes: 2 * GIB } });
    expect((await reapply({ shown: unmarked })).calls).toEqual(["marks at uid-1 7"]);
    expect((await reapply({ shown: resized })).calls).toEqual(["resize at uid-1 7"]);
    expect((await reapply({ shown: more })).calls).toEqual(["resize at uid-1 7"]);
    expect((await reapply({ shown: edited({ mark: null, brokenMark: {}, effective: size }) })).calls).toEqual([
      "marks at uid-1 7",
      "image at uid-1 8",
      "resize at uid-1 9",
    ]);
  });

  test("with what the cluster made the pod larger by left to it", async () => {
    const larger = observedPod({ effective: { ...HELD, cpuMillis: 1_500 } });
    expect((await reapply({ shown: larger, read: ok(larger), extraCpuMillis: 500 })).calls).toEqual(["read"]);
    expect((await reapply({ shown: larger, extraCpuMillis: 400 })).calls).toEqual(["resize at uid-1 7"]);
  });
});

describe("the API server is asked first", () => {
  const calls = ["read", "image at uid-1 7"];
  const read = ok(edited({}));

  test("where the view shows no such pod, is not fresh, or may have been the reason for another attempt", async () => {
    expect((await reapply({ read })).calls).toEqual(calls);
    expect((await reapply({ shown: edited({ uid: "uid-0" }), read })).calls).toEqual(calls);
    expect((await reapply({ shown: edited({}), read, view: { stale: true } })).calls).toEqual(calls);
    expect((await reapply({ shown: edited({}), read, view: { synced: false } })).calls).toEqual(calls);
    expect((await reapply({ shown: edited({}), read, context: { attempts: 2 } })).calls).toEqual(calls);
    expect((await reapply({ shown: edited({}), read, context: { resumed: true } })).calls).toEqual(calls);
  });

  test("where nothing differs in the view: it is believed only of the API server", async () => {
    expect((await reapply({ shown: observedPod(), read })).calls).toEqual(calls);
    expect(await reapply({ shown: observedPod(), read: ok(observedPod()) })).toEqual({
      outcome: { kind: "done", message: "already so", unchanged: true },
      calls: ["read"],
    });
  });
});

describe("what the cluster answers", () => {
  test("a pod that is gone, or another, is no longer what was to be repaired", async () => {
    const replaced = { kind: "giveUp", error: { code: "CONFLICT" } };
    expect((await reapply({ read: { kind: "notFound" } })).outcome).toMatchObject(replaced);
    expect((await reapply({ read: ok(edited({ uid: "uid-2" })) })).outcome).toMatchObject(replaced);
    expect((await reapply({ shown: edited({}), patch: { kind: "notFound" } })).outcome).toMatchObject(replaced);
  });

  test("an edit in between is looked at again, a cluster that is away is waited for, a refusal is the end", async () => {
    const again = { kind: "wait", retryInMs: 400 };
    const rejected = { kind: "rejected", reason: "Invalid", message: "no such image", problems: [] } as const;
    expect((await reapply({ shown: edited({}), patch: CONFLICT })).outcome).toMatchObject(again);
    expect((await reapply({ shown: edited({}), patch: CONFLICT })).outcome).not.toHaveProperty("backingOff");
    expect((await reapply({ shown: edited({}), patch: AWAY })).outcome).toMatchObject({ ...again, backingOff: true });
    expect((await reapply({ read: AWAY })).outcome).toMatchObject({ ...again, backingOff: true });
    expect((await reapply({ shown: edited({}), patch: rejected })).outcome).toEqual({
      kind: "giveUp",
      error: { code: "CLUSTER_REFUSED", message: "no such image" },
    });
  });

  test("what fails first leaves the rest for the next attempt", async () => {
    const shown = edited({ mark: null, brokenMark: {} });
    expect((await reapply({ shown, patch: CONFLICT })).calls).toEqual(["marks at uid-1 7"]);
  });
});
