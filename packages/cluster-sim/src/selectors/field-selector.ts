import { badRequest } from "../http/status-error.ts";

export interface FieldRequirement {
  readonly field: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}

export type FieldSelector = readonly FieldRequirement[];

export function matchesFields(selector: FieldSelector, fields: Readonly<Record<string, string>>): boolean {
  return selector.every(({ field, operator, value }) => (fields[field] === value) === (operator === "="));
}

/** The value that the selector demands of `field`, where it demands exactly one. */
export function requiredValue(selector: FieldSelector, field: string): string | undefined {
  return selector.find((requirement) => requirement.field === field && requirement.operator === "=")?.value;
}

/** Parses `metadata.name=x,status.phase!=Failed`; `\,` `\=` and `\\` stand for themselves. */
export function parseFieldSelector(text: string, supported: readonly string[]): FieldSelector {
  const requirements: FieldRequirement[] = [];
  for (const term of split(text)) {
    if (term === "") continue;
    const match = /^((?:\\.|[^\\=!])*?)(==|!=|=)(.*)$/s.exec(term);
    if (match === null) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    const [, field = "", operator = "=", value = ""] = match;
    if (!supported.includes(field)) throw badRequest(`field label not supported: ${field}`);
    requirements.push({ field, operator: operator === "!=" ? "!=" : "=", value: unescaped(value, text) });
  }
  return requirements;
}

function split(text: string): string[] {
  const terms: string[] = [];
  let term = "";
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\" && i + 1 < text.length) term += text[i++] as string;
    else if (text[i] === ",") {
      terms.push(term);
      term = "";
      continue;
    }
    term += text[i];
  }
  return [...terms, term];
}

function unescaped(value: string, selector: string): string {
  const plain = value.replace(/\\([\\,=])/g, "$1");
  if (/^(\\[\\,=]|[^\\,=])*$/.test(value)) return plain;
  throw badRequest(`invalid field selector: unescaped character in '${selector}'`);
}
