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
  });
});
