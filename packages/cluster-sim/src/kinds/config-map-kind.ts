import { sameJson } from "../api/same-json.ts";
import type { FieldFault } from "../http/status-error.ts";
import { fieldForbidden, invalidValue, tooLong } from "../objects/field-faults.ts";
import type { KubeObject } from "../objects/meta.ts";
import { AGE, NAME } from "./columns.ts";
import { DATA_BYTES_MAX, dataKeyFaults } from "./data-keys.ts";
import { defineKind } from "./kind.ts";

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
  immutable?: boolean;
}

export const configMapKind = defineKind({
  group: "",
  version: "v1",
  kind: "ConfigMap",
  schema: "core.v1.ConfigMap",
  plural: "configmaps",
  singular: "configmap",
  shortNames: ["cm"],
  namespaced: true,
  validate: (object) => configMapFaults(object as ConfigMap),
  update: {
    validateUpdate(object, old) {
      const map = object as ConfigMap;
      const before = old as ConfigMap;
      return [...immutableFaults(map, before), ...configMapFaults(map)];
    },
  },
  columns: [
    NAME,
    {
      name: "Data",
      type: "string",
      cell: (object) => {
        const { data = {}, binaryData = {} } = object as ConfigMap;
        return Object.keys(data).length + Object.keys(binaryData).length;
      },
    },
    AGE,
  ],
});

function immutableFaults(map: ConfigMap, old: ConfigMap): FieldFault[] {
  if (old.immutable !== true) return [];
  const detail = "field is immutable when `immutable` is set";
  return [
    ...(map.immutable === true ? [] : [fieldForbidden("immutable", detail)]),
    ...(sameJson(map.data, old.data) ? [] : [fieldForbidden("data", detail)]),
    ...(sameJson(map.binaryData, old.binaryData) ? [] : [fieldForbidden("binaryData", detail)]),
  ];
}

function configMapFaults({ data = {}, binaryData = {} }: ConfigMap): FieldFault[] {
  const faults = [...dataKeyFaults(data, "data"), ...dataKeyFaults(binaryData, "binaryData")];
  for (const key of Object.keys(data)) {
    if (binaryData[key] !== undefined)
      faults.push(invalidValue(`data[${key}]`, key, "duplicate of key present in binaryData"));
  }
  const bytes = Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const binary = Object.values(binaryData).reduce((sum, text) => sum + Buffer.byteLength(text, "base64"), 0);
  return bytes + binary > DATA_BYTES_MAX ? [...faults, tooLong("[]", DATA_BYTES_MAX)] : faults;
}
