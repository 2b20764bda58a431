/** What became of one input: a class to count by, and what was wrong with the answer; null: nothing. */
export interface Verdict {
  readonly class: string;
  readonly fault: string | null;
}

/** Every code that the API may give. INTERNAL_SERVER_ERROR is none: it says that something was not thought of. */
const KNOWN_CODES: ReadonlySet<unknown> = new Set([
  "BAD_REQUEST",
  "BAD_USER_INPUT",
  "BATCHING_NOT_SUPPORTED",
  "FORBIDDEN",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "METHOD_NOT_ALLOWED",
  "NOT_FOUND",
  "OPERATION_RESOLUTION_FAILURE",
  "PAYLOAD_TOO_LARGE",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
  "QUERY_TOO_COMPLEX",
  "TOO_MANY_REQUESTS",
  "TOO_MANY_SUBSCRIPTIONS",
  "UNAUTHENTICATED",
  "UNAVAILABLE",
]);

/** What else is said beside GraphQL. */
const DOOR_CODES: ReadonlySet<unknown> = new Set([
  ...KNOWN_CODES,
  ...["INVALID_INPUT", "LINK_OVER", "NAME_TAKEN", "NOT_OFFERED", "TOO_MANY_ATTEMPTS", "WRONG_CREDENTIALS"],
]);

const STACK = /\n\s+at |node_modules\/|\bfile:\/\/\//;

/** An HTTP answer: JSON with data or coded errors, and no status of the 500s. Nothing is starting any more, so 503 is none either. */
export function judgeHttp(status: number, text: string): Verdict {
  const answer = parsed(text);
  if (answer === undefined) return { class: "no JSON", fault: `HTTP ${status} and no JSON: ${text.slice(0, 300)}` };
  const verdict = judgeResult(answer);
  if (status >= 500 && verdict.fault === null) return { ...verdict, fault: `HTTP ${status}: ${text.slice(0, 300)}` };
  return verdict;
}

/** An answer of sign-in or of the audit trail's export: lines of JSON, an error with a code, or the way to another page. */
export function judgeDoor(status: number, text: string): Verdict {
  if (status >= 300 && status < 400) return stackless("door: sent on", text);
  const lines = text.split("\n").filter((line) => line !== "");
  const answers = lines.map(parsed);
  if (status >= 500 || answers.includes(undefined))
    return { class: "door: broken", fault: `HTTP ${status}: ${text.slice(0, 300)}` };
  if (status < 400) return stackless("door: served", answers);
  const { error, errors } = recordOf(answers[0]);
  const code = recordOf(error).code ?? recordOf(recordOf(recordOf(errors)[0]).extensions).code;
  if (!DOOR_CODES.has(code)) return { class: "door: no code", fault: `HTTP ${status}: ${text.slice(0, 300)}` };
  return stackless(`door: ${code}`, answers);
}

/** A result of GraphQL: `data`, or errors, each with a code that the API has. */
export function judgeResult(answer: unknown): Verdict {
  const { data, errors } = recordOf(answer);
  if (errors !== undefined) return judgeErrors(errors);
  if (typeof data === "object" && data !== null) return stackless("data", answer);
  return { class: "neither", fault: `neither data nor errors: ${JSON.stringify(answer)?.slice(0, 300)}` };
}

/** The errors of a result, or the payload of a WebSocket's `error`. */
export function judgeErrors(errors: unknown): Verdict {
  if (!Array.isArray(errors) || errors.length === 0) {
    return { class: "bad errors", fault: `errors that are no list: ${JSON.stringify(errors)?.slice(0, 300)}` };
  }
  const codes = errors.map((error) => recordOf(recordOf(error).extensions).code);
  const strange = codes.findIndex((code) => !KNOWN_CODES.has(code));
  if (strange >= 0)
    return {
      class: String(codes[strange]),
      fault: `code ${codes[strange]}: ${JSON.stringify(errors[strange]).slice(0, 300)}`,
    };
  return stackless(String(codes[0]), errors);
}

function stackless(name: string, answer: unknown): Verdict {
  const [place] = STACK.exec(textOf(answer)) ?? [];
  return {
    class: name,
    fault: place === undefined ? null : `the text of a stack: ${JSON.stringify(answer).slice(0, 300)}`,
  };
}

/** All texts of the answer, with their line ends as they are. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null ? Object.values(value).map(textOf).join(" ") : "";
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
