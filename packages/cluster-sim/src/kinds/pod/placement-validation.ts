import type { FieldFault } from "../../http/status-error.ts";
import { fieldForbidden, invalidValue, notSupported, required } from "../../objects/field-faults.ts";
import { labelValueFaults, qualifiedNameFaults, subdomainFaults } from "../../objects/names.ts";
import type { NodeSelectorTerm, PodSpec, SelectorRequirement, Toleration } from "../../objects/pod.ts";

/** Source: core/validation (validateNodeAffinity). */
export function nodeAffinityFaults(spec: PodSpec): FieldFault[] {
  const affinity = spec.affinity?.nodeAffinity;
  const field = "spec.affinity.nodeAffinity";
  const faults: FieldFault[] = [];
  const needed = affinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (needed !== undefined) {
    const at = `${field}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
    const terms = needed.nodeSelectorTerms ?? [];
    if (terms.length === 0) faults.push(required(at, "must have at least one node selector term"));
    faults.push(...terms.flatMap((term, index) => termFaults(term, `${at}[${index}]`, false)));
  }
  (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).forEach(({ weight, preference }, index) => {
    const at = `${field}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
    if (weight <= 0 || weight > 100) faults.push(invalidValue(`${at}.weight`, weight, "must be in the range 1-100"));
    faults.push(...termFaults(preference, `${at}.preference`, true));
  });
  return faults;
}

function termFaults(term: NodeSelectorTerm, field: string, anyValue: boolean): FieldFault[] {
  return [
    ...(term.matchExpressions ?? []).flatMap((one, i) =>
      expressionFaults(one, `${field}.matchExpressions[${i}]`, anyValue),
    ),
    ...(term.matchFields ?? []).flatMap((one, i) => fieldRequirementFaults(one, `${field}.matchFields[${i}]`)),
  ];
}

function expressionFaults(
  { key, operator, values = [] }: SelectorRequirement,
  field: string,
  anyValue: boolean,
): FieldFault[] {
  const faults: FieldFault[] = [];
  const at = `${field}.values`;
  switch (operator) {
    case "In":
    case "NotIn":
      if (values.length === 0) faults.push(required(at, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case "Exists":
    case "DoesNotExist":
      if (values.length > 0)
        faults.push(fieldForbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    case "Gt":
    case "Lt":
      if (values.length !== 1)
        faults.push(required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      break;
    default:
      faults.push(invalidValue(`${field}.operator`, operator, "not a valid selector operator"));
  }
  faults.push(...qualifiedNameFaults(key).map((detail) => invalidValue(`${field}.key`, key, detail)));
  if (anyValue) return faults;
  values.forEach((value, i) => {
    faults.push(...labelValueFaults(value).map((detail) => invalidValue(`${at}[${i}]`, value, detail)));
  });
  return faults;
}

function fieldRequirementFaults({ key, operator, values = [] }: SelectorRequirement, field: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (operator !== "In" && operator !== "NotIn") {
    faults.push(invalidValue(`${field}.operator`, operator, "not a valid selector operator"));
  } else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    faults.push(required(`${field}.values`, detail));
  }
  if (key !== "metadata.name") return [...faults, invalidValue(`${field}.key`, key, "not a valid field selector key")];
  values.forEach((value, i) => {
    faults.push(...subdomainFaults(value).map((detail) => invalidValue(`${field}.values[${i}]`, value, detail)));
  });
  return faults;
}

const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

export function tolerationFaults(tolerations: readonly Toleration[]): FieldFault[] {
  return tolerations.flatMap((toleration, index) => {
    const at = `spec.tolerations[${index}]`;
    const { key = "", operator = "", value = "", effect = "" } = toleration;
    const faults = key === "" ? [] : qualifiedNameFaults(key).map((detail) => invalidValue(`${at}.key`, key, detail));
    if (key === "" && operator !== "Exists") {
      const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      faults.push(invalidValue(`${at}.operator`, operator, detail));
    }
    if (toleration.tolerationSeconds !== undefined && effect !== "NoExecute") {
      faults.push(invalidValue(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    if (operator === "" || operator === "Equal") {
      const details = labelValueFaults(value);
      if (details.length > 0) faults.push(invalidValue(`${at}.operator`, value, details.join(";")));
    } else if (operator === "Exists") {
      if (value !== "")
        faults.push(invalidValue(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else {
      faults.push(notSupported(`${at}.operator`, operator, ["Equal", "Exists"]));
    }
    if (effect !== "" && !EFFECTS.includes(effect)) faults.push(notSupported(`${at}.effect`, effect, EFFECTS));
    return faults;
  });
}
