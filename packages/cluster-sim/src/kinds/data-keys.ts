import type { FieldFault } from "../http/status-error.ts";
import { invalidValue } from "../objects/field-faults.ts";

export const DATA_BYTES_MAX = 1024 * 1024;

const RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/** Keys of a ConfigMap's or Secret's data. */
export function dataKeyFaults(data: Readonly<Record<string, string>>, field: string): FieldFault[] {
  return Object.keys(data).flatMap((key) => {
    const details: string[] = [];
    if (key.length > 253) details.push("must be no more than 253 bytes");
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) details.push(RULE);
    else if (key === "." || key === "..") details.push(`must not be '${key}'`);
    else if (key.startsWith("..")) details.push("must not start with '..'");
    return details.map((detail) => invalidValue(`${field}[${key}]`, key, detail));
  });
}
