import { describe, expect, test } from "vitest";
import type { NamespaceObjectKind, NamespaceState, ObservedNamespaceObject } from "../model/namespace-object.ts";
import type { LedgerPod, ObservedPod } from "../model/pod.ts";
import type { LedgerServer, ObservedServer } from "../model/server.ts";
import { NO_QUOTA, type TeamNamespace } from "../model/team.ts";
import { wantedObjects } from "../rules/namespace-objects.ts";
import {
  HELD,
  ledgerPod,
  ledgerServer,
  minutesAgo,
  NOW,
  observedPod,
  observedServer,
  ROOM,
  team,
} from "../testing/objects.ts";
import { compare } from "./compare.ts";
import type { FindingClass, RepairKind } from "./finding.ts";
import type { Snapshot } from "./snapshot.ts";

const TEAM = team({ quota: { ...NO_QUOTA, gpus: 8, podSlots: 10 } });
const KEPT: TeamNamespace = { name: "team", team: "team", keeping: "MADE" };

/** The namespace as we keep it, but for `change` in those of its objects that are of that kind; null: they are gone. */
function namespaceState(
  kind?: NamespaceObjectKind,
  change: Partial<ObservedNamespaceObject> | null = {},
): NamespaceState {
  const objects = wantedObjects(TEAM, "team").flatMap((wanted): ObservedNamespaceObject[] => {
    const kept = { ...wanted, uid: `uid-${wanted.name}`, resourceVersion: "1", mark: "OURS", writers: [] } as const;
    if (wanted.kind !== kind) return [kept];
    return change === null ? [] : [{ ...kept, ...change }];
  });
  return { name: "team", uid: "namespace-1", terminating: false, objects };
}

function kept(state: NamespaceState): Partial<Snapshot> {
  return { keptNamespaces: [{ team: TEAM, namespace: KEPT, state }] };
}

interface Sides {
  readonly pod?: LedgerPod | null;
  readonly seen?: ObservedPod | null;
  readonly page?: LedgerServer;
  readonly node?: ObservedServer | null;
  readonly rest?: Partial<Snapshot>;
}

function snapshot(sides: Sides): Snapshot {
  const { pod = ledgerPod(), seen = observedPod(), page = ledgerServer(), node: host = observedServer(), rest } = sides;
  return {
    installationId: "us",
    now: NOW,
    pods: pod ? [pod] : [],
    busy: new Set(),
    servers: new Map([[page.name, page]]),
    counterMismatches: [],
    observedPods: new Map(seen ? [[`${seen.namespace}/${seen.name}`, seen]] : []),
    observedServers: new Map(host ? [[host.name, host]] : []),
    namespaces: [KEPT],
    observedNamespaces: new Map([["team", { name: "team", uid: "namespace-1", terminating: false }]]),
    keptNamespaces: [{ team: TEAM, namespace: KEPT, state: namespaceState() }],
    ...rest,
  };
}

interface Fixture {
  readonly what: string;
  readonly sides: Sides;
  readonly class: FindingClass;
  readonly fields?: readonly string[];
  readonly default: RepairKind | null;
  readonly repairs: readonly RepairKind[];
}

const mark = observedPod().mark;
const notReady = observedServer({
  ready: "UNKNOWN",
  conditions: [{ type: "Ready", status: "Unknown", reason: null, message: null, since: minutesAgo(1 / 2) }],
});

const FIXTURES: readonly Fixture[] = [
  {
    what: "a pod that somebody deleted",
    sides: { seen: null },
    class: "POD_MISSING",
    default: "RETIRE",
    repairs: ["RETIRE", "RECREATE"],
  },
  {
    what: "a pod deleted by force on a dead server",
    sides: { seen: null, node: notReady },
    class: "POD_MISSING",
    default: "RETIRE",
    repairs: ["RETIRE", "RECREATE", "RELEASE"],
  },
  {
    what: "a namesake that is not ours",
    sides: { seen: observedPod({ uid: "uid-2", mark: null, container: null, effective: { ...HELD, gpus: 0 } }) },
    class: "POD_MISSING",
    default: "RETIRE",
    repairs: ["RETIRE"],
  },
  {
    what: "room for a pod that never was",
    sides: {
      seen: null,
      pod: ledgerPod({
        allocations: [{ id: "a", podId: "pod-1", server: "gpu-1", gpuModel: null, held: HELD, clusterUid: null }],
      }),
    },
    class: "STALE_RESERVATION",
    default: "RETIRE",
    repairs: ["RETIRE", "RECREATE"],
  },
  {
    what: "an image, CPU and RAM edited",
    sides: { seen: observedPod({ image: "other:9", effective: { ...HELD, cpuMillis: 2_000, ramBytes: 2 ** 31 } }) },
    class: "SPEC_DRIFT",
    fields: ["image", "cpu", "ram"],
    default: "REAPPLY",
    repairs: ["REAPPLY"],
  },
  {
    what: "marks taken off",
    sides: { seen: observedPod({ mark: null, brokenMark: { installation: "us", team: "team", owner: "ann" } }) },
    class: "SPEC_DRIFT",
    fields: ["mark managed-by", "mark pod-id", "mark allocation-id"],
    default: "REAPPLY",
    repairs: ["REAPPLY"],
  },
  {
    what: "GPUs, storage, command, ports and env that somebody made otherwise",
    sides: {
      seen: observedPod({
        uid: "uid-2",
        effective: { ...HELD, gpus: 2, storageBytes: 5 },
        container: { command: ["sh"], env: [{ name: "TOKEN", value: "guess" }], ports: [80] },
      }),
    },
    class: "SPEC_DRIFT",
    fields: ["gpus", "storage", "command", "ports", "env TOKEN", "uid"],
    default: null,
    repairs: ["RECREATE", "ADOPT"],
  },
  {
    what: "a pod on another server",
    sides: { seen: observedPod({ uid: "uid-2", server: "gpu-2" }) },
    class: "WRONG_SERVER",
    fields: ["server"],
    default: null,
    repairs: ["ADOPT", "RECREATE"],
  },
  {
    what: "a pod that does not end",
    sides: { seen: observedPod({ status: "TERMINATING", deletionRequestedAt: minutesAgo(6) }) },
    class: "STUCK_TERMINATING",
    default: null,
    repairs: [],
  },
  {
    what: "a deletion that a dead server holds up",
    sides: { seen: null, node: notReady, pod: ledgerPod({ desired: "ABSENT" }), rest: { busy: new Set(["pod-1"]) } },
    class: "STUCK_TERMINATING",
    default: null,
    repairs: ["RELEASE"],
  },
  {
    what: "a pod pending for long",
    sides: { seen: observedPod({ status: "PENDING", createdAt: minutesAgo(11) }) },
    class: "ZOMBIE_PENDING",
    default: null,
    repairs: [],
  },
  {
    what: "an ended pod that holds capacity",
    sides: { seen: observedPod({ status: "SUCCEEDED", terminal: true }) },
    class: "TERMINAL_HOLDS_CAPACITY",
    default: null,
    repairs: ["RELEASE"],
  },
  {
    what: "a pod of ours that is not in the ledger",
    sides: { pod: null },
    class: "ORPHAN",
    default: null,
    repairs: ["ADOPT", "DELETE_ORPHAN"],
  },
  {
    what: "another tool's pod",
    sides: { pod: null, seen: observedPod({ mark: null }) },
    class: "FOREIGN_POD",
    default: null,
    repairs: [],
  },
  {
    what: "another installation's pod",
    sides: { pod: null, seen: observedPod({ mark: mark && { ...mark, installationId: "them" } }) },
    class: "FOREIGN_POD",
    default: null,
    repairs: [],
  },
  {
    what: "a server that does not answer",
    sides: {
      node: { ...notReady, conditions: notReady.conditions.map((each) => ({ ...each, since: minutesAgo(2) })) },
    },
    class: "STATUS_OUT_OF_DATE",
    default: null,
    repairs: [],
  },
  {
    what: "a server that shrank",
    sides: { page: ledgerServer({ allocatable: { ...ROOM, gpus: 0 } }) },
    class: "OVER_ALLOCATED",
    fields: ["gpus"],
    default: null,
    repairs: [],
  },
  {
    what: "a server that is gone",
    sides: { page: ledgerServer({ vanished: true }) },
    class: "SERVER_VANISHED",
    default: null,
    repairs: [],
  },
  {
    what: "a counter that is not its sum",
    sides: { rest: { counterMismatches: [{ of: "TEAM", name: "team", counter: { ...HELD, gpus: 2 }, sum: HELD }] } },
    class: "COUNTER_MISMATCH",
    fields: ["gpus"],
    default: "RECOUNT",
    repairs: ["RECOUNT"],
  },
  {
    what: "a namespace that is gone",
    sides: { rest: { observedNamespaces: new Map() } },
    class: "NAMESPACE_MISSING",
    default: "CREATE_NAMESPACE",
    repairs: ["CREATE_NAMESPACE"],
  },
  {
    what: "a namespace's quota that was raised",
    sides: { rest: kept(namespaceState("RESOURCE_QUOTA", { content: { gpus: "64", pods: "10" } })) },
    class: "QUOTA_DRIFT",
    fields: ["ResourceQuota resource-manager: gpus"],
    default: "REAPPLY",
    repairs: ["REAPPLY"],
  },
  {
    what: "network policies that were deleted",
    sides: { rest: kept(namespaceState("NETWORK_POLICY", null)) },
    class: "NETWORK_DRIFT",
    fields: [
      "NetworkPolicy resource-manager-deny-all",
      "NetworkPolicy resource-manager-allow-dns",
      "NetworkPolicy resource-manager-allow-own-namespace",
    ],
    default: "REAPPLY",
    repairs: ["REAPPLY"],
  },
  {
    what: "a namespace that lost its Pod Security",
    sides: { rest: kept(namespaceState("NAMESPACE", { content: { team: "team", podSecurity: "privileged" } })) },
    class: "NETWORK_DRIFT",
    fields: ["namespace team: podSecurity"],
    default: "REAPPLY",
    repairs: ["REAPPLY"],
  },
  {
    what: "another installation's quota under our name",
    sides: { rest: kept(namespaceState("RESOURCE_QUOTA", { mark: "OTHER" })) },
    class: "QUOTA_DRIFT",
    fields: ["ResourceQuota resource-manager: mark"],
    default: null,
    repairs: [],
  },
];

describe("compare", () => {
  test("finds nothing where both sides agree", () => {
    expect(compare(snapshot({}))).toEqual([]);
  });

  test.each(FIXTURES)("finds $what: $class", ({ sides, class: cls, fields, default: kind, repairs }) => {
    const findings = compare(snapshot(sides)).filter((finding) => finding.class === cls);
    expect(findings).toHaveLength(1);
    const [finding] = findings;
    expect(finding?.repairs.map((repair) => repair.kind)).toEqual(repairs);
    expect(finding?.repair?.kind ?? null).toBe(kind);
    if (fields) expect(finding?.differences.map(({ field }) => field)).toEqual(fields);
    expect(finding?.explanation).toMatch(/^\S.*\.$/s);
    expect(JSON.stringify(finding)).not.toMatch(/secret|guess/);
  });

  test("says nothing of a pod that an operation works on", () => {
    expect(compare(snapshot({ seen: null, rest: { busy: new Set(["pod-1"]) } }))).toEqual([]);
  });

  test("says nothing of namespaces where the cluster was not asked", () => {
    expect(compare(snapshot({ rest: { observedNamespaces: null } }))).toEqual([]);
  });

  test("takes what admission made larger for what is held, not for drift", () => {
    const held = { ...HELD, cpuMillis: 1_500 };
    const pod = ledgerPod({
      allocations: [{ id: "allocation-1", podId: "pod-1", server: "gpu-1", gpuModel: null, held, clusterUid: "uid-1" }],
    });
    const page = ledgerServer({ allocated: held });
    expect(compare(snapshot({ pod, page, seen: observedPod({ effective: held, held }) }))).toEqual([]);
  });
});
