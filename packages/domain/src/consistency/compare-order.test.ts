import { expect, test } from "vitest";
import { NO_NEED } from "../model/amounts.ts";
import { allocation, around, HELD, ledgerPod, ledgerServer, observedPod, observedServer } from "../testing/objects.ts";
import { byGravity, compare } from "./compare.ts";
import { makeFinding } from "./make-finding.ts";
import type { Snapshot } from "./snapshot.ts";

function finding(severity: "INFO" | "WARNING" | "CRITICAL", subject: string, key: string) {
  return makeFinding({ class: "SPEC_DRIFT", severity, subject, key, title: "t", explanation: "e" });
}

test("the gravest are shown first, then by subject, then by id", () => {
  const inOrder = [
    finding("CRITICAL", "pod:b", "1"),
    finding("WARNING", "pod:a", "1"),
    finding("WARNING", "pod:a", "2"),
    finding("WARNING", "pod:b", "1"),
    finding("INFO", "pod:a", "1"),
  ];
  for (const turn of [0, 1, 2, 3, 4]) {
    const mixed = [...inOrder.slice(turn), ...inOrder.slice(0, turn)];
    expect(mixed.sort(byGravity)).toEqual(inOrder);
    expect(mixed.toReversed().sort(byGravity)).toEqual(inOrder);
  }
  expect(inOrder.map((one) => byGravity(one, one))).toEqual([0, 0, 0, 0, 0]);
});

/** Two pods on one server, with nothing kept in any namespace. */
function snapshot(changes: Partial<Snapshot>): Snapshot {
  return {
    ...around(observedServer()),
    servers: new Map([["gpu-1", ledgerServer()]]),
    ...{ pods: [], busy: new Set(), counterMismatches: [], observedPods: new Map() },
    ...{ namespaces: [], observedNamespaces: new Map(), keptNamespaces: [] },
    ...changes,
  };
}

test("each object is compared with what stands under its own name, and all that disagrees is told at once", () => {
  const lost = ledgerPod({
    id: "pod-2",
    name: "lost",
    allocations: [allocation({ podId: "pod-2", clusterUid: "uid-2" })],
  });
  const orphan = observedPod({ name: "orphan", uid: "uid-3", mark: null });
  const both = snapshot({
    pods: [lost, ledgerPod()],
    observedPods: new Map([observedPod(), orphan].map((seen) => [`team/${seen.name}`, seen])),
    servers: new Map([["gpu-1", ledgerServer({ vanished: true })]]),
    counterMismatches: [{ of: "TEAM", name: "team", counter: NO_NEED, sum: HELD }],
    namespaces: [{ name: "team", team: "team", keeping: "UNTOUCHED" }],
  });
  expect(compare(both).map(({ id }) => id)).toEqual([
    "NAMESPACE_MISSING:namespace:team",
    "POD_MISSING:pod-2",
    "SERVER_VANISHED:server:gpu-1",
    "COUNTER_MISMATCH:team:team",
    "FOREIGN_POD:uid-3",
  ]);
});

test("a namespace that is not there is told of once for each, where the cluster was asked", () => {
  const namespaces = ["a", "b"].map((name) => ({ name, team: "team", keeping: "MADE" }) as const);
  const seen = new Map([["a", { name: "a", uid: "n", terminating: false }]]);
  expect(compare(snapshot({ namespaces, observedNamespaces: seen })).map(({ namespace }) => namespace)).toEqual(["b"]);
  expect(compare(snapshot({ namespaces, observedNamespaces: null }))).toEqual([]);
});
