import type { PodSpec } from "../model/pod.ts";
import { formatCores, formatGib } from "../model/quantities.ts";
import type { PlannedChange } from "../operations/commands.ts";

/** IN_PLACE: the pod keeps running. RECREATE: it is deleted and made anew. NONE: nothing to do. */
export type ChangeMode = "NONE" | "IN_PLACE" | "RECREATE";

/**
 * What differs between two wishes, in plain words. Env values never appear. Source of the modes: Kubernetes' pod mutability.
 * @param pulledAlike what the pod pulls its image by is good for the new one, too: a pod takes no other pull secrets while it runs
 */
export function describeChanges(before: PodSpec, after: PodSpec, pulledAlike = true): PlannedChange[] {
  const [old, next] = [before.resources, after.resources];
  const changes: PlannedChange[] = [];
  const note = (same: boolean, change: PlannedChange) => same || changes.push(change);
  const field = (name: string, from: string, to: string, inPlace: boolean) => ({
    field: name,
    before: from,
    after: to,
    inPlace,
  });
  note(before.image === after.image, field("image", before.image, after.image, pulledAlike));
  note(old.cpuMillis === next.cpuMillis, field("cpu", formatCores(old.cpuMillis), formatCores(next.cpuMillis), true));
  note(old.ramBytes === next.ramBytes, field("ram", formatGib(old.ramBytes), formatGib(next.ramBytes), true));
  note(old.gpus === next.gpus, field("gpus", String(old.gpus), String(next.gpus), false));
  note(
    old.storageBytes === next.storageBytes,
    field("storage", formatGib(old.storageBytes), formatGib(next.storageBytes), false),
  );
  note(
    sameList(before.command, after.command),
    field("command", before.command.join(" "), after.command.join(" "), false),
  );
  note(sameList(before.ports, after.ports), field("ports", before.ports.join(", "), after.ports.join(", "), false));
  note(sameEnv(before, after), field("env", envNames(before), `${envNames(after)} (values not shown)`, false));
  return changes;
}

/** Everything that a new pod asks for, as changes from nothing. */
export function describeCreation(spec: PodSpec): PlannedChange[] {
  const { gpus, cpuMillis, ramBytes, storageBytes } = spec.resources;
  const made = (field: string, after: string) => ({ field, before: null, after, inPlace: true });
  return [
    made("image", spec.image),
    made("gpus", String(gpus)),
    made("cpu", formatCores(cpuMillis)),
    made("ram", formatGib(ramBytes)),
    made("storage", formatGib(storageBytes)),
  ];
}

export function changeMode(changes: readonly PlannedChange[]): ChangeMode {
  if (changes.length === 0) return "NONE";
  return changes.every((entry) => entry.inPlace) ? "IN_PLACE" : "RECREATE";
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function sameEnv(a: PodSpec, b: PodSpec): boolean {
  const pairs = (spec: PodSpec) => spec.env.map((entry) => `${entry.name}=${entry.value}`);
  return sameList(pairs(a), pairs(b));
}

function envNames(spec: PodSpec): string {
  return spec.env.map((entry) => entry.name).join(", ");
}
