import { isJsonObject, type Json } from "./json.ts";

/** One place where two values differ. `undefined` means absent. */
export type Difference = {
  readonly path: string;
  readonly expected: Json | undefined;
  readonly actual: Json | undefined;
};

/** Every place where two JSON values differ, in the order of the expected one. Property order does not matter. */
export function compare(expected: Json | undefined, actual: Json | undefined, path = ""): Difference[] {
  if (isJsonObject(expected) && isJsonObject(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return keys.flatMap((key) => compare(expected[key], actual[key], `${path}/${escapeStep(key)}`));
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.max(expected.length, actual.length);
    return Array.from({ length }, (_, index) => compare(expected[index], actual[index], `${path}/${index}`)).flat();
  }
  return expected === actual ? [] : [{ path, expected, actual }];
}

/** A difference on one line, values cut at 300 characters. */
export function describeDifference(difference: Difference): string {
  return `${difference.path || "/"}: expected ${show(difference.expected)}, actual ${show(difference.actual)}`;
}

function show(value: Json | undefined): string {
  if (value === undefined) return "(absent)";
  const text = JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function escapeStep(step: string): string {
  return step.replaceAll("~", "~0").replaceAll("/", "~1");
}
