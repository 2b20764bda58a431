import type { FieldFault } from "../http/status-error.ts";
import { invalidValue } from "./field-faults.ts";

/** Rules for ports, in the words of apimachinery/pkg/util/validation. */

export const PROTOCOLS: readonly string[] = ["SCTP", "TCP", "UDP"];

const PORT_NAME = /^[-a-z0-9]+$/;

export function portNumberFaults(port: number, field: string): FieldFault[] {
  if (port >= 1 && port <= 65_535) return [];
  return [invalidValue(field, port, "must be between 1 and 65535, inclusive")];
}

/** What is wrong with a port's name (IANA_SVC_NAME). */
export function portNameFaults(name: string): string[] {
  const faults: string[] = [];
  if (name.length > 15) faults.push("must be no more than 15 characters");
  if (!PORT_NAME.test(name)) faults.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(name)) faults.push("must contain at least one letter (a-z)");
  if (name.includes("--")) faults.push("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-")) faults.push("must not begin or end with a hyphen");
  return faults;
}

/** A port by its number or its name. */
export function portFaults(port: number | string, field: string): FieldFault[] {
  if (typeof port === "number") return portNumberFaults(port, field);
  return portNameFaults(port).map((detail) => invalidValue(field, port, detail));
}
