import { describe, expect, test } from "vitest";
import type { NamespaceObject, NamespaceState, ObservedNamespaceObject } from "../model/namespace-object.ts";
import { type NamespaceKeeping, NO_QUOTA, type TeamNamespace } from "../model/team.ts";
import { GIB, team } from "../testing/objects.ts";
import { describeDifference, differences, isKept, namespaceDrift, wantedObjects } from "./namespace-objects.ts";
import { pullSecretName } from "./pull-secrets.ts";

const QUOTA = { gpus: 8, cpuMillis: 4_000, ramBytes: 2 * GIB, storageBytes: 5, podSlots: 10, gpusByModel: { H100: 4 } };
const TEAM = team({ quota: QUOTA });
const KEPT: TeamNamespace = { name: "vision", team: "team", keeping: "MADE" };

function content(kind: NamespaceObject["kind"], of = TEAM) {
  return wantedObjects(of, "vision").find((object) => object.kind === kind)?.content;
}

/** The namespace as it has to be, but for what `change` makes of each object; null: it is gone. */
function state(change: (kept: ObservedNamespaceObject) => ObservedNamespaceObject | null): NamespaceState {
  const objects = wantedObjects(TEAM, "vision").flatMap((wanted) => {
    return change({ ...wanted, uid: wanted.name, resourceVersion: "1", mark: "OURS", writers: [] }) ?? [];
  });
  return { name: "vision", uid: "n", terminating: false, objects };
}

describe("a namespace that we keep has to have", () => {
  test("its team's mark and the strict Pod Security, three policies, no token, a quota and limits", () => {
    expect(wantedObjects(TEAM, "vision").map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "NAMESPACE vision",
      "NETWORK_POLICY resource-manager-deny-all",
      "NETWORK_POLICY resource-manager-allow-dns",
      "NETWORK_POLICY resource-manager-allow-own-namespace",
      "SERVICE_ACCOUNT default",
      "RESOURCE_QUOTA resource-manager",
      "LIMIT_RANGE resource-manager",
    ]);
    expect(content("NAMESPACE")).toEqual({ team: "team", podSecurity: "restricted" });
    expect(content("SERVICE_ACCOUNT")).toEqual({ mountsToken: "false" });
    const rules = wantedObjects(TEAM, "vision").flatMap((object) => object.content.rule ?? []);
    expect(rules).toEqual(["DENY_ALL", "ALLOW_DNS", "ALLOW_OWN_NAMESPACE"]);
  });

  test("as its ceiling the team's quota; GPUs of single models are only in the ledger", () => {
    const storage = { ...TEAM.defaults, storageBytes: 1 };
    const limits = { gpus: "8", cpuMillis: "4000", ramBytes: String(2 * GIB), pods: "10" };
    expect(content("RESOURCE_QUOTA", team({ quota: QUOTA, defaults: storage }))).toEqual({
      ...limits,
      storageBytes: "5",
    });
    expect(content("RESOURCE_QUOTA", team({ quota: { ...NO_QUOTA, gpus: 0 } }))).toEqual({ gpus: "0" });
  });

  test("no ceiling for storage where pods need not have any: Kubernetes would refuse those", () => {
    expect(content("RESOURCE_QUOTA")).not.toHaveProperty("storageBytes");
  });

  test("no room for a pod once its team is archived", () => {
    expect(content("RESOURCE_QUOTA", team({ archived: true }))).toEqual({ pods: "0" });
  });

  test("as its limits what a pod of the team gets", () => {
    expect(content("LIMIT_RANGE")).toEqual({ cpuMillis: "1000", ramBytes: String(GIB) });
    const defaults = { cpuMillis: 500, ramBytes: GIB, storageBytes: 7 };
    const limits = { cpuMillis: "500", ramBytes: String(GIB), storageBytes: "7" };
    expect(content("LIMIT_RANGE", team({ defaults }))).toEqual(limits);
  });
});

describe("what differs", () => {
  const wanted: NamespaceObject = { kind: "RESOURCE_QUOTA", name: "q", content: { b: "1", c: "2", d: "3" } };
  const there = (changes: Partial<ObservedNamespaceObject> = {}): NamespaceState => ({
    ...state(() => null),
    objects: [{ ...wanted, uid: "u", resourceVersion: "1", mark: "OURS", writers: [], ...changes }],
  });
  const fields = (observed: NamespaceState | null) => differences([wanted], observed).map((each) => each.fields);

  test("is nothing where the content is the same", () => {
    expect(differences([wanted], there())).toEqual([]);
  });

  test("is told by name: other values, those that are missing and those that are too many", () => {
    expect(fields(there({ content: { d: "4", c: "2", a: "0" } }))).toEqual([
      [
        { field: "a", wanted: null, observed: "0" },
        { field: "b", wanted: "1", observed: null },
        { field: "d", wanted: "3", observed: "4" },
      ],
    ]);
  });

  test("is all of it where the object, or the namespace, is not there", () => {
    const all = [["b", "c", "d"]];
    const names = (observed: NamespaceState | null) => fields(observed).map((of) => of.map(({ field }) => field));
    expect(names(null)).toEqual(all);
    expect(names(there({ name: "other" }))).toEqual(all);
    expect(names(there({ kind: "LIMIT_RANGE" }))).toEqual(all);
    expect(differences([wanted], null)).toMatchObject([{ wanted, observed: null }]);
  });

  test("is the mark of what is not ours, even where the content is the same", () => {
    expect(fields(there({ mark: "OTHER" }))).toEqual([[]]);
    expect(fields(there({ mark: "NOBODY" }))).toEqual([[]]);
    const account: NamespaceObject = { kind: "SERVICE_ACCOUNT", name: "default", content: {} };
    const unmarked = { ...account, uid: "u", resourceVersion: "1", mark: "NOBODY", writers: [] } as const;
    expect(differences([account], { ...state(() => null), objects: [unmarked] })).toEqual([]);
  });
});

describe("differences in words", () => {
  const wanted: NamespaceObject = { kind: "LIMIT_RANGE", name: "l", content: {} };
  const observed: ObservedNamespaceObject = { ...wanted, uid: "u", resourceVersion: "1", mark: "OURS", writers: [] };

  test("say what is missing, whose it is, or each field", () => {
    const fields = [
      { field: "a", wanted: null, observed: "0" },
      { field: "b", wanted: "1", observed: null },
    ];
    expect(describeDifference({ wanted, observed: null, fields })).toEqual(["LimitRange l is missing"]);
    expect(describeDifference({ wanted, observed: { ...observed, mark: "OTHER" }, fields })).toEqual([
      "LimitRange l carries another installation's mark",
    ]);
    expect(describeDifference({ wanted, observed: { ...observed, mark: "NOBODY" }, fields: [] })).toEqual([
      "LimitRange l carries no mark",
    ]);
    expect(describeDifference({ wanted, observed, fields })).toEqual([
      "LimitRange l: a is 0, should be not set",
      "LimitRange l: b is not set, should be 1",
    ]);
  });
});

describe("drift of a namespace", () => {
  test("is none where it is as it has to be", () => {
    expect(
      namespaceDrift(
        TEAM,
        KEPT,
        state((kept) => kept),
      ),
    ).toEqual([]);
  });

  test("is the namespace itself where the cluster has none", () => {
    expect(namespaceDrift(TEAM, KEPT, null)).toEqual([
      {
        ...{ class: "NAMESPACE_MISSING", namespace: "vision", team: "team" },
        ...{ lines: ["the cluster has no namespace vision"], differences: [] },
      },
    ]);
  });

  test.each<[NamespaceObject["kind"], string]>([
    ["RESOURCE_QUOTA", "QUOTA_DRIFT"],
    ["LIMIT_RANGE", "QUOTA_DRIFT"],
    ["NAMESPACE", "NETWORK_DRIFT"],
    ["NETWORK_POLICY", "NETWORK_DRIFT"],
    ["SERVICE_ACCOUNT", "NETWORK_DRIFT"],
  ])("%s is a matter of %s", (kind, cls) => {
    const drift = namespaceDrift(
      TEAM,
      KEPT,
      state((kept) => (kept.kind === kind ? null : kept)),
    );
    expect(drift.map((each) => each.class)).toEqual([cls]);
    expect(drift[0]?.differences.map(({ wanted }) => wanted.kind)).toContain(kind);
    expect(drift[0]?.lines.every((line) => line.endsWith(" is missing"))).toBe(true);
  });

  test("is that of pull secrets: one that is missing, edited, or left of a registry that the team has no more", () => {
    const secret = { registry: "registry.example", username: "robot", sealed: "sealed", fingerprint: "abc" };
    const at = new Date(0);
    const withSecret = team({
      quota: QUOTA,
      pullSecrets: [{ ...secret, createdBy: "ann", createdAt: at, rotatedAt: at }],
    });
    const name = pullSecretName("registry.example");
    const wanted = wantedObjects(withSecret, "vision").at(-1);
    expect(wanted).toEqual({ kind: "PULL_SECRET", name, content: { credentials: "abc" }, sealed: "sealed" });
    const drift = (...objects: Partial<ObservedNamespaceObject>[]) => {
      const kept = state((each) => each);
      const secrets = objects.map((object) => ({
        ...({ kind: "PULL_SECRET", name, content: { credentials: "abc" }, mark: "OURS", writers: [] } as const),
        ...{ uid: "s", resourceVersion: "1" },
        ...object,
      }));
      return namespaceDrift(withSecret, KEPT, { ...kept, objects: [...kept.objects, ...secrets] });
    };
    expect(drift({})).toEqual([]);
    expect(drift()).toMatchObject([{ class: "PULL_SECRET_DRIFT", lines: [`Secret ${name} is missing`] }]);
    expect(drift({ content: { credentials: "other" } })).toMatchObject([
      { lines: [`Secret ${name}: credentials is other, should be abc`] },
    ]);
    expect(drift({ mark: "NOBODY" })).toMatchObject([{ lines: [`Secret ${name} carries no mark`] }]);
    const left = drift({}, { name: "resource-manager-pull-old", uid: "o" });
    expect(left).toMatchObject([{ differences: [{ surplus: true, observed: { uid: "o" } }] }]);
    expect(left[0]?.lines).toEqual([
      "Secret resource-manager-pull-old is left of a pull secret that the team has no more",
    ]);
    expect(drift({}, { name: "resource-manager-pull-old", mark: "OTHER" })).toEqual([]);
  });

  test("comes one by one for limits and network", () => {
    const drift = namespaceDrift(
      TEAM,
      KEPT,
      state(() => null),
    );
    expect(drift.map(({ class: cls, differences: all }) => [cls, all.length])).toEqual([
      ["QUOTA_DRIFT", 2],
      ["NETWORK_DRIFT", 5],
    ]);
  });

  test.each<[NamespaceKeeping, boolean]>([
    ["MADE", true],
    ["ADOPTED", true],
    ["UNTOUCHED", false],
    ["NEW", false],
  ])("a namespace that is %s is kept: %j", (keeping, kept) => {
    expect(isKept({ ...KEPT, keeping })).toBe(kept);
    expect(namespaceDrift(TEAM, { ...KEPT, keeping }, null)).toHaveLength(kept ? 1 : 0);
  });
});
