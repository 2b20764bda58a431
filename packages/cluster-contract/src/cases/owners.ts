import { casesOf } from "../case.ts";
import type { CaseContext } from "../context.ts";
import { at, type Json, type JsonObject, textAt } from "../json.ts";
import { coreObject } from "../manifests.ts";
import { answersTo } from "../networking.ts";
import { seen } from "../observe.ts";

const nobodysUid = "11111111-2222-3333-4444-555555555555";

export const ownerCases = casesOf("deletion", [
  {
    id: "foreground-deletion",
    name: "a foreground deletion keeps the owner, marked, until what it owns is gone",
    async run(context) {
      const secrets = await secretsOf(context);
      const uid = await secret(context, secrets, "owner");
      const owner = { ...ownedBy("owner", uid), blockOwnerDeletion: true };
      await secret(context, secrets, "owned", { ownerReferences: [owner], finalizers: ["contract.example/held"] });
      const deleted = await context.api.delete(`${secrets}/owner`, { propagationPolicy: "Foreground" });
      const waiting = await context.untilObject(
        `${secrets}/owned`,
        "the owned being deleted",
        (object) => at(object, "metadata.deletionTimestamp") !== undefined,
      );
      const owner1 = await context.api.get(`${secrets}/owner`);
      await context.api.patch(`${secrets}/owned`, "merge", { metadata: { finalizers: null } });
      await context.untilGone(`${secrets}/owned`);
      await context.untilGone(`${secrets}/owner`);
      const shown = ["metadata.finalizers", "metadata.deletionTimestamp", "metadata.deletionGracePeriodSeconds"];
      return {
        deleted: seen(deleted, shown),
        waiting: seen(waiting, ["metadata.finalizers", "metadata.ownerReferences.0.name"]),
        owner: seen(owner1, shown),
      };
    },
  },
  {
    id: "one-of-two-owners",
    name: "an object with two owners stays when one goes, which is taken off it, and goes with the other",
    async run(context) {
      const secrets = await secretsOf(context);
      const owners = [
        ownedBy("first", await secret(context, secrets, "first")),
        ownedBy("second", await secret(context, secrets, "second")),
      ];
      await secret(context, secrets, "owned", { ownerReferences: owners });
      await context.api.delete(`${secrets}/first`, { propagationPolicy: "Background" });
      const left = await context.untilObject(
        `${secrets}/owned`,
        "one owner",
        (object) => at(object, "metadata.ownerReferences.1") === undefined,
      );
      await context.api.delete(`${secrets}/second`, { propagationPolicy: "Background" });
      await context.untilGone(`${secrets}/owned`);
      return { left: seen(left, ["metadata.ownerReferences.0.name"]) };
    },
  },
  {
    id: "owner-that-never-was",
    name: "an object whose owner is not there, or has another uid, is collected",
    async run(context) {
      const secrets = await secretsOf(context);
      await secret(context, secrets, "there");
      await secret(context, secrets, "of-nobody", { ownerReferences: [ownedBy("ghost", nobodysUid)] });
      await secret(context, secrets, "of-a-namesake", { ownerReferences: [ownedBy("there", nobodysUid)] });
      await context.untilGone(`${secrets}/of-nobody`);
      await context.untilGone(`${secrets}/of-a-namesake`);
      return { there: (await context.api.get(`${secrets}/there`)).status };
    },
  },
  {
    id: "bad-owner-references",
    name: "an owner reference without its facts is 422, so are two controllers; a controller and another owner are fine",
    async run(context) {
      const secrets = await secretsOf(context);
      const uid = await secret(context, secrets, "owner");
      const fine = ownedBy("owner", uid);
      const owned = (...ownerReferences: JsonObject[]) => ({
        ...coreObject("Secret", "owned"),
        metadata: { name: "owned", ownerReferences },
      });
      const controller = { ...fine, controller: true };
      return answersTo(context, secrets, {
        noVersion: owned({ ...fine, apiVersion: "" }),
        badVersion: owned({ ...fine, apiVersion: "a/b/c" }),
        noKind: owned({ ...fine, kind: "" }),
        noName: owned({ ...fine, name: "" }),
        noUid: owned({ ...fine, uid: "" }),
        event: owned({ ...fine, apiVersion: "v1", kind: "Event" }),
        twoControllers: owned(controller, { ...controller, name: "other", uid: nobodysUid }),
        fine: owned(controller, fine),
      });
    },
  },
]);

async function secretsOf(context: CaseContext): Promise<string> {
  return `/api/v1/namespaces/${await context.namespace()}/secrets`;
}

/** Makes a secret and gives its uid. */
async function secret(
  context: CaseContext,
  secrets: string,
  name: string,
  metadata: Record<string, Json> = {},
): Promise<string> {
  const object = { ...coreObject("Secret", name), metadata: { name, ...metadata } };
  return textAt((await context.create(secrets, object)).json, "metadata.uid");
}

function ownedBy(name: string, uid: string): JsonObject {
  return { apiVersion: "v1", kind: "Secret", name, uid };
}
