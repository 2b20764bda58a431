import { AGE, NAME } from "./columns.ts";
import { defineKind } from "./kind.ts";

export const serviceAccountKind = defineKind({
  group: "",
  version: "v1",
  kind: "ServiceAccount",
  schema: "core.v1.ServiceAccount",
  plural: "serviceaccounts",
  singular: "serviceaccount",
  shortNames: ["sa"],
  namespaced: true,
  returnsDeleted: true,
  columns: [NAME, AGE],
});
