import type { RequestAttributes } from "./request-attributes.ts";

/** An answer that a real API server gives by itself, without having done what it was asked. */
export interface Refusal {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** metav1.Status. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: object;
  readonly status: "Failure";
  readonly message: string;
  readonly reason: string;
  readonly details?: object;
  readonly code: number;
}

/** As priority and fairness turns away (apiserver/pkg/server/filters/priority-and-fairness.go): plain text, no Status. */
export function tooManyRequests(retryAfterSeconds: number): Refusal {
  return {
    code: 429,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
      "retry-after": String(retryAfterSeconds),
    },
    body: "Too many requests, please try again later.\n",
  };
}

/** As where the storage does not answer (apimachinery's NewInternalError). */
export function internalError(): Refusal {
  const cause = "etcdserver: request timed out";
  return asAnswer(failure(500, "InternalError", `Internal error occurred: ${cause}`, { causes: [{ message: cause }] }));
}

/** As an API server that shuts down answers requests that come late (apiserver/pkg/server/filters/waitgroup.go). */
export function unavailable(): Refusal {
  const answer = asAnswer(failure(503, "ServiceUnavailable", "apiserver is shutting down"));
  return { ...answer, headers: { ...answer.headers, "retry-after": "1", "x-content-type-options": "nosniff" } };
}

/** Somebody else wrote in between. A create has no earlier version: what it collides with is the namespace's quota. */
export function conflict({ verb, group, resource, name }: RequestAttributes): Refusal {
  const modified = "the object has been modified; please apply your changes to the latest version and try again";
  const [what, who] = verb === "create" ? ["resourcequotas", "quota"] : [resource, name];
  const qualified = group === "" || verb === "create" ? what : `${what}.${group}`;
  const details = {
    ...(who === "" ? {} : { name: who }),
    ...(group === "" || verb === "create" ? {} : { group }),
    kind: what,
  };
  return asAnswer(
    failure(409, "Conflict", `Operation cannot be fulfilled on ${qualified} "${who}": ${modified}`, details),
  );
}

/** The version asked for is compacted away (apiserver/pkg/storage/etcd3/errors.go). */
export function expired({ verb }: RequestAttributes): Refusal {
  return asAnswer(
    failure(410, "Expired", `The resourceVersion for the provided ${verb === "watch" ? "watch" : "list"} is too old.`),
  );
}

/** The last event of a watch whose version the server no longer has. */
export function expiredEvent(asked: string, oldest: string): string {
  const object = failure(410, "Expired", `too old resource version: ${asked} (${oldest})`);
  return `${JSON.stringify({ type: "ERROR", object })}\n`;
}

/** A version that the server has not reached yet, which it waited for in vain. */
export function tooLargeVersion(asked: string, current: string): Refusal {
  const details = {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  };
  const message = `Timeout: Too large resource version: ${asked}, current: ${current}`;
  const answer = asAnswer(failure(504, "Timeout", message, details));
  return { ...answer, headers: { ...answer.headers, "retry-after": "1" } };
}

export function unauthorized(): Refusal {
  return asAnswer(failure(401, "Unauthorized", "Unauthorized"));
}

export function notFound({ group, resource, name }: RequestAttributes): Refusal {
  const qualified = group === "" ? resource : `${resource}.${group}`;
  const details = { name, ...(group === "" ? {} : { group }), kind: resource };
  return asAnswer(failure(404, "NotFound", `${qualified} "${name}" not found`, details));
}

function failure(code: number, reason: string, message: string, details?: object): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  };
}

function asAnswer(status: Status): Refusal {
  return {
    code: status.code,
    headers: { "content-type": "application/json", "cache-control": "no-cache, private" },
    body: `${JSON.stringify(status)}\n`,
  };
}
