import { describe, expect, test } from "vitest";
import { NO_NEED, pickAmounts } from "../model/amounts.ts";
import type { LedgerServer, ObservedServer, ServerCondition } from "../model/server.ts";
import { around, HELD, ledgerServer, minutesAgo, observedServer, ROOM } from "../testing/objects.ts";
import { compareServer } from "./compare-servers.ts";

function ready(status: "False" | "Unknown", since: Date | null): ServerCondition {
  return { type: "Ready", status, reason: null, message: null, since };
}

function find(page: Partial<LedgerServer>, node: ObservedServer | null = observedServer()) {
  return compareServer(around(...(node ? [node] : [])), ledgerServer(page));
}

describe("a server that left the cluster with pods of the ledger on it", () => {
  test("is told at the cost of what is held there, and nothing else is said of it", () => {
    expect(find({ vanished: true, allocatable: NO_NEED }, null)).toMatchObject([
      {
        id: "SERVER_VANISHED:server:gpu-1",
        severity: "CRITICAL",
        subject: "server:gpu-1",
        server: "gpu-1",
        namespace: null,
        pod: null,
        cost: pickAmounts(HELD),
        repairs: [],
      },
    ]);
  });
});

describe("a server on which more is promised than it has", () => {
  test("costs what is missing, and names each resource that is short", () => {
    const allocatable = { ...ROOM, gpus: 2, podSlots: 2 };
    const allocated = { ...HELD, gpus: 3, podSlots: 2 };
    const foreign = { ...NO_NEED, gpus: 1, cpuMillis: 500, podSlots: 1 };
    expect(find({ allocatable, allocated, foreign })).toMatchObject([
      {
        id: "OVER_ALLOCATED:server:gpu-1",
        severity: "CRITICAL",
        server: "gpu-1",
        cost: { gpus: 2, cpuMillis: 0, ramBytes: 0, storageBytes: 0 },
        since: null,
        repairs: [],
        differences: [
          { field: "gpus", ledger: "3", clusterSpec: "1 foreign", clusterStatus: "2 allocatable" },
          { field: "podSlots", ledger: "2", clusterSpec: "1 foreign", clusterStatus: "2 allocatable" },
        ],
      },
    ]);
  });

  test("is none where it is just full", () => {
    expect(find({ allocatable: { ...ROOM, gpus: 4 }, allocated: { ...HELD, gpus: 3 }, foreign: { ...HELD } })).toEqual(
      [],
    );
  });
});

describe("a server that does not answer", () => {
  const away = observedServer({ ready: "NOT_READY", conditions: [ready("False", minutesAgo(1))] });

  test("makes its pods' status out of date after a minute, since it was last heard", () => {
    const allocated = { ...HELD, gpus: 3, podSlots: 2 };
    expect(find({ allocated }, away)).toMatchObject([
      {
        id: "STATUS_OUT_OF_DATE:server:gpu-1",
        severity: "WARNING",
        server: "gpu-1",
        cost: { ...pickAmounts(HELD), gpus: 3 },
        since: minutesAgo(1),
        repairs: [],
        differences: [{ field: "server", ledger: "2 pods", clusterSpec: null, clusterStatus: "not ready" }],
      },
    ]);
  });

  test("is unknown where nobody knows whether it is ready", () => {
    const unknown = observedServer({ ready: "UNKNOWN", conditions: [ready("Unknown", minutesAgo(2))] });
    expect(find({}, unknown)[0]?.differences).toMatchObject([{ clusterStatus: "unknown" }]);
  });

  test.each<[string, Partial<LedgerServer>, ObservedServer | null]>([
    ["before a minute is over", {}, { ...away, conditions: [ready("False", new Date(minutesAgo(1).getTime() + 1))] }],
    ["where nothing of ours is on it", { allocated: NO_NEED }, away],
    ["where it is ready again", {}, { ...away, ready: "READY" }],
    ["where nobody knows since when", {}, { ...away, conditions: [ready("False", null)] }],
    [
      "by another condition than its readiness",
      {},
      { ...away, conditions: [{ ...ready("False", minutesAgo(9)), type: "DiskPressure" }] },
    ],
    ["where the cluster has no such node", {}, null],
  ])("says nothing %s", (_, page, node) => {
    expect(find(page, node)).toEqual([]);
  });
});
