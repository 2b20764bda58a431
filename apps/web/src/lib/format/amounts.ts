import {
  type Bytes,
  coresText,
  formatBytes,
  formatCores,
  formatCount,
  formatGib,
  formatGpus,
  formatMillicores,
  gibText,
} from "./numbers";

/** Amounts as the API sends them. */
export interface AmountsLike {
  readonly gpus: number;
  readonly cpuMillis: number;
  readonly ramBytes: Bytes;
  readonly storageBytes: Bytes;
}

export type ResourceKey = keyof AmountsLike;

export interface ResourceKind {
  readonly key: ResourceKey;
  readonly label: string;
  /** What the API's refusals call it, besides its key. */
  readonly alias: string;
  /** Unit in the header of a column whose cells leave it out; null where the label says it. */
  readonly unit: string | null;
  /** With its unit: `64 GiB`. */
  readonly format: (value: Bytes) => string;
  /** Without: `64`. */
  readonly bare: (value: Bytes) => string;
  /** After its label, as in `GPUs: 8` and `RAM: 64 GiB`. */
  readonly inList: (value: Bytes) => string;
  /** Within a sentence that does not name the resource: `64 GiB RAM`. */
  readonly phrase: (value: Bytes) => string;
  /** Every digit, for the hover. */
  readonly exact: (value: Bytes) => string;
}

const gpus = (value: Bytes) => formatGpus(Number(value));
const cores = (value: Bytes) => formatCores(Number(value));

/** The four resources in the order in which people ask for them. */
export const RESOURCES: readonly ResourceKind[] = [
  {
    key: "gpus",
    label: "GPUs",
    alias: "gpu",
    unit: null,
    format: gpus,
    bare: (value) => formatCount(Number(value)),
    inList: (value) => formatCount(Number(value)),
    phrase: gpus,
    exact: gpus,
  },
  {
    key: "cpuMillis",
    label: "CPU",
    alias: "cpu",
    unit: "cores",
    format: cores,
    bare: (value) => coresText(Number(value)),
    inList: cores,
    phrase: cores,
    exact: (value) => formatMillicores(Number(value)),
  },
  {
    key: "ramBytes",
    label: "RAM",
    alias: "ram",
    unit: "GiB",
    format: formatGib,
    bare: gibText,
    inList: formatGib,
    phrase: (value) => `${formatGib(value)} RAM`,
    exact: formatBytes,
  },
  {
    key: "storageBytes",
    label: "Storage",
    alias: "storage",
    unit: "GiB",
    format: formatGib,
    bare: gibText,
    inList: formatGib,
    phrase: (value) => `${formatGib(value)} storage`,
    exact: formatBytes,
  },
];

/** `2 GPUs, 16 cores, 64 GiB RAM, 100 GiB storage`; resources of which there is none are left out. */
export function describeAmounts(amounts: AmountsLike): string {
  const parts = RESOURCES.filter(({ key }) => Number(amounts[key]) > 0).map(({ key, phrase }) => phrase(amounts[key]));
  return parts.length > 0 ? parts.join(", ") : "nothing";
}

/** All of them together. */
export function addAmounts(all: readonly AmountsLike[]): AmountsLike {
  const sum = (key: ResourceKey) => all.reduce((total, one) => total + Number(one[key]), 0);
  return {
    gpus: sum("gpus"),
    cpuMillis: sum("cpuMillis"),
    ramBytes: sum("ramBytes"),
    storageBytes: sum("storageBytes"),
  };
}

/** What people call a resource that the API names by its field: `cpuMillis` is CPU. */
export function resourceLabel(name: string): string {
  if (name === "podSlots" || name === "pods") return "Pod slots";
  return kindOf(name)?.label ?? name;
}

/** An amount of a resource known by its name, to stand after its label. */
export function formatResource(name: string, value: Bytes): string {
  return kindOf(name)?.inList(value) ?? formatCount(Number(value));
}

function kindOf(name: string): ResourceKind | undefined {
  return RESOURCES.find(({ key, alias }) => key === name || alias === name.toLowerCase());
}
