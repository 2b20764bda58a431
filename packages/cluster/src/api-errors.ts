import { ApiException } from "@kubernetes/client-node";
import type { FieldProblem } from "@resource-manager/domain/model/refusal";
import type { ClusterAnswer } from "@resource-manager/domain/ports/cluster";
import { listOf, type RawRecord, recordOf, textOf } from "./raw-json.ts";
import { TransportError } from "./transport-error.ts";

export type ClusterFailure = Exclude<ClusterAnswer<never>, { kind: "ok" }>;

/** Whether the request would have changed something, had it arrived: a read and a dry run have no effect to lose. */
export interface Attempt {
  readonly hasEffect: boolean;
}

/**
 * What an API server's refusal means. The only place that knows HTTP codes and Status objects.
 * `headers` have lower-case names; `body` is the answer's text or its parsed JSON.
 */
export function failureOfStatus(
  code: number,
  headers: Readonly<Record<string, string>>,
  body: unknown,
  attempt: Attempt,
): ClusterFailure {
  const status = statusObject(body);
  const message = textOf(status.message) ?? `the cluster answered HTTP ${code}${bodyExcerpt(body)}`;
  const retryAfterMs = retryAfter(headers, status);
  const passing = passingRefusal(code, status, message);
  if (passing !== null) {
    return { kind: "unavailable", message: passing, effectUnknown: false, retryAfterMs: retryAfterMs ?? 1_000 };
  }
  switch (code) {
    case 401:
      return unavailable("the cluster did not accept our credentials (401 Unauthorized)", retryAfterMs);
    case 404:
      return missing(status, message, attempt);
    case 409:
      return status.reason === "AlreadyExists" ? { kind: "alreadyExists" } : { kind: "conflict", message };
    case 429:
      return unavailable(message, retryAfterMs);
    default:
      return isLasting(code)
        ? refusal(code, status, message)
        : { kind: "unavailable", message, effectUnknown: attempt.hasEffect, retryAfterMs };
  }
}

/** What a call's exception means: an API server's refusal, or that it could not be reached or understood. */
export function failureOfError(error: unknown, attempt: Attempt): ClusterFailure {
  if (error instanceof ApiException) {
    return failureOfStatus(error.code, recordOf(error.headers) as Record<string, string>, error.body, attempt);
  }
  if (error instanceof TransportError) {
    const effectUnknown = attempt.hasEffect && error.maybeSent;
    return { kind: "unavailable", message: error.message, effectUnknown, retryAfterMs: null };
  }
  const message = `the cluster's answer could not be read: ${error instanceof Error ? error.message : String(error)}`;
  return { kind: "unavailable", message, effectUnknown: attempt.hasEffect, retryAfterMs: null };
}

/** One sentence for people and logs. */
export function failureText(failure: ClusterFailure): string {
  switch (failure.kind) {
    case "alreadyExists":
      return "it exists already";
    case "notFound":
      return "it does not exist";
    default:
      return failure.message;
  }
}

/** Turned away before anything was done. */
function unavailable(message: string, retryAfterMs: number | null): ClusterFailure {
  return { kind: "unavailable", message, effectUnknown: false, retryAfterMs };
}

function isLasting(code: number): boolean {
  return code >= 400 && code < 500 && code !== 408 && code !== 410;
}

function refusal(code: number, status: RawRecord, message: string): ClusterFailure {
  const problems = problemsOf(status);
  if (code === 422 && problems.some(({ path }) => path === "metadata.uid")) {
    return { kind: "conflict", message };
  }
  return { kind: "rejected", reason: textOf(status.reason) ?? `HTTP ${code}`, message, problems };
}

/**
 * Only a 404 that names the missing object proves that it is missing. A proxy or load balancer in front of a cluster
 * that is away answers 404 too, and an older API server does so for a subresource that it does not have.
 */
function missing(status: RawRecord, message: string, attempt: Attempt): ClusterFailure {
  if (status.kind !== "Status") {
    const text = `${message}; is this address a Kubernetes API server?`;
    return { kind: "unavailable", message: text, effectUnknown: attempt.hasEffect, retryAfterMs: null };
  }
  if (textOf(recordOf(status.details).name) !== null) {
    return { kind: "notFound" };
  }
  return { kind: "rejected", reason: "NotSupported", message, problems: [] };
}

/** Refusals that pass by themselves, though their code says that they last. Nothing was changed by the refused request. */
function passingRefusal(code: number, status: RawRecord, message: string): string | null {
  if (code === 403 && /error looking up service account .* not found/.test(message)) {
    return `the namespace is not ready yet: ${message}`;
  }
  if (code === 403 && /not yet ready to handle request|status unknown for quota/.test(message)) {
    return `the cluster is not ready yet: ${message}`;
  }
  // Our ceiling in a namespace is the team's quota, which the ledger has reserved already: the quota controller counts late what was freed.
  if (code === 403 && /exceeded quota: resource-manager,/.test(message)) {
    return `the cluster still counts pods that are gone towards the namespace's quota: ${message}`;
  }
  if (code === 409 && status.reason !== "AlreadyExists" && recordOf(status.details).kind === "resourcequotas") {
    return `the cluster was busy counting the namespace's quota: ${message}`;
  }
  return null;
}

function problemsOf(status: RawRecord): FieldProblem[] {
  return listOf(recordOf(status.details).causes).map((raw) => {
    const cause = recordOf(raw);
    return { path: textOf(cause.field) ?? "", message: textOf(cause.message) ?? textOf(cause.reason) ?? "refused" };
  });
}

function retryAfter(headers: Readonly<Record<string, string>>, status: RawRecord): number | null {
  const header = headers["retry-after"];
  const seconds = header === undefined ? recordOf(status.details).retryAfterSeconds : Number(header);
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}

function statusObject(body: unknown): RawRecord {
  if (typeof body !== "string") {
    return recordOf(body);
  }
  try {
    return recordOf(JSON.parse(body));
  } catch {
    return {};
  }
}

function bodyExcerpt(body: unknown): string {
  const text = typeof body === "string" ? body.replaceAll(/\s+/g, " ").trim().slice(0, 200) : "";
  return text === "" ? "" : `: ${text}`;
}
