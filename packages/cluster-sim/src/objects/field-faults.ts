import type { FieldFault } from "../http/status-error.ts";

/** The words and reasons of apimachinery/pkg/util/validation/field. */

export function required(field: string, detail = ""): FieldFault {
  return { reason: "FieldValueRequired", message: withDetail("Required value", detail), field };
}

export function invalidValue(field: string, value: unknown, detail: string): FieldFault {
  return { reason: "FieldValueInvalid", message: withDetail(`Invalid value: ${shown(value)}`, detail), field };
}

export function typeInvalid(field: string, value: unknown, detail: string): FieldFault {
  return { reason: "FieldValueTypeInvalid", message: withDetail(`Invalid value: ${shown(value)}`, detail), field };
}

export function duplicate(field: string, value: unknown): FieldFault {
  return { reason: "FieldValueDuplicate", message: `Duplicate value: ${shown(value)}`, field };
}

export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldFault {
  const list = supported.map((one) => JSON.stringify(one));
  const detail = list.length === 0 ? "" : `supported values: ${list.join(", ")}`;
  return { reason: "FieldValueNotSupported", message: withDetail(`Unsupported value: ${shown(value)}`, detail), field };
}

export function fieldForbidden(field: string, detail: string): FieldFault {
  return { reason: "FieldValueForbidden", message: withDetail("Forbidden", detail), field };
}

export function fieldNotFound(field: string, value: unknown): FieldFault {
  return { reason: "FieldValueNotFound", message: `Not found: ${shown(value)}`, field };
}

export function tooLong(field: string, maxLength: number): FieldFault {
  const unit = maxLength === 1 ? "byte" : "bytes";
  return { reason: "FieldValueTooLong", message: `Too long: may not be more than ${maxLength} ${unit}`, field };
}

function withDetail(text: string, detail: string): string {
  return detail === "" ? text : `${text}: ${detail}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}
