import { describe, expect, test } from "vitest";
import type { ObservedPod } from "../model/pod.ts";
import type { Freshness } from "../ports/cluster.ts";
import { ledgerServer, observedPod } from "../testing/objects.ts";
import { foreignNamesake, notSynced } from "./obstacles.ts";
import type { CommandPorts } from "./pod-commands.ts";

function ports(view: { synced?: boolean; freshness?: Partial<Freshness>; pod?: ObservedPod }, servers: number) {
  const freshness = { observedAt: null, stale: false, why: null, ...view.freshness };
  // Only what is asked before a change: nothing else of the view and the ledger is read.
  return {
    view: { synced: view.synced ?? true, freshness: () => freshness, pod: () => view.pod },
    ledger: { servers: () => new Map(Array.from({ length: servers }, (_, index) => [`gpu-${index}`, ledgerServer()])) },
    installationId: "us",
  } as unknown as CommandPorts;
}

describe("nothing is promised of a cluster that was never seen", () => {
  const stale = { stale: true, why: "no answer" };
  const unseen = (why: string) => ({
    kind: "ClusterUnavailable",
    message: `the cluster has not been seen yet: ${why}; nothing was changed`,
  });

  test("before its first list, and where it went away before the ledger knew a server", () => {
    expect(notSynced(ports({ synced: false }, 3))).toEqual(unseen("still connecting"));
    expect(notSynced(ports({ synced: false, freshness: stale }, 3))).toEqual(unseen("no answer"));
    expect(notSynced(ports({ freshness: stale }, 0))).toEqual(unseen("no answer"));
  });

  test("but where servers are known, it may be away for a while; and it may have none", () => {
    expect(notSynced(ports({ freshness: stale }, 1))).toBeNull();
    expect(notSynced(ports({}, 0))).toBeNull();
  });
});

describe("a namesake that is not this ledger's", () => {
  const key = { namespace: "team", name: "train" };
  const mark = observedPod().mark;

  test("is found before anything is reserved", () => {
    const taken = { kind: "NameTaken", ...key };
    expect(foreignNamesake(ports({ pod: observedPod({ mark: null }) }, 1), key)).toMatchObject(taken);
    const theirs = observedPod({ mark: mark && { ...mark, installationId: "them" } });
    expect(foreignNamesake(ports({ pod: theirs }, 1), key)).toMatchObject(taken);
  });

  test("is none of ours, nor where there is none", () => {
    expect(foreignNamesake(ports({ pod: observedPod() }, 1), key)).toBeNull();
    expect(foreignNamesake(ports({}, 1), key)).toBeNull();
  });
});
