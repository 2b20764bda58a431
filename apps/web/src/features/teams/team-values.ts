import { bytesText, cpuText } from "@/features/pods/form/quantity";
import type { CreateTeamInput, PodDefaultsInput, TeamFactsFragment, UpdateTeamInput } from "@/gql/graphql";
import { NO_QUOTA, type QuotaValues, quotaValues, toQuotaInput } from "./quota-values";

/** A team as people type it. */
export interface TeamValues {
  readonly name: string;
  readonly description: string;
  readonly namespaces: string;
  readonly quota: QuotaValues;
  readonly defaultCpu: string;
  readonly defaultRam: string;
  readonly defaultStorage: string;
  /** One pattern a line. */
  readonly allowedImages: string;
}

/** A team as it begins; its defaults are those of the API. */
export const emptyTeam: TeamValues = {
  name: "",
  description: "",
  namespaces: "",
  quota: NO_QUOTA,
  defaultCpu: "1",
  defaultRam: "1Gi",
  defaultStorage: "",
  allowedImages: "",
};

export function teamValues(team: TeamFactsFragment): TeamValues {
  const { cpuMillis, ramBytes, storageBytes } = team.defaults;
  return {
    name: team.name,
    description: team.description,
    namespaces: team.namespaces.join(", "),
    quota: quotaValues(team),
    defaultCpu: cpuText(cpuMillis),
    defaultRam: bytesText(ramBytes),
    defaultStorage: storageBytes === null ? "" : bytesText(storageBytes),
    allowedImages: team.allowedImages.join("\n"),
  };
}

export function toCreateTeam(values: TeamValues): CreateTeamInput {
  const namespaces = listOf(values.namespaces);
  return {
    name: values.name.trim(),
    ...(namespaces.length > 0 && { namespaces }),
    ...toUpdateTeam(values, emptyTeam),
  };
}

/** What differs; null: nothing. */
export function toUpdateTeam(values: TeamValues, before: TeamValues): Omit<UpdateTeamInput, "name"> | null {
  const quota = toQuotaInput(values.quota, before.quota);
  const defaults = toDefaults(values, before);
  const input = {
    ...(values.description !== before.description && { description: values.description }),
    ...(quota && { quota }),
    ...(defaults && { defaults }),
    ...(values.allowedImages !== before.allowedImages && { allowedImages: listOf(values.allowedImages) }),
  };
  return Object.keys(input).length > 0 ? input : null;
}

function toDefaults(values: TeamValues, before: TeamValues): PodDefaultsInput | null {
  const defaults: PodDefaultsInput = {
    ...(values.defaultCpu !== before.defaultCpu && { cpu: values.defaultCpu }),
    ...(values.defaultRam !== before.defaultRam && { ram: values.defaultRam }),
    ...(values.defaultStorage !== before.defaultStorage && { storage: values.defaultStorage.trim() || null }),
  };
  return Object.keys(defaults).length > 0 ? defaults : null;
}

function listOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
