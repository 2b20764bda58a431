/** metav1.Status as a refusal is written. */
export interface Status {
  kind: "Status";
  apiVersion: "v1";
  metadata: { continue?: string };
  status: "Failure" | "Success";
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code: number;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

/** What an error is about: the plural name where the request failed, the kind where the object did. */
export interface StatusSubject {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
}

/**
 * A request refused. Thrown, because an answer with an error status is how this protocol ends a request at any depth;
 * the one place that catches it writes the Status.
 */
export class StatusError extends Error {
  readonly status: Status;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      ...(reason === "" ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }

  get code(): number {
    return this.status.code;
  }
}

/** `pods`, or `leases.coordination.k8s.io` where there is a group. */
export function qualifiedResource(subject: StatusSubject): string {
  return subject.group === "" ? subject.plural : `${subject.plural}.${subject.group}`;
}

function qualifiedKind(subject: StatusSubject): string {
  return subject.group === "" ? subject.kind : `${subject.kind}.${subject.group}`;
}

function about(subject: StatusSubject, name: string): StatusDetails {
  return {
    ...(name === "" ? {} : { name }),
    ...(subject.group === "" ? {} : { group: subject.group }),
    kind: subject.plural,
  };
}

export function notFound(subject: StatusSubject, name: string): StatusError {
  return new StatusError(404, "NotFound", `${qualifiedResource(subject)} "${name}" not found`, about(subject, name));
}

/** No such path. */
export function pathNotFound(): StatusError {
  return new StatusError(404, "NotFound", "the server could not find the requested resource", {});
}

export function alreadyExists(subject: StatusSubject, name: string, terminating = false): StatusError {
  const going = terminating ? "object is being deleted: " : "";
  const message = `${going}${qualifiedResource(subject)} "${name}" already exists`;
  return new StatusError(409, "AlreadyExists", message, about(subject, name));
}

export function conflict(subject: StatusSubject, name: string, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualifiedResource(subject)} "${name}": ${why}`;
  return new StatusError(409, "Conflict", message, about(subject, name));
}

export const OBJECT_MODIFIED =
  "the object has been modified; please apply your changes to the latest version and try again";

export function forbidden(subject: StatusSubject, name: string, why: string, causes?: StatusCause[]): StatusError {
  const target = name === "" ? qualifiedResource(subject) : `${qualifiedResource(subject)} "${name}"`;
  const details = about(subject, name);
  return new StatusError(
    403,
    "Forbidden",
    `${target} is forbidden: ${why}`,
    causes === undefined ? details : { ...details, causes },
  );
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, "BadRequest", message);
}

export function methodNotAllowed(): StatusError {
  return new StatusError(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
    {},
  );
}

export function expired(message: string, continueToken?: string): StatusError {
  const error = new StatusError(410, "Expired", message);
  if (continueToken !== undefined) error.status.metadata.continue = continueToken;
  return error;
}

export function unauthorized(): StatusError {
  return new StatusError(401, "Unauthorized", "Unauthorized");
}

export function unsupportedMediaType(message: string, details?: StatusDetails): StatusError {
  return new StatusError(415, "UnsupportedMediaType", message, details);
}

/** 422 with every fault at once. `faults` is not empty. */
export function invalid(subject: StatusSubject, name: string, faults: readonly FieldFault[]): StatusError {
  const texts = faults.map((fault) => `${fault.field}: ${fault.message}`);
  const list = texts.length === 1 ? texts[0] : `[${[...new Set(texts)].join(", ")}]`;
  return new StatusError(422, "Invalid", `${qualifiedKind(subject)} "${name}" is invalid: ${list}`, {
    ...(name === "" ? {} : { name }),
    ...(subject.group === "" ? {} : { group: subject.group }),
    ...(subject.kind === "" ? {} : { kind: subject.kind }),
    causes: faults.map(({ reason, message, field }) => ({ reason, message, field })),
  });
}

/** One fault of one field, in the words of apimachinery's field.Error. */
export interface FieldFault {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}
