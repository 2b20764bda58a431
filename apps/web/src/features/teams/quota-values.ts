import { bytesText, cpuText } from "@/features/pods/form/quantity";
import type { QuotaInput, TeamFactsFragment } from "@/gql/graphql";

/** A quota as people type it. Empty: no limit. */
export interface QuotaValues {
  readonly gpus: string;
  readonly cpu: string;
  readonly ram: string;
  readonly storage: string;
  readonly pods: string;
  readonly models: readonly ModelQuota[];
}

export interface ModelQuota {
  readonly model: string;
  readonly gpus: string;
}

export const NO_QUOTA: QuotaValues = { gpus: "", cpu: "", ram: "", storage: "", pods: "", models: [] };

/** What the fields hold of a quota that stands. */
export function quotaValues({ quota, gpuModels }: Pick<TeamFactsFragment, "quota" | "gpuModels">): QuotaValues {
  const { gpus, cpuMillis, ramBytes, storageBytes, pods } = quota;
  return {
    gpus: gpus === null ? "" : String(gpus),
    cpu: cpuMillis === null ? "" : cpuText(cpuMillis),
    ram: ramBytes === null ? "" : bytesText(ramBytes),
    storage: storageBytes === null ? "" : bytesText(storageBytes),
    pods: pods === null ? "" : String(pods),
    models: gpuModels.flatMap(({ model, quota: limit }) => (limit === null ? [] : [{ model, gpus: String(limit) }])),
  };
}

/** What differs, as the API wants it; null takes a limit away. Undefined: nothing differs. */
export function toQuotaInput(values: QuotaValues, before: QuotaValues): QuotaInput | undefined {
  const input: QuotaInput = {};
  if (values.gpus !== before.gpus) input.gpus = countOf(values.gpus);
  if (values.pods !== before.pods) input.pods = countOf(values.pods);
  for (const name of ["cpu", "ram", "storage"] as const)
    if (values[name] !== before[name]) input[name] = values[name].trim() || null;
  const changed = values.models.filter(({ model, gpus }) => limitOf(before, model) !== gpus);
  const gone = before.models.filter(({ model }) => limitOf(values, model) === undefined);
  const models = [...changed, ...gone.map(({ model }) => ({ model, gpus: "" }))].filter(({ model }) => model !== "");
  if (models.length > 0) input.gpusByModel = models.map(({ model, gpus }) => ({ model, gpus: countOf(gpus) }));
  return Object.keys(input).length > 0 ? input : undefined;
}

/** Counts that the API could not even read: messages by path. */
export function countProblems({ gpus, pods, models }: QuotaValues): Readonly<Record<string, string>> {
  const counts: [string, string][] = [
    ["quota.gpus", gpus],
    ["quota.pods", pods],
    ...models.map(({ model, gpus }): [string, string] => [`models.${model}`, gpus]),
  ];
  const wrong = counts.filter(([, text]) => !/^\s*\d{0,9}\s*$/.test(text));
  return Object.fromEntries(wrong.map(([path]) => [path, "A whole number, or nothing for no limit"]));
}

function limitOf({ models }: QuotaValues, name: string): string | undefined {
  return models.find(({ model }) => model === name)?.gpus;
}

function countOf(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}
