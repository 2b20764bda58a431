import type { FieldFault } from "../../http/status-error.ts";
import { fieldForbidden, invalidValue, required } from "../../objects/field-faults.ts";
import type { ResourceRequirements } from "../../objects/pod.ts";
import { compareQuantities, parseQuantity, zeroQuantity } from "../../objects/quantity.ts";
import {
  containerResourceNameFaults,
  isHugePages,
  mayOvercommit,
  quantityFaults,
} from "../../objects/resource-names.ts";

/** Source: core/validation (validateResourceRequirements). */
export function requirementFaults(requirements: ResourceRequirements, field: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const limits = requirements.limits ?? {};
  const requests = requirements.requests ?? {};
  for (const [name, value] of Object.entries(limits)) {
    const at = `${field}.limits[${name}]`;
    faults.push(...containerResourceNameFaults(name, at), ...quantityFaults(name, value, at));
  }
  for (const [name, value] of Object.entries(requests)) {
    const at = `${field}.requests[${name}]`;
    faults.push(...containerResourceNameFaults(name, at), ...quantityFaults(name, value, at));
    faults.push(...againstLimit(name, value, limits[name], field));
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes("cpu") && !names.includes("memory")) {
    faults.push(fieldForbidden(field, "HugePages require cpu or memory"));
  }
  return faults;
}

function againstLimit(name: string, value: string, limit: string | undefined, field: string): FieldFault[] {
  if (limit === undefined) {
    return mayOvercommit(name)
      ? []
      : [required(`${field}.limits`, "Limit must be set for non overcommitable resources")];
  }
  const order = compareQuantities(parseQuantity(value) ?? zeroQuantity, parseQuantity(limit) ?? zeroQuantity);
  if (order !== 0 && !mayOvercommit(name)) {
    return [invalidValue(`${field}.requests`, value, `must be equal to ${name} limit of ${limit}`)];
  }
  if (order > 0) {
    return [invalidValue(`${field}.requests`, value, `must be less than or equal to ${name} limit of ${limit}`)];
  }
  return [];
}
