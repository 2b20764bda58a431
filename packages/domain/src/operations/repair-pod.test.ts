import { describe, expect, test } from "vitest";
import type { RepairKind } from "../consistency/finding.ts";
import type { LedgerPod, ObservedPod } from "../model/pod.ts";
import type { ObservedServer } from "../model/server.ts";
import type { ClusterAnswer, PodDetails } from "../ports/cluster.ts";
import { allocation, ledgerPod, observedPod, observedServer } from "../testing/objects.ts";
import type { CommandPorts } from "./pod-commands.ts";
import { type RepairWays, repair } from "./repair-pod.ts";
import type { RepairRequest } from "./repair-request.ts";

const ANN = { kind: "USER", id: "user-ann", name: "ann" } as const;
const KEY = { namespace: "team", name: "train" };
const AWAY = { kind: "unavailable", message: "away", effectUnknown: false, retryAfterMs: null } as const;
const GONE = { kind: "notFound" } as const;
const ok = <T>(value: T) => ({ kind: "ok", value }) as const;

interface World {
  readonly read?: ClusterAnswer<ObservedPod>;
  readonly pod?: LedgerPod | null;
  readonly servers?: readonly ObservedServer[];
}

function request(kind: RepairKind, changes: Partial<RepairRequest["repair"]> = {}): RepairRequest {
  const of = { podId: "pod-1", podVersion: 3, uid: "uid-1", resourceVersion: null, ...changes };
  const words = { title: "", calls: [], risk: "", undo: null, deletes: false };
  const asked = { subject: "pod:team/train", pod: KEY, dryRun: false, operationId: null };
  return { repair: { findingId: "F", kind, ...of, ...words }, ...asked };
}

/** What a repair comes to before the ledger is asked: a refusal, ADMITTED, or the deletion that it asks for. */
async function outcome(asked: RepairRequest, { read = GONE, pod = ledgerPod(), servers = [observedServer()] }: World) {
  const details =
    read.kind === "ok" ? ok<PodDetails>({ pod: read.value, spec: ledgerPod().spec, version: 3, writers: [] }) : read;
  // Only what is read before the ledger is asked.
  const ports = {
    cluster: { readPod: async () => read, inspectPod: async () => details },
    ledger: { podById: async (id: string) => (id === pod?.id ? pod : null) },
    view: { server: (name: string) => servers.find((server) => server.name === name), pod: () => undefined },
    installationId: "us",
  } as unknown as CommandPorts;
  const came: unknown[] = [];
  const refusal = { kind: "NotPermitted", message: "the end of the test" } as const;
  const ways: RepairWays = {
    command: async () => {
      came.push("ADMITTED");
      return { ok: false, error: refusal };
    },
    deletePod: async (deletion) => {
      came.push(deletion);
      return { ok: false, error: refusal };
    },
  };
  const answer = await repair(ports, ways, ANN, asked);
  return came[0] ?? (answer.ok ? null : answer.error);
}

const CONFLICT = { kind: "Conflict" };
const NOT_READ = { kind: "ClusterUnavailable" };
const ADMITTED = "ADMITTED";

describe("RETIRE frees capacity, so the pod has to be absent in the cluster itself", () => {
  const asked = request("RETIRE");
  const deletion = { ...KEY, podId: "pod-1", version: 3, dryRun: false, operationId: null };

  test("where it is, or another has its name, the pod is deleted as always", async () => {
    expect(await outcome(asked, {})).toEqual(deletion);
    const mark = observedPod().mark;
    expect(await outcome(asked, { read: ok(observedPod({ mark: mark && { ...mark, podId: "pod-2" } })) })).toEqual(
      deletion,
    );
    expect(await outcome(asked, { read: ok(observedPod({ mark: null })) })).toEqual(deletion);
    const { podId: _, ...anyPod } = deletion;
    expect(await outcome(request("RETIRE", { podId: null }), {})).toEqual(anyPod);
  });

  test("where it is there after all, or the cluster does not say, nothing is repaired", async () => {
    expect(await outcome(asked, { read: ok(observedPod()) })).toMatchObject({ ...CONFLICT, currentVersion: 3 });
    expect(await outcome(asked, { read: AWAY })).toMatchObject(NOT_READ);
  });
});

describe("RELEASE is for servers that do not answer", () => {
  const asked = request("RELEASE");

  test("where one does, it gives the proof itself", async () => {
    expect(await outcome(asked, {})).toMatchObject({ ...CONFLICT, currentVersion: 3 });
    const moving = ledgerPod({ allocations: [allocation({ server: "gpu-9" }), allocation()] });
    expect(await outcome(asked, { pod: moving })).toMatchObject(CONFLICT);
  });

  test("where none does, or it was removed, the ledger is asked", async () => {
    expect(await outcome(asked, { servers: [observedServer({ ready: "NOT_READY" })] })).toBe(ADMITTED);
    expect(await outcome(asked, { servers: [] })).toBe(ADMITTED);
    expect(await outcome(asked, { pod: null })).toBe(ADMITTED);
  });
});

describe("RECREATE is for what was looked at", () => {
  test("nothing stands there, as planned", async () => {
    expect(await outcome(request("RECREATE", { uid: null }), {})).toBe(ADMITTED);
    expect(await outcome(request("RECREATE"), {})).toMatchObject(CONFLICT);
  });

  test("that very pod stands there, as planned", async () => {
    expect(await outcome(request("RECREATE"), { read: ok(observedPod()) })).toBe(ADMITTED);
    expect(await outcome(request("RECREATE"), { read: ok(observedPod({ uid: "uid-2" })) })).toMatchObject(CONFLICT);
    expect(await outcome(request("RECREATE", { uid: null }), { read: ok(observedPod()) })).toMatchObject(CONFLICT);
    expect(await outcome(request("RECREATE"), { read: AWAY })).toMatchObject(NOT_READ);
  });

  test("in place of the one that the ledger bound, which has to be proven gone as well", async () => {
    const replaced = request("RECREATE", { uid: "uid-2" });
    const read = ok(observedPod({ uid: "uid-2" }));
    expect(await outcome(replaced, { read })).toBe(ADMITTED);
    expect(await outcome(replaced, { read, servers: [] })).toBe(ADMITTED);
    const away = [observedServer({ ready: "UNKNOWN" })];
    expect(await outcome(replaced, { read, servers: away })).toMatchObject({ ...CONFLICT, currentVersion: 3 });
    expect(await outcome(request("RECREATE"), { read: ok(observedPod()), servers: away })).toBe(ADMITTED);
    const unbound = ledgerPod({ allocations: [allocation({ clusterUid: null })] });
    expect(await outcome(replaced, { read, servers: away, pod: unbound })).toBe(ADMITTED);
  });
});

describe.each(["ADOPT", "DELETE_ORPHAN"] as const)("%s of an orphan", (kind) => {
  const asked = request(kind, { podId: null, podVersion: null });

  test("is for that very pod, if it is this installation's", async () => {
    expect(await outcome(asked, { read: ok(observedPod()) })).toBe(ADMITTED);
    expect(await outcome(asked, { read: ok(observedPod({ uid: "uid-2" })) })).toMatchObject(CONFLICT);
    const mark = observedPod().mark;
    const theirs = observedPod({ mark: mark && { ...mark, installationId: "them" } });
    expect(await outcome(asked, { read: ok(theirs) })).toMatchObject({
      kind: "NotPermitted",
      message: expect.stringContaining("left alone"),
    });
    expect(await outcome(asked, { read: ok(observedPod({ mark: null })) })).toMatchObject({ kind: "NotPermitted" });
    expect(await outcome(asked, {})).toMatchObject(CONFLICT);
    expect(await outcome(asked, { read: AWAY })).toMatchObject(NOT_READ);
  });
});

test("ADOPT of what stands in a pod's place waits until the one before is proven gone", async () => {
  const asked = request("ADOPT", { uid: "uid-2" });
  const read = ok(observedPod({ uid: "uid-2", mark: null }));
  expect(await outcome(asked, { read })).toBe(ADMITTED);
  expect(await outcome(asked, { read, servers: [observedServer({ ready: "NOT_READY" })] })).toMatchObject(CONFLICT);
});

test("REAPPLY is judged by the ledger alone", async () => {
  expect(await outcome(request("REAPPLY"), { read: AWAY })).toBe(ADMITTED);
});

test("a repair of a pod that names none is a bug", async () => {
  await expect(outcome({ ...request("RETIRE"), pod: null }, {})).rejects.toThrow("has a repair of a pod, but no pod");
});
