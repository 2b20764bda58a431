import { sameJson } from "../api/same-json.ts";
import type { KubeObject } from "../objects/meta.ts";

/** Counts a change of the spec in metadata.generation. */
export function countSpecChange(object: KubeObject, old: KubeObject): void {
  if (!sameJson(object.spec, old.spec)) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
}
