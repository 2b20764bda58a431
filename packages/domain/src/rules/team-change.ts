import { formatCores, formatGib } from "../model/quantities.ts";
import type { Quota, TeamPage } from "../model/team.ts";
import type { PlannedChange } from "../operations/commands.ts";

/** What differs between two pages of a team, in plain words. */
export function describeTeamChange(before: TeamPage | null, after: TeamPage): readonly PlannedChange[] {
  const old = before ? facts(before) : {};
  return Object.entries(facts(after)).flatMap(([field, value]) =>
    old[field] === value ? [] : [{ field, before: old[field] ?? null, after: value, inPlace: true }],
  );
}

/** A quota, limit by limit: `gpus`, `gpus H100`, `cpu` … */
export function describeQuota(quota: Quota): Readonly<Record<string, string>> {
  const models = Object.entries(quota.gpusByModel).map(([model, gpus]) => [`gpus ${model}`, String(gpus)]);
  return {
    gpus: limit(quota.gpus, String),
    ...Object.fromEntries(models),
    cpu: limit(quota.cpuMillis, formatCores),
    ram: limit(quota.ramBytes, formatGib),
    storage: limit(quota.storageBytes, formatGib),
    pods: limit(quota.podSlots, String),
  };
}

function facts(page: TeamPage): Record<string, string> {
  const quota = Object.entries(describeQuota(page.quota)).map(([name, text]) => [`quota.${name}`, text]);
  const { cpuMillis, ramBytes, storageBytes } = page.defaults;
  return {
    description: page.description,
    ...Object.fromEntries(quota),
    "defaults.cpu": formatCores(cpuMillis),
    "defaults.ram": formatGib(ramBytes),
    "defaults.storage": storageBytes === null ? "none" : formatGib(storageBytes),
    allowedImages: page.allowedImages.length === 0 ? "any" : page.allowedImages.join(", "),
    archived: page.archived ? "yes" : "no",
  };
}

function limit(amount: number | null, format: (amount: number) => string): string {
  return amount === null ? "no limit" : format(amount);
}
