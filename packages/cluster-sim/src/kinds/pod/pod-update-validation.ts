import { sameJson } from "../../api/same-json.ts";
import type { FieldFault } from "../../http/status-error.ts";
import { fieldForbidden, invalidValue } from "../../objects/field-faults.ts";
import type { Container, Pod, PodSpec, Toleration } from "../../objects/pod.ts";
import { podSpecFaults } from "./pod-validation.ts";

const UPDATABLE = [
  "`spec.containers[*].image`",
  "`spec.initContainers[*].image`",
  "`spec.activeDeadlineSeconds`",
  "`spec.tolerations` (only additions to existing tolerations)",
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
];

/** What may change of a pod once it is there. Source: core/validation (ValidatePodUpdate). */
export function podUpdateFaults(pod: Pod, old: Pod): FieldFault[] {
  const faults = podSpecFaults(pod.spec);
  for (const list of ["containers", "initContainers"] as const) {
    const { found, stop } = imageFaults(pod.spec[list] ?? [], old.spec[list] ?? [], `spec.${list}`);
    faults.push(...found);
    if (stop) return faults;
  }
  const deadline = deadlineFaults(pod.spec, old.spec);
  faults.push(...deadline);
  if (deadline.length > 0 && pod.spec.activeDeadlineSeconds !== undefined) return faults;
  faults.push(...tolerationChangeFaults(pod.spec.tolerations ?? [], old.spec.tolerations ?? []));
  faults.push(...gateChangeFaults(pod.spec, old.spec));
  if (sameJson(pod.spec, old.spec)) return faults;
  const munged = withOldMutableFields(pod.spec, old.spec);
  if (!sameJson(munged, old.spec)) {
    const changed = changedFields(munged, old.spec);
    const detail = `pod updates may not change fields other than ${UPDATABLE.join(",")}\n${changed}`;
    faults.push(fieldForbidden("spec", detail));
  }
  return faults;
}

function imageFaults(containers: Container[], old: Container[], field: string): { found: FieldFault[]; stop: boolean } {
  if (containers.length !== old.length) {
    return { found: [fieldForbidden(field, "pod updates may not add or remove containers")], stop: true };
  }
  const found = containers.flatMap(({ image = "" }, index) =>
    image.trim() === image
      ? []
      : [invalidValue(`${field}[${index}].image`, image, "must not have leading or trailing whitespace")],
  );
  return { found, stop: false };
}

function deadlineFaults(spec: PodSpec, old: PodSpec): FieldFault[] {
  const field = "spec.activeDeadlineSeconds";
  const { activeDeadlineSeconds: now } = spec;
  const { activeDeadlineSeconds: before } = old;
  if (before === undefined) return [];
  if (now === undefined) return [invalidValue(field, null, "must not update from a positive integer to nil value")];
  return before < now ? [invalidValue(field, now, "must be less than or equal to previous value")] : [];
}

function tolerationChangeFaults(tolerations: Toleration[], old: Toleration[]): FieldFault[] {
  const kept = (one: Toleration): boolean =>
    tolerations.some((other) => {
      const { tolerationSeconds: _a, ...left } = one;
      const { tolerationSeconds: _b, ...right } = other;
      return sameJson(left, right);
    });
  if (old.every(kept)) return [];
  return [fieldForbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")];
}

function gateChangeFaults(spec: PodSpec, old: PodSpec): FieldFault[] {
  const before = new Set((old.schedulingGates ?? []).map((gate) => gate.name));
  return (spec.schedulingGates ?? []).flatMap(({ name }, index) => {
    if (before.has(name)) return [];
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [fieldForbidden(`spec.schedulingGates[${index}].name`, detail)];
  });
}

function withOldMutableFields(spec: PodSpec, old: PodSpec): PodSpec {
  const withOldImages = (containers: Container[], before: Container[]): Container[] =>
    containers.map((container, index) => withField(container, "image", before[index]?.image));
  let munged: PodSpec = { ...spec, containers: withOldImages(spec.containers, old.containers) };
  if (spec.initContainers !== undefined) {
    munged.initContainers = withOldImages(spec.initContainers, old.initContainers ?? []);
  }
  for (const field of ["activeDeadlineSeconds", "schedulingGates", "tolerations"] as const) {
    munged = withField(munged, field, old[field]);
  }
  // A pod that is held by gates may still be told where to go.
  if ((old.schedulingGates ?? []).length > 0) {
    munged = withField(withField(munged, "nodeSelector", old.nodeSelector), "affinity", old.affinity);
  }
  return munged;
}

function withField<T extends object>(object: T, field: keyof T, value: unknown): T {
  const { [field]: _dropped, ...rest } = object;
  return (value === undefined ? rest : { ...rest, [field]: value }) as T;
}

/** What changed, field by field, as `-` and `+` lines. (The real server prints a Go diff here.) */
function changedFields(spec: PodSpec, old: PodSpec): string {
  const lines: string[] = [];
  for (const field of new Set([...Object.keys(old), ...Object.keys(spec)])) {
    if (sameJson(spec[field], old[field])) continue;
    if (old[field] !== undefined) lines.push(`- ${field}: ${JSON.stringify(old[field])}`);
    if (spec[field] !== undefined) lines.push(`+ ${field}: ${JSON.stringify(spec[field])}`);
  }
  return lines.join("\n");
}
