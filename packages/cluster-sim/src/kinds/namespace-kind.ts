import type { KubeObject } from "../objects/meta.ts";
import { AGE, NAME } from "./columns.ts";
import { defineKind } from "./kind.ts";

const NAME_LABEL = "kubernetes.io/metadata.name";

export const namespaceKind = defineKind({
  group: "",
  version: "v1",
  kind: "Namespace",
  schema: "core.v1.Namespace",
  plural: "namespaces",
  singular: "namespace",
  shortNames: ["ns"],
  namespaced: false,
  returnsDeleted: true,
  nameRule: "label",
  verbs: ["create", "delete", "get", "list", "patch", "update", "watch"],
  subresources: [{ name: "finalize", verbs: ["update"] }],
  fieldNames: ["status.phase"],
  fields: (object) => ({ "status.phase": phase(object) }),
  columns: [
    NAME,
    { name: "Status", type: "string", description: "The status of the namespace", cell: (object) => phase(object) },
    AGE,
  ],
  applyDefaults(object) {
    const { metadata } = object;
    if ((metadata.name ?? "") !== "") metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
  },
  prepareCreate(object) {
    object.spec = { finalizers: ["kubernetes"] };
    object.status = { phase: "Active" };
  },
  update: {
    prepareUpdate(object, old) {
      object.spec = old.spec;
      object.status = old.status;
    },
  },
  status: {
    prepareUpdate(object, old) {
      object.spec = old.spec;
    },
  },
  whileTerminating(object) {
    const spec = object.spec as { finalizers?: string[] } | undefined;
    if ((spec?.finalizers ?? []).length === 0) return undefined;
    return { ...object, status: { ...(object.status as object), phase: "Terminating" } };
  },
});

function phase(object: KubeObject): string {
  return (object.status as { phase?: string } | undefined)?.phase ?? "";
}
