import { describe, expect, test } from "vitest";
import type { NamespaceObjectKind, ObservedNamespaceObject } from "../model/namespace-object.ts";
import { NO_QUOTA } from "../model/team.ts";
import { wantedObjects } from "../rules/namespace-objects.ts";
import { team } from "../testing/objects.ts";
import { compareNamespace } from "./compare-namespaces.ts";

const TEAM = team({ quota: { ...NO_QUOTA, gpus: 8 } });

interface Rest {
  readonly terminating?: boolean;
  /** Objects of this kind are gone, too. */
  readonly lacks?: NamespaceObjectKind;
}

/** The namespace as we keep it, but for `change` in its objects of that kind; null: they are gone. */
function find(
  kind: NamespaceObjectKind | null,
  change: Partial<ObservedNamespaceObject> | null,
  { terminating = false, lacks }: Rest = {},
) {
  const there = wantedObjects(TEAM, "vision").filter((wanted) => wanted.kind !== lacks);
  const objects = there.flatMap((wanted): ObservedNamespaceObject[] => {
    const kept = { ...wanted, uid: wanted.name, resourceVersion: "1", mark: "OURS", writers: [] } as const;
    if (wanted.kind !== kind) return [kept];
    return change === null ? [] : [{ ...kept, ...change }];
  });
  return compareNamespace({
    team: TEAM,
    namespace: { name: "vision", team: "team", keeping: "MADE" },
    state: { name: "vision", uid: "n", terminating, objects },
  });
}

test("limits that somebody changed are set back at no version: a quota's moves with every pod", () => {
  expect(find("RESOURCE_QUOTA", { content: { gpus: "64", pods: "1" } })).toMatchObject([
    {
      id: "QUOTA_DRIFT:namespace:vision",
      severity: "WARNING",
      subject: "namespace:vision",
      namespace: "vision",
      title: "The limits of the namespace vision were changed",
      explanation: expect.stringMatching(
        / ResourceQuota resource-manager: gpus is 64, should be 8; ResourceQuota resource-manager: pods is 1, should be not set\.$/,
      ),
      differences: [
        { field: "ResourceQuota resource-manager: gpus", ledger: "8", clusterSpec: "64", clusterStatus: null },
        { field: "ResourceQuota resource-manager: pods", ledger: null, clusterSpec: "1", clusterStatus: null },
      ],
      repair: {
        kind: "REAPPLY",
        podId: null,
        podVersion: null,
        uid: null,
        resourceVersion: null,
        calls: ["PUT ResourceQuota resource-manager in vision"],
        deletes: false,
      },
    },
  ]);
});

test("policies that were deleted are posted again", () => {
  expect(find("NETWORK_POLICY", null)).toMatchObject([
    {
      id: "NETWORK_DRIFT:namespace:vision",
      title: "The namespace vision is not closed as it was",
      differences: [
        { field: "NetworkPolicy resource-manager-deny-all", ledger: "present", clusterSpec: "absent" },
        { field: "NetworkPolicy resource-manager-allow-dns", ledger: "present", clusterSpec: "absent" },
        { field: "NetworkPolicy resource-manager-allow-own-namespace", ledger: "present", clusterSpec: "absent" },
      ],
      repair: {
        kind: "REAPPLY",
        calls: [
          "POST NetworkPolicy resource-manager-deny-all in vision",
          "POST NetworkPolicy resource-manager-allow-dns in vision",
          "POST NetworkPolicy resource-manager-allow-own-namespace in vision",
        ],
      },
    },
  ]);
});

describe("an object under our name without our mark", () => {
  test.each<[NamespaceObjectKind, ObservedNamespaceObject["mark"], string, string, boolean]>([
    ["RESOURCE_QUOTA", "OTHER", "ResourceQuota resource-manager", "another installation's", false],
    ["RESOURCE_QUOTA", "NOBODY", "ResourceQuota resource-manager", "no", false],
    ["LIMIT_RANGE", "NOBODY", "LimitRange resource-manager", "no", false],
    ["NAMESPACE", "OTHER", "namespace vision", "another installation's", false],
    ["NAMESPACE", "NOBODY", "namespace vision", "no", true],
  ])("%s, mark %s", (kind, mark, object, whose, isOffered) => {
    const [finding] = find(kind, { mark });
    expect(finding?.differences).toEqual([
      { field: `${object}: mark`, ledger: "ours", clusterSpec: `${object} carries ${whose} mark`, clusterStatus: null },
    ]);
    expect(finding?.repairs.map((repair) => repair.kind)).toEqual(isOffered ? ["REAPPLY"] : []);
  });

  test("the service account is Kubernetes' own and carries none: its token is turned off again", () => {
    const [finding] = find("SERVICE_ACCOUNT", { mark: "NOBODY", content: { mountsToken: "true" } });
    expect(finding?.differences).toMatchObject([
      { field: "ServiceAccount default: mountsToken", ledger: "false", clusterSpec: "true" },
    ]);
    expect(finding?.repair?.calls).toEqual(["PUT ServiceAccount default in vision"]);
    expect(find("SERVICE_ACCOUNT", { mark: "NOBODY" })).toEqual([]);
  });
});

test("a namespace that is as it has to be, or that is going, is no finding here", () => {
  expect(find(null, {})).toEqual([]);
  expect(find("NETWORK_POLICY", null, { terminating: true })).toEqual([]);
});

test("where one of our names is taken by another's object, nothing of that class is set back", () => {
  const [finding] = find("RESOURCE_QUOTA", { mark: "OTHER" }, { lacks: "LIMIT_RANGE" });
  expect(finding?.differences.map(({ field }) => field)).toEqual([
    "ResourceQuota resource-manager: mark",
    "LimitRange resource-manager",
  ]);
  expect(finding?.repairs).toEqual([]);
});
