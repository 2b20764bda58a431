import type { ServerSpecification } from "@resource-manager/laboratory/server-specification";

/** A machine type as it can be bought: what a server of this GPU model usually has beside its GPUs. */
interface ServerType {
  readonly model: string;
  readonly gpus: number;
  readonly cpu: string;
  readonly ram: string;
  readonly storage: string;
}

const serverTypes: readonly ServerType[] = [
  { model: "NVIDIA-H100-80GB-HBM3", gpus: 8, cpu: "192", ram: "2Ti", storage: "28Ti" },
  { model: "NVIDIA-A100-SXM4-80GB", gpus: 8, cpu: "128", ram: "1Ti", storage: "14Ti" },
  { model: "NVIDIA-L40S", gpus: 4, cpu: "64", ram: "512Gi", storage: "7Ti" },
  { model: "NVIDIA-A10", gpus: 2, cpu: "48", ram: "256Gi", storage: "3Ti" },
];

/**
 * Servers for a demonstration: of one model where it is given (`gpus` each, default 8), else a mix. Named after their model and counted:
 * `h100-1`, `a100-1`, `l40s-1`, `a10-1`, `h100-2` …
 */
export function gpuServers(count: number, choice: { model?: string; gpus?: number } = {}): ServerSpecification[] {
  const types = choice.model === undefined ? serverTypes : [typeOf(choice.model)];
  return Array.from({ length: count }, (_, index) => {
    const type = types[index % types.length] as ServerType;
    return {
      name: `${shortName(type.model)}-${Math.floor(index / types.length) + 1}`,
      gpus: choice.gpus ?? type.gpus,
      gpuModel: type.model,
      cpu: type.cpu,
      ram: type.ram,
      storage: type.storage,
    };
  });
}

function typeOf(model: string): ServerType {
  const wanted = model.toLowerCase();
  const known = serverTypes.find((type) => type.model.toLowerCase().includes(wanted.replace(/^nvidia-/, "")));
  return known ? { ...known, model } : { model, gpus: 8, cpu: "128", ram: "1Ti", storage: "14Ti" };
}

/** The part of a model's name that people say, fit for a host name: `NVIDIA-H100-80GB-HBM3` is `h100`. */
function shortName(model: string): string {
  const [first = "gpu"] = model.replace(/^nvidia-/i, "").split("-");
  return first.toLowerCase().replace(/[^a-z0-9]/g, "") || "gpu";
}
