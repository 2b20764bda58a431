import type { FieldFault } from "../../http/status-error.ts";
import { duplicate, invalidValue, notSupported, required } from "../../objects/field-faults.ts";
import { labelValueFaults, qualifiedNameFaults } from "../../objects/names.ts";
import type { Node, Taint } from "../../objects/node.ts";
import { quantityFaults } from "../../objects/resource-names.ts";

const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/** Source: core/validation (ValidateNode, ValidateNodeUpdate). */
export function nodeFaults(node: Node): FieldFault[] {
  // The real server names the field metadata.taints, though it is in the spec.
  const faults = taintFaults(node.spec.taints ?? [], "metadata.taints");
  for (const list of ["capacity", "allocatable"] as const) {
    for (const [name, value] of Object.entries(node.status[list] ?? {})) {
      faults.push(...quantityFaults(name, value, `status.${list}.${name}`));
    }
  }
  return faults;
}

function taintFaults(taints: readonly Taint[], field: string): FieldFault[] {
  const seen = new Set<string>();
  return taints.flatMap((taint, index) => {
    const at = `${field}[${index}]`;
    const faults = qualifiedNameFaults(taint.key).map((detail) => invalidValue(`${at}.key`, taint.key, detail));
    const values = labelValueFaults(taint.value ?? "");
    if (values.length > 0) faults.push(invalidValue(`${at}.value`, taint.value, values.join(";")));
    if (!taint.effect) faults.push(required(`${at}.effect`));
    else if (!EFFECTS.includes(taint.effect)) faults.push(notSupported(`${at}.effect`, taint.effect, EFFECTS));
    const pair = `${taint.key}:${taint.effect}`;
    if (seen.has(pair)) {
      const { key, value = "", effect, timeAdded = null } = taint;
      // Shown as the API server's own structs name their fields.
      const fault = duplicate(at, { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded });
      faults.push({ ...fault, message: `${fault.message}: taints must be unique by key and effect pair` });
    }
    seen.add(pair);
    return faults;
  });
}
