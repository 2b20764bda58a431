import { describe, expect, test } from "vitest";
import type { Operation } from "../model/operation.ts";
import type { Refusal } from "../model/refusal.ts";
import { refuse } from "../model/result.ts";
import type { TeamNamespace } from "../model/team.ts";
import type { Rights } from "../rules/rights.ts";
import { ledgerPod } from "../testing/objects.ts";
import { operation } from "../testing/operations.ts";
import { operationToTouch } from "./rights-on-operation.ts";

const NO: Refusal = { kind: "NotPermitted", message: "no" };
const POD = ledgerPod();
const TX = {
  podById: async (id: string) => (id === "pod-1" ? POD : null),
  namespace: async (name: string): Promise<TeamNamespace | null> =>
    name === POD.namespace ? { name, team: POD.team, keeping: "MADE" } : null,
};

/** What is asked before somebody touches it, and the answer. */
async function touching(kind: Operation["kind"], changes: Partial<Operation> = {}) {
  const asked: unknown[] = [];
  const rights: Rights = (permission, { team, ownerId }, missing) => {
    if (permission === "seeTeam") return null;
    asked.push(permission, team, ownerId, missing);
    return NO;
  };
  const found = operation(kind, 1, changes);
  expect(await operationToTouch({ ...TX, storedOperation: async () => found }, found.id, rights)).toEqual(refuse(NO));
  return asked;
}

const missing = { kind: "NotFound", what: "OPERATION", message: "there is no operation operation-1" };

describe("who may call an operation off, or take it back", () => {
  test.each<[Operation["kind"], Partial<Operation>, readonly unknown[]]>([
    ["UPDATE_POD", { facts: { mode: "IN_PLACE" } }, ["changePods", "team", "user-ann"]],
    ["HEAL", { facts: { repair: "REAPPLY" } }, ["heal", "team", "user-ann"]],
    ["HEAL", { facts: { repair: "RECOUNT" }, podId: null, namespace: null, name: null }, ["heal", null, null]],
    ["UPDATE_TEAM", { team: "eyes" }, ["changeTeams", "eyes", null]],
    ["CORDON_SERVER", { server: "gpu-1" }, ["manageServers", null, null]],
  ])("%s: who may ask for it, of the pod's owner; others are told of no operation", async (kind, changes, expected) => {
    expect(await touching(kind, changes)).toEqual([...expected, missing]);
  });

  test.each<[Operation["kind"], Partial<Operation>, string | null]>([
    ["UPDATE_POD", { facts: { mode: "IN_PLACE" } }, POD.team],
    ["UPDATE_TEAM", { team: "eyes" }, "eyes"],
    ["CORDON_SERVER", { server: "gpu-1", namespace: null, name: null }, null],
  ])(
    "%s: who does not see its team is told what they are told of none, and its pod is not read",
    async (kind, changes, team) => {
      const found = operation(kind, 1, changes);
      const unread = { ...TX, podById: () => expect.unreachable("the pod was read") };
      const rights: Rights = (permission, thing, missing) =>
        permission === "seeTeam" && thing.team === team ? missing : null;
      const other = await operationToTouch({ ...unread, storedOperation: async () => found }, found.id, rights);
      expect(other).toEqual(await operationToTouch({ ...unread, storedOperation: async () => null }, found.id, rights));
      expect(other).toMatchObject({ ok: false, error: { what: "OPERATION" } });
    },
  );

  test("of a pod that the ledger does not have is a bug", async () => {
    await expect(touching("CREATE_POD", { podId: "pod-2" })).rejects.toThrow("the ledger has lost the pod pod-2");
    await expect(touching("CREATE_POD", { podId: null })).rejects.toThrow("the ledger has lost the pod null");
  });
});
