import { describe, expect, test } from "vitest";
import type { PodEvent } from "../model/pod.ts";
import { type Evidence, likelyCause } from "./cause.ts";
import { makeFinding } from "./make-finding.ts";

const NOW = new Date("2026-01-01T12:00:00Z");
const NOTHING: Evidence = { writers: [], events: [], audit: [] };
const parts = { severity: "WARNING", key: "k", subject: "pod:team/train", title: "t", explanation: "e" } as const;
const difference = (field: string) => ({ field, ledger: "a", clusterSpec: "b", clusterStatus: null });
const drift = makeFinding({ ...parts, class: "SPEC_DRIFT", differences: [difference("image")] });
const missing = makeFinding({ ...parts, class: "POD_MISSING", differences: [difference("pod")] });
const writer = (manager: string, fields: string[], minute: number) => ({
  manager,
  operation: "Update",
  at: new Date(NOW.getTime() + minute * 60_000),
  fields,
});
const event = (reason: string, source: string): PodEvent => ({
  type: "NORMAL",
  reason,
  message: "m",
  count: 1,
  source,
  firstSeenAt: NOW,
  lastSeenAt: NOW,
});

describe("likelyCause", () => {
  test("is who last wrote the field that differs, other than us", () => {
    const writers = [
      writer("resource-manager", ["image", "resources"], 0),
      writer("kubectl-edit", ["image"], 1),
      writer("somebody", ["labels"], 2),
      writer("kubelet", ["status"], 3),
    ];
    expect(likelyCause(drift, { ...NOTHING, writers }, NOW)).toMatchObject({
      who: "kubectl-edit",
      operation: "Update",
      source: "MANAGED_FIELDS",
      at: writers[1]?.at,
    });
  });

  test("knows the labels behind a mark that was taken off", () => {
    const marks = makeFinding({ ...parts, class: "SPEC_DRIFT", differences: [difference("mark pod-id")] });
    const writers = [writer("kubectl-label", ["labels"], 1)];
    expect(likelyCause(marks, { ...NOTHING, writers }, NOW).who).toBe("kubectl-label");
  });

  test("of an edited object of a namespace is who last wrote that object, other than us", () => {
    const quota = "ResourceQuota resource-manager";
    const edited = makeFinding({ ...parts, class: "QUOTA_DRIFT", differences: [difference(`${quota}: pods`)] });
    const writers = [
      writer("resource-manager", [quota], 0),
      writer("kubectl-edit", [quota], 1),
      writer("somebody", ["LimitRange resource-manager"], 2),
    ];
    expect(likelyCause(edited, { ...NOTHING, writers }, NOW)).toMatchObject({
      who: "kubectl-edit",
      at: writers[1]?.at,
    });
  });

  test("of a deleted object of a namespace is nobody: Kubernetes keeps no name of who deletes", () => {
    const gone = { ...difference("NetworkPolicy resource-manager-deny-all"), clusterSpec: "absent" };
    const open = makeFinding({ ...parts, class: "NETWORK_DRIFT", differences: [gone] });
    const cause = likelyCause(open, NOTHING, NOW);
    expect([cause.who, cause.words]).toEqual([null, expect.stringContaining("no name of who deletes")]);
  });

  test("of a pod that is gone is the cluster's most telling event, whoever has its name now", () => {
    const events = [event("Killing", "kubelet"), event("TaintManagerEviction", "taint-eviction-controller")];
    const writers = [writer("stranger", ["pod"], 1)];
    expect(likelyCause(missing, { ...NOTHING, writers, events }, NOW)).toMatchObject({
      who: "taint-eviction-controller",
      source: "EVENT",
    });
  });

  test("falls back on what we did there within the hour, and else says that nothing tells", () => {
    const entry = {
      action: "deletePod",
      subject: "pod:team/train",
      reason: null,
      before: null,
      after: null,
      operationId: null,
    };
    const actor = { kind: "USER", id: "ann", name: "ann" } as const;
    const at = (minutes: number) => [
      { ...entry, actor, result: "DONE" as const, at: new Date(NOW.getTime() - minutes * 60_000) },
    ];
    expect(likelyCause(missing, { ...NOTHING, audit: at(30) }, NOW)).toMatchObject({
      source: "AUDIT",
      operation: "deletePod",
    });
    expect(likelyCause(missing, { ...NOTHING, audit: at(90) }, NOW)).toMatchObject({ source: "NONE", who: null });
    const words = (action: string) =>
      likelyCause(missing, { ...NOTHING, audit: at(1).map((record) => ({ ...record, action })) }, NOW).words;
    expect(words("operation.CREATE_POD")).toContain("did there: create pod, for ann.");
    expect(words("heal.DELETE_ORPHAN")).toContain("did there: repair by delete orphan, for ann.");
    expect(words("updatePod")).toContain("did there: update pod, for ann.");
  });
});

describe("who last wrote the field", () => {
  test.each<[string, string]>([
    ["mark owner", "annotations"],
    ["mark team", "labels"],
    ["env TOKEN", "env"],
    ["cpu", "resources"],
    ["ram", "resources"],
    ["gpus", "resources"],
    ["storage", "resources"],
    ["image", "image"],
    ["command", "command"],
  ])("a difference of %s is what managed fields call %s", (field, written) => {
    const finding = makeFinding({ ...parts, class: "SPEC_DRIFT", differences: [difference(field)] });
    const others = ["annotations", "labels", "env", "resources", "image", "command"].filter((name) => name !== written);
    const writers = [writer("editor", [written], 1), writer("bystander", others, 2)];
    expect(likelyCause(finding, { ...NOTHING, writers }, NOW)).toMatchObject({
      who: "editor",
      words: `editor wrote ${written} last (Update).`,
    });
  });

  test("is also one that wrote other fields besides", () => {
    const writers = [writer("editor", ["labels", "image"], 1)];
    expect(likelyCause(drift, { ...NOTHING, writers }, NOW).who).toBe("editor");
  });

  test("is never one that reports, or writes for us: then nothing tells", () => {
    const writers = ["resource-manager", "kubelet", "kwok", "kube-scheduler"].map((name) => writer(name, ["image"], 1));
    expect(likelyCause(drift, { ...NOTHING, writers }, NOW)).toEqual({
      who: null,
      operation: null,
      at: null,
      source: "NONE",
      words: "Nothing in the cluster or in the audit tells.",
    });
  });

  test.each(["ORPHAN", "FOREIGN_POD"] as const)("of a pod that the ledger does not know (%s) is who made it", (cls) => {
    const unknown = makeFinding({ ...parts, class: cls, differences: [difference("pod")] });
    const writers = [writer("kubelet", ["status"], 0), writer("resource-manager", ["image"], 0)];
    const events = [event("Killing", "kubelet")];
    expect(likelyCause(unknown, { ...NOTHING, writers, events }, NOW)).toMatchObject({
      who: "resource-manager",
      source: "MANAGED_FIELDS",
      at: NOW,
      words: "resource-manager wrote it (Update).",
    });
    expect(likelyCause(unknown, { ...NOTHING, events }, NOW).source).toBe("NONE");
  });
});

describe("what the cluster says", () => {
  test.each(["TaintManagerEviction", "Preempted", "Evicted", "NodeControllerEviction", "OOMKilling", "Killing"])(
    "tells by %s",
    (reason) => {
      expect(likelyCause(missing, { ...NOTHING, events: [event(reason, "controller")] }, NOW)).toEqual({
        who: "controller",
        operation: reason,
        at: NOW,
        source: "EVENT",
        words: `The cluster says ${reason}: m`,
      });
    },
  );

  test("tells by the newest of its kind, also where it names no source", () => {
    const later = new Date(NOW.getTime() + 1);
    const events = [event("Evicted", "kubelet"), { ...event("Evicted", ""), lastSeenAt: later }];
    expect(likelyCause(missing, { ...NOTHING, events }, NOW)).toMatchObject({ who: null, at: later });
  });

  test("tells nothing by what does not end a pod", () => {
    expect(likelyCause(missing, { ...NOTHING, events: [event("Pulled", "kubelet")] }, NOW).source).toBe("NONE");
  });

  test("of a drift comes after who wrote the field", () => {
    const evidence = { ...NOTHING, writers: [writer("editor", ["image"], 1)], events: [event("Killing", "kubelet")] };
    expect(likelyCause(drift, evidence, NOW).source).toBe("MANAGED_FIELDS");
    expect(likelyCause(drift, { ...evidence, writers: [] }, NOW).source).toBe("EVENT");
  });
});

describe("what we did there", () => {
  const entry = (action: string, result: "DONE" | "REFUSED", minutes: number): Evidence["audit"][number] => ({
    ...{ actor: { kind: "USER", id: "u1", name: "ann" }, action, subject: "pod:team/train", result },
    ...{ reason: null, before: null, after: null, operationId: null, at: new Date(NOW.getTime() - minutes * 60_000) },
  });

  test("is the last that was not refused", () => {
    const audit = [entry("createPod", "DONE", 50), entry("updatePod", "DONE", 40), entry("deletePod", "REFUSED", 30)];
    expect(likelyCause(drift, { ...NOTHING, audit }, NOW)).toEqual({
      who: null,
      operation: "updatePod",
      at: audit[1]?.at,
      source: "AUDIT",
      words: "Nothing in the cluster tells. The last that Resource Manager did there: update pod, for ann.",
    });
  });

  test("counts for an hour, not at an hour", () => {
    expect(likelyCause(drift, { ...NOTHING, audit: [entry("updatePod", "DONE", 60)] }, NOW).source).toBe("NONE");
  });
});

test.each(["POD_MISSING", "STALE_RESERVATION"] as const)(
  "of a pod that is gone with no trace, it says that Kubernetes names nobody who deletes (%s)",
  (cls) => {
    const gone = makeFinding({ ...parts, class: cls, differences: [difference("pod")] });
    const writers = [writer("stranger", ["pod"], 1)];
    const cause = likelyCause(gone, { ...NOTHING, writers }, NOW);
    expect(cause).toMatchObject({ who: null, operation: null, at: null, source: "NONE" });
    expect(cause.words).toMatch(/^Nothing tells who did it/);
  },
);

test("of objects of which some were deleted and some edited, it does not say that somebody deleted them", () => {
  const [edited, gone] = [difference("LimitRange x: ram"), { ...difference("ResourceQuota x"), clusterSpec: "absent" }];
  const words = (...differences: (typeof edited)[]) =>
    likelyCause(makeFinding({ ...parts, class: "QUOTA_DRIFT", differences }), NOTHING, NOW).words;
  expect(words(edited, gone)).toBe("Nothing in the cluster or in the audit tells.");
  expect(words()).toBe("Nothing in the cluster or in the audit tells.");
  expect(words(gone)).toMatch(/^Nothing tells who did it/);
});
