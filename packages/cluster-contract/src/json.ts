/** A JSON value as an API server sends it. Properties may be absent, hence `undefined`. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object as an API server sends it. */
export type JsonObject = { [key: string]: Json | undefined };

/** True for an object that is neither null nor an array. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The value at a path such as `status.conditions.0.type`, or undefined where a step is missing.
 * Keys that hold a dot themselves (labels, extended resources) are given as an array of steps.
 */
export function at(value: Json | undefined, path: string | readonly string[]): Json | undefined {
  const steps = typeof path === "string" ? path.split(".") : path;
  return steps.reduce<Json | undefined>((parent, step) => {
    if (Array.isArray(parent)) return parent[Number(step)];
    return isJsonObject(parent) ? parent[step] : undefined;
  }, value);
}

/** The text at a path. Throws where there is none: a case cannot go on without it. */
export function textAt(value: Json | undefined, path: string | readonly string[]): string {
  const found = at(value, path);
  if (typeof found !== "string")
    throw new Error(`no text at ${String(path)} in ${JSON.stringify(value)?.slice(0, 400)}`);
  return found;
}

/** The array at a path, empty where there is none. */
export function listAt(value: Json | undefined, path: string | readonly string[]): Json[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

/**
 * Only the named paths of a value, as a flat object from path to value. Absent paths are left out, so that
 * "absent" and "present" are told apart by a comparison.
 */
export function pick(value: Json | undefined, paths: readonly string[]): JsonObject {
  return Object.fromEntries(
    paths.map((path) => [path, at(value, path)] as const).filter(([, found]) => found !== undefined),
  );
}
