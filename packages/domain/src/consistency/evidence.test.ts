import { describe, expect, test } from "vitest";
import type { AuditRecord } from "../model/audit.ts";
import type { NamespaceState } from "../model/namespace-object.ts";
import type { PodEvent } from "../model/pod.ts";
import type { TeamNamespace } from "../model/team.ts";
import type { ClusterAnswer, FieldWriter, PodDetails } from "../ports/cluster.ts";
import { ledgerPod, minutesAgo, NOW, observedPod } from "../testing/objects.ts";
import { type EvidencePorts, investigate } from "./evidence.ts";
import { makeFinding } from "./make-finding.ts";

const AWAY = { kind: "unavailable", message: "away", effectUnknown: false, retryAfterMs: null } as const;
const GONE = { kind: "notFound" } as const;
const WRITER: FieldWriter = { manager: "kubectl-edit", operation: "Update", at: NOW, fields: ["image"] };
const EVENT: PodEvent = {
  ...{ type: "NORMAL", reason: "Evicted", message: "m", count: 1, source: "kubelet" },
  ...{ firstSeenAt: NOW, lastSeenAt: NOW },
};
const ENTRY: AuditRecord = {
  ...{ actor: { kind: "USER", id: "u", name: "ann" }, action: "updatePod", subject: "s", result: "DONE", at: NOW },
  ...{ reason: null, before: null, after: null, operationId: null },
};
const DETAILS: PodDetails = { pod: observedPod(), spec: ledgerPod().spec, version: 3, writers: [WRITER] };

const words = { severity: "WARNING", key: "k", title: "t", explanation: "e" } as const;
const differences = [{ field: "image", ledger: "a", clusterSpec: "b", clusterStatus: null }];
const DRIFT = makeFinding({ class: "SPEC_DRIFT", subject: "pod:team/train", pod: ledgerPod(), ...words, differences });
const SHRUNK = makeFinding({ class: "OVER_ALLOCATED", subject: "server:gpu-1", ...words });

/** A cluster and an audit that answer so; `asked`: what they were asked. */
function asking(answers: {
  readonly pod?: ClusterAnswer<PodDetails>;
  readonly events?: ClusterAnswer<readonly PodEvent[]>;
  readonly namespace?: ClusterAnswer<NamespaceState>;
  readonly owned?: readonly TeamNamespace[];
  readonly audit?: Readonly<Record<string, readonly AuditRecord[]>>;
}) {
  const asked: unknown[] = [];
  const ports: EvidencePorts = {
    cluster: {
      inspectPod: async (key) => {
        asked.push(["pod", key]);
        return answers.pod ?? GONE;
      },
      podEvents: async (key, uid) => {
        asked.push(["events", key, uid]);
        return answers.events ?? GONE;
      },
      readNamespace: async (name) => {
        asked.push(["namespace", name]);
        return answers.namespace ?? GONE;
      },
    },
    ledger: {
      auditTrail: async (subject, limit) => {
        asked.push(["audit", subject, limit]);
        return answers.audit?.[subject] ?? [ENTRY];
      },
      namespaces: async () => answers.owned ?? [],
    },
  };
  return { asked, ports };
}

const ok = <T>(value: T) => ({ kind: "ok", value }) as const;

describe("investigate", () => {
  test("asks the pod, its events whatever its uid was, and the last twenty that the audit has of it", async () => {
    const { asked, ports } = asking({});
    await investigate(ports, DRIFT, NOW);
    const key = { namespace: "team", name: "train" };
    expect(asked).toEqual([
      ["pod", key],
      ["events", key, null],
      ["audit", "pod:team/train", 20],
    ]);
  });

  test("takes the writers before the events, and these before the audit; what is not there tells nothing", async () => {
    const source = async (answers: Parameters<typeof asking>[0]) =>
      (await investigate(asking(answers).ports, DRIFT, NOW))?.source;
    expect(await source({ pod: ok(DETAILS), events: ok([EVENT]) })).toBe("MANAGED_FIELDS");
    expect(await source({ events: ok([EVENT]) })).toBe("EVENT");
    expect(await source({ pod: ok({ ...DETAILS, writers: [] }) })).toBe("AUDIT");
  });

  test.each([
    ["pod", { pod: AWAY, events: ok([EVENT]) }],
    ["events", { pod: ok(DETAILS), events: AWAY }],
  ])("says nothing yet where the cluster does not answer for the %s", async (_, answers) => {
    expect(await investigate(asking(answers).ports, DRIFT, NOW)).toBeNull();
  });

  test("asks only the audit of what is about no pod", async () => {
    const { asked, ports } = asking({ pod: AWAY, events: AWAY });
    expect(await investigate(ports, SHRUNK, NOW)).toMatchObject({ source: "AUDIT", operation: "updatePod" });
    expect(asked).toEqual([["audit", "server:gpu-1", 20]]);
  });
});

describe("investigate an object of a namespace that was edited", () => {
  const edited = (cls: "QUOTA_DRIFT" | "NETWORK_DRIFT", object: string) =>
    makeFinding({
      ...{ ...words, class: cls, subject: "namespace:vision", namespace: "vision" },
      differences: [{ field: `${object}: pods`, ledger: "1", clusterSpec: "2", clusterStatus: null }],
    });
  const QUOTA = edited("QUOTA_DRIFT", "ResourceQuota resource-manager");
  const object = (name: string, writers: readonly (readonly [string, Date | null])[]) => ({
    ...({ kind: "RESOURCE_QUOTA", name, content: {}, uid: name, resourceVersion: "1", mark: "OURS" } as const),
    writers: writers.map(([manager, at]) => ({ manager, operation: "Update", at })),
  });
  const state = (...objects: NamespaceState["objects"]): ClusterAnswer<NamespaceState> =>
    ok({ name: "vision", uid: "n", terminating: false, objects });

  test("is by the newest that wrote that very object; a writer of no known time is the oldest", async () => {
    const namespace = state(
      object("resource-manager", [
        ["kubectl-edit", minutesAgo(1)],
        ["kubectl-patch", minutesAgo(9)],
        ["old", null],
      ]),
      object("other", [["bystander", NOW]]),
    );
    const { asked, ports } = asking({ namespace });
    expect(await investigate(ports, QUOTA, NOW)).toMatchObject({ who: "kubectl-edit", at: minutesAgo(1) });
    expect(asked).toEqual([
      ["namespace", "vision"],
      ["audit", "namespace:vision", 20],
    ]);
  });

  test("is by the last that we did to the namespace, or to its team", async () => {
    const owned: TeamNamespace[] = [
      { name: "other", team: "others", keeping: "MADE" },
      { name: "vision", team: "eyes", keeping: "MADE" },
    ];
    const audit = {
      "namespace:vision": [{ ...ENTRY, action: "addNamespace", at: minutesAgo(5) }],
      "team:eyes": [
        { ...ENTRY, action: "createTeam", at: minutesAgo(9) },
        { ...ENTRY, action: "updateTeam", at: minutesAgo(2) },
      ],
    };
    for (const finding of [QUOTA, edited("NETWORK_DRIFT", "NetworkPolicy x")]) {
      const cause = await investigate(asking({ owned, audit, namespace: state() }).ports, finding, NOW);
      expect(cause).toMatchObject({ source: "AUDIT", operation: "updateTeam" });
    }
    const older = { ...audit, "team:eyes": audit["team:eyes"].slice(0, 1) };
    const cause = await investigate(asking({ owned, audit: older }).ports, QUOTA, NOW);
    expect(cause).toMatchObject({ source: "AUDIT", operation: "addNamespace" });
  });

  test("waits where the cluster does not answer", async () => {
    expect(await investigate(asking({ namespace: AWAY }).ports, QUOTA, NOW)).toBeNull();
  });
});
