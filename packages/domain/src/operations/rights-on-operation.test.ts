import { describe, expect, test } from "vitest";
import type { Operation } from "../model/operation.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Rights } from "../rules/rights.ts";
import { ledgerPod } from "../testing/objects.ts";
import { operation } from "../testing/operations.ts";
import { whyNotTouched } from "./rights-on-operation.ts";

const NO: Refusal = { kind: "NotPermitted", message: "no" };
const POD = ledgerPod();

/** What is asked before somebody touches it, and the answer. */
async function touching(kind: Operation["kind"], changes: Partial<Operation> = {}) {
  const asked: unknown[] = [];
  const rights: Rights = (permission, { team, ownerId }, missing) => {
    asked.push(permission, team, ownerId, missing);
    return NO;
  };
  const tx = { podById: async (id: string) => (id === "pod-1" ? POD : null) };
  expect(await whyNotTouched(tx, operation(kind, 1, changes), rights)).toBe(NO);
  return asked;
}

const missing = { kind: "NotFound", what: "OPERATION", message: "there is no operation operation-1" };

describe("who may call an operation off, or take it back", () => {
  test.each<[Operation["kind"], Partial<Operation>, readonly unknown[]]>([
    ["UPDATE_POD", { facts: { mode: "IN_PLACE" } }, ["changePods", "team", "user-ann"]],
    ["HEAL", { facts: { repair: "REAPPLY" } }, ["heal", "team", "user-ann"]],
    ["UPDATE_TEAM", { team: "eyes" }, ["changeTeams", "eyes", null]],
    ["CORDON_SERVER", { server: "gpu-1" }, ["manageServers", null, null]],
  ])("%s: who may ask for it, of the pod's owner; others are told of no operation", async (kind, changes, expected) => {
    expect(await touching(kind, changes)).toEqual([...expected, missing]);
  });

  test("of a pod that the ledger does not have is a bug", async () => {
    await expect(touching("CREATE_POD", { podId: "pod-2" })).rejects.toThrow("the ledger has lost the pod pod-2");
    await expect(touching("CREATE_POD", { podId: null })).rejects.toThrow("the ledger has lost the pod null");
  });
});
