import { badRequest } from "../http/status-error.ts";

export interface LabelRequirement {
  readonly key: string;
  readonly operator: "=" | "==" | "!=" | "in" | "notin" | "exists" | "!" | "gt" | "lt";
  readonly values: readonly string[];
}

export type LabelSelector = readonly LabelRequirement[];

export function matchesLabels(selector: LabelSelector, labels: Readonly<Record<string, string>> | undefined): boolean {
  return selector.every((requirement) => meets(requirement, labels?.[requirement.key]));
}

function meets({ operator, values }: LabelRequirement, value: string | undefined): boolean {
  switch (operator) {
    case "=":
    case "==":
    case "in":
      return value !== undefined && values.includes(value);
    case "!=":
    case "notin":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    case "gt":
    case "lt": {
      if (value === undefined || !/^-?\d+$/.test(value)) return false;
      const bound = Number(values[0]);
      return operator === "gt" ? Number(value) > bound : Number(value) < bound;
    }
  }
}

interface Token {
  readonly kind: "(" | ")" | "," | "=" | "==" | "!=" | "!" | "<" | ">" | "word" | "end";
  readonly text: string;
}

/** Parses `a=b,c!=d,e in (f,g),h,!i`; a malformed one is a 400, in the words of apimachinery/pkg/labels. */
export function parseLabelSelector(text: string): LabelSelector {
  const parser = new Parser(text);
  const requirements = parser.parse();
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

class Parser {
  readonly #tokens: Token[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  parse(): LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    for (;;) {
      const token = this.#peek();
      if (token.kind === "end") return requirements;
      if (token.kind !== "word" && token.kind !== "!") {
        throw badRequest(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const next = this.#take();
      if (next.kind === "end") return requirements;
      if (next.kind !== ",") throw badRequest(`found '${next.text}', expected: ',' or 'end of string'`);
      const after = this.#peek();
      if (after.kind !== "word" && after.kind !== "!") {
        throw badRequest(`found '${after.text}', expected: identifier after ','`);
      }
    }
  }

  #peek(): Token {
    return this.#tokens[this.#position] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== "end") this.#position++;
    return token;
  }

  #requirement(): LabelRequirement {
    const negated = this.#peek().kind === "!";
    if (negated) this.#take();
    const key = this.#take();
    if (key.kind !== "word") throw malformed(`found '${key.text}', expected: identifier`);
    checkKey(key.text);
    const next = this.#peek();
    if (next.kind === "end" || next.kind === ",") {
      return { key: key.text, operator: negated ? "!" : "exists", values: [] };
    }
    if (negated) throw malformed(`found '${next.text}', expected: ',' or 'end of string'`);
    const operator = this.#operator();
    const values = operator === "in" || operator === "notin" ? this.#list() : [this.#value()];
    for (const value of values) checkValue(key.text, value);
    if ((operator === "gt" || operator === "lt") && !/^-?\d+$/.test(values[0] ?? "")) {
      throw malformed(
        `values[0]: Invalid value: "${values[0]}": for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
    return { key: key.text, operator, values };
  }

  #operator(): LabelRequirement["operator"] {
    const token = this.#take();
    if (token.kind === "word" && (token.text === "in" || token.text === "notin")) return token.text;
    if (token.kind === "=" || token.kind === "==" || token.kind === "!=") return token.kind;
    if (token.kind === ">") return "gt";
    if (token.kind === "<") return "lt";
    throw malformed(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`);
  }

  #list(): string[] {
    const open = this.#take();
    if (open.kind !== "(") throw malformed(`found '${open.text}' expected: '('`);
    const values: string[] = [];
    for (;;) {
      const token = this.#take();
      if (token.kind === "word") {
        values.push(token.text);
        const next = this.#take();
        if (next.kind === ")") return [...new Set(values)].sort();
        if (next.kind !== ",") throw malformed(`found '${next.text}', expected: ',' or ')'`);
      } else if (token.kind === ",") {
        values.push("");
      } else if (token.kind === ")") {
        return [...new Set([...values, ""])].sort();
      } else {
        throw malformed(`found '${token.text}', expected: ',', ')' or identifier`);
      }
    }
  }

  #value(): string {
    const token = this.#peek();
    if (token.kind === "end" || token.kind === ",") return "";
    if (token.kind !== "word") throw malformed(`found '${token.text}', expected: identifier`);
    return this.#take().text;
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/\s*(==|!=|[()=,!<>]|[^\s()=,!<>]+)/g)) {
    const token = match[1] as string;
    tokens.push({ kind: /^[()=,!<>]/.test(token) ? (token as Token["kind"]) : "word", text: token });
  }
  tokens.push({ kind: "end", text: "" });
  return tokens;
}

const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAME_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function checkKey(key: string): void {
  const slash = key.indexOf("/");
  const name = slash === -1 ? key : key.slice(slash + 1);
  const prefix = slash === -1 ? undefined : key.slice(0, slash);
  if (!NAME.test(name) || name.length > 63 || (prefix !== undefined && (!PREFIX.test(prefix) || prefix.length > 253))) {
    throw malformed(`key: Invalid value: "${key}": ${NAME_RULE}`);
  }
}

function checkValue(key: string, value: string): void {
  if (value.length > 63) throw malformed(`values[0][${key}]: Invalid value: "${value}": must be no more than 63 bytes`);
  if (value !== "" && !NAME.test(value)) throw malformed(`values[0][${key}]: Invalid value: "${value}": ${VALUE_RULE}`);
}

function malformed(detail: string): Error {
  return badRequest(`unable to parse requirement: ${detail}`);
}
