import type { FieldFault } from "../http/status-error.ts";
import { fieldForbidden, invalidValue, required } from "./field-faults.ts";
import { labelsFaults } from "./meta-rules.ts";
import { labelValueFaults, qualifiedNameFaults } from "./names.ts";

/** metav1.LabelSelector. */
export interface ObjectSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** Source: apimachinery/pkg/apis/meta/v1/validation (ValidateLabelSelector). */
export function selectorFaults(selector: ObjectSelector, field: string): FieldFault[] {
  const faults = labelsFaults(selector.matchLabels ?? {}, `${field}.matchLabels`);
  for (const [index, { key, operator, values = [] }] of (selector.matchExpressions ?? []).entries()) {
    const at = `${field}.matchExpressions[${index}]`;
    if (operator === "In" || operator === "NotIn") {
      const detail = "must be specified when `operator` is 'In' or 'NotIn'";
      if (values.length === 0) faults.push(required(`${at}.values`, detail));
    } else if (operator === "Exists" || operator === "DoesNotExist") {
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      if (values.length > 0) faults.push(fieldForbidden(`${at}.values`, detail));
    } else faults.push(invalidValue(`${at}.operator`, operator, "not a valid selector operator"));
    faults.push(...qualifiedNameFaults(key).map((detail) => invalidValue(`${at}.key`, key, detail)));
    for (const [valueIndex, value] of values.entries()) {
      faults.push(
        ...labelValueFaults(value).map((detail) => invalidValue(`${at}.values[${valueIndex}]`, value, detail)),
      );
    }
  }
  return faults;
}

/** As tables show a selector: `app=web,tier in (a,b)`. Source: apimachinery/pkg/labels (Requirement.String). */
export function selectorText(selector: ObjectSelector): string {
  const equal = Object.entries(selector.matchLabels ?? {}).map(([key, value]): [string, string] => [
    key,
    `${key}=${value}`,
  ]);
  const others = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }): [string, string] => {
    if (operator === "Exists") return [key, key];
    if (operator === "DoesNotExist") return [key, `!${key}`];
    return [key, `${key} ${operator === "In" ? "in" : "notin"} (${[...values].sort().join(",")})`];
  });
  const parts = [...equal, ...others].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return parts.map(([, text]) => text).join(",") || "<none>";
}
