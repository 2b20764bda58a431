import { defineKind } from "./kind.ts";

/** Kinds with little behaviour of their own. */

export const configMapKind = defineKind({
  group: "",
  version: "v1",
  kind: "ConfigMap",
  schema: "core.v1.ConfigMap",
  plural: "configmaps",
  singular: "configmap",
  shortNames: ["cm"],
  namespaced: true,
});

export const secretKind = defineKind({
  group: "",
  version: "v1",
  kind: "Secret",
  schema: "core.v1.Secret",
  plural: "secrets",
  singular: "secret",
  namespaced: true,
  fieldNames: ["type"],
  fields: (object) => ({ type: String(object["type"] ?? "") }),
});

export const serviceAccountKind = defineKind({
  group: "",
  version: "v1",
  kind: "ServiceAccount",
  schema: "core.v1.ServiceAccount",
  plural: "serviceaccounts",
  singular: "serviceaccount",
  returnsDeleted: true,
  shortNames: ["sa"],
  namespaced: true,
});

export const resourceQuotaKind = defineKind({
  group: "",
  version: "v1",
  kind: "ResourceQuota",
  schema: "core.v1.ResourceQuota",
  plural: "resourcequotas",
  singular: "resourcequota",
  returnsDeleted: true,
  shortNames: ["quota"],
  namespaced: true,
});

export const limitRangeKind = defineKind({
  group: "",
  version: "v1",
  kind: "LimitRange",
  schema: "core.v1.LimitRange",
  plural: "limitranges",
  singular: "limitrange",
  shortNames: ["limits"],
  namespaced: true,
});

export const eventKind = defineKind({
  group: "",
  version: "v1",
  kind: "Event",
  schema: "core.v1.Event",
  plural: "events",
  singular: "event",
  shortNames: ["ev"],
  namespaced: true,
});

export const leaseKind = defineKind({
  group: "coordination.k8s.io",
  version: "v1",
  kind: "Lease",
  schema: "coordination.v1.Lease",
  plural: "leases",
  singular: "lease",
  namespaced: true,
});

export const priorityClassKind = defineKind({
  group: "scheduling.k8s.io",
  version: "v1",
  kind: "PriorityClass",
  schema: "scheduling.v1.PriorityClass",
  plural: "priorityclasses",
  singular: "priorityclass",
  shortNames: ["pc"],
  namespaced: false,
});
