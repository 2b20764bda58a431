import { resourceLabel } from "@/lib/format/amounts";

/** `GPUs: 8`, `GPUs A100: no limit`. */
export function wishText({ resource, limit }: { resource: string; limit: string }): string {
  const [kind = "", model] = resource.split(" ", 2);
  const label = kind === "gpus" ? "GPUs" : resourceLabel(kind);
  return `${label}${model ? ` ${model}` : ""}: ${limit}`;
}
