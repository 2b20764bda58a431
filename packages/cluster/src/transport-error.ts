/** The API server could not be reached, did not answer in time, or broke off. */
export class TransportError extends Error {
  override readonly name = "TransportError";
  /** False only when no byte of the request can have reached the server. */
  readonly maybeSent: boolean;
  /** Node's or undici's code, such as ECONNREFUSED; null where there is none. */
  readonly code: string | null;

  constructor(message: string, options: { maybeSent: boolean; code?: string | null; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.maybeSent = options.maybeSent;
    this.code = options.code ?? null;
  }
}

/** Puts a network error into plain words, and decides whether the request may have arrived. */
export function asTransportError(error: unknown, address: string): TransportError {
  if (error instanceof TransportError) {
    return error;
  }
  const code = codeOf(error);
  const detail = error instanceof Error ? error.message : String(error);
  const maybeSent = !(code !== null && (NOT_SENT.has(code) || isCertificateProblem(code)));
  return new TransportError(`${wordsFor(code)} ${hostOf(address)} (${code ?? detail})`, {
    maybeSent,
    code,
    cause: error,
  });
}

/** The address without its path and credentials: those may be secrets, and the text reaches users. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : "the configured address";
}

const NOT_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens at",
  ENOTFOUND: "the name cannot be resolved:",
  EAI_AGAIN: "the name cannot be resolved:",
  EHOSTUNREACH: "there is no route to",
  ENETUNREACH: "there is no route to",
  UND_ERR_CONNECT_TIMEOUT: "no connection within the time limit to",
  ECONNRESET: "the connection was cut by",
  EPIPE: "the connection was cut by",
  UND_ERR_SOCKET: "the connection was cut by",
};

function wordsFor(code: string | null): string {
  if (code === null) {
    return "no answer from";
  }
  return WORDS[code] ?? (isCertificateProblem(code) ? "the certificate is not trusted:" : "no answer from");
}

function isCertificateProblem(code: string): boolean {
  return /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/.test(code);
}

/** Several addresses tried in vain arrive as an AggregateError; undici wraps others: the code is on one of the inner errors. */
function codeOf(error: unknown): string | null {
  if (error instanceof AggregateError) {
    return codeOf(error.errors[0]) ?? ownCode(error);
  }
  return ownCode(error) ?? (error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : null);
}

function ownCode(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" ? code : null;
}
