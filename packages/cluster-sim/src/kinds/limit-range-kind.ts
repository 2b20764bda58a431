import type { FieldFault } from "../http/status-error.ts";
import { duplicate, fieldForbidden, invalidValue } from "../objects/field-faults.ts";
import type { KubeObject } from "../objects/meta.ts";
import type { ResourceList } from "../objects/pod.ts";
import { compareQuantities, parseQuantity } from "../objects/quantity.ts";
import { containerResourceNameFaults } from "../objects/resource-names.ts";
import { defineKind } from "./kind.ts";

export interface LimitRangeItem {
  type: string;
  max?: ResourceList;
  min?: ResourceList;
  default?: ResourceList;
  defaultRequest?: ResourceList;
  maxLimitRequestRatio?: ResourceList;
}

export interface LimitRange extends KubeObject {
  spec: { limits?: LimitRangeItem[] };
}

export const limitRangeKind = defineKind({
  group: "",
  version: "v1",
  kind: "LimitRange",
  schema: "core.v1.LimitRange",
  plural: "limitranges",
  singular: "limitrange",
  shortNames: ["limits"],
  namespaced: true,
  applyDefaults(object) {
    const range = object as LimitRange;
    if (range.spec.limits !== undefined) range.spec = { ...range.spec, limits: range.spec.limits.map(withDefaults) };
  },
  validate: (object) => limitRangeFaults(object as LimitRange),
  update: { validateUpdate: (object) => limitRangeFaults(object as LimitRange) },
});

/** Source: core/v1/defaults.go (SetDefaults_LimitRangeItem). */
function withDefaults(item: LimitRangeItem): LimitRangeItem {
  if (item.type !== "Container") return item;
  const limits = { ...item.max, ...item.default };
  const requests = { ...item.min, ...limits, ...item.defaultRequest };
  return {
    ...item,
    ...(Object.keys(limits).length === 0 ? {} : { default: limits }),
    ...(Object.keys(requests).length === 0 ? {} : { defaultRequest: requests }),
  };
}

function limitRangeFaults({ spec }: LimitRange): FieldFault[] {
  const types = new Set<string>();
  return (spec.limits ?? []).flatMap((item, index) => {
    const at = `spec.limits[${index}]`;
    const faults: FieldFault[] = [];
    if (types.has(item.type)) faults.push(duplicate(`${at}.type`, item.type));
    types.add(item.type);
    if (item.type === "Pod") {
      for (const name of ["default", "defaultRequest"] as const) {
        if (Object.keys(item[name] ?? {}).length === 0) continue;
        faults.push(fieldForbidden(`${at}.${name}`, "may not be specified when `type` is 'Pod'"));
      }
    }
    return [...faults, ...nameFaults(item, at), ...orderFaults(item, at)];
  });
}

function nameFaults(item: LimitRangeItem, at: string): FieldFault[] {
  if (item.type !== "Pod" && item.type !== "Container") return [];
  return (["max", "min", "default", "defaultRequest"] as const).flatMap((list) =>
    Object.keys(item[list] ?? {}).flatMap((name) => containerResourceNameFaults(name, `${at}.${list}[${name}]`)),
  );
}

/** The lower bound, the upper one, the field that is at fault, whose value is shown, and how the two are called. */
const ORDERS = [
  ["min", "max", "min", "min", "min value", "max value"],
  ["min", "defaultRequest", "defaultRequest", "defaultRequest", "min value", "default request value"],
  ["defaultRequest", "max", "defaultRequest", "defaultRequest", "default request value", "max value"],
  ["defaultRequest", "default", "defaultRequest", "defaultRequest", "default request value", "default limit value"],
  ["min", "default", "default", "min", "min value", "default value"],
  ["default", "max", "default", "max", "default value", "max value"],
] as const;

function orderFaults(item: LimitRangeItem, at: string): FieldFault[] {
  return ORDERS.flatMap(([low, high, field, shown, lowWords, highWords]) =>
    Object.entries(item[low] ?? {}).flatMap(([name, text]) => {
      const value = parseQuantity(text);
      const bound = parseQuantity(item[high]?.[name] ?? "");
      if (value === undefined || bound === undefined || compareQuantities(value, bound) <= 0) return [];
      const detail = `${lowWords} ${text} is greater than ${highWords} ${item[high]?.[name]}`;
      return [invalidValue(`${at}.${field}[${name}]`, item[shown]?.[name], detail)];
    }),
  );
}
