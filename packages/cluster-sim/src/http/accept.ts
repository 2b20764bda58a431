import type { IncomingMessage } from "node:http";
import { type StatusDetails, StatusError } from "./status-error.ts";

const WRITTEN = ["application/json", "application/yaml", "text/plain"];

/** One wish of an Accept header, as far as this server understands it. */
export interface Accepted {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export function acceptedTypes(request: IncomingMessage): Accepted[] {
  const header = request.headers.accept ?? "*/*";
  return header.split(",").map((wish) => {
    const [type = "", ...parameters] = wish.split(";").map((part) => part.trim());
    return { type: type.toLowerCase(), parameters: Object.fromEntries(parameters.map((one) => one.split("=", 2))) };
  });
}

/** 406 where nothing that is asked for can be written. */
export function checkAcceptable(request: IncomingMessage): void {
  if (!acceptedTypes(request).some(isWritten)) throw notAcceptable({});
}

/** Whether the type can be written; which form of an object it is asked for in is another question. */
export function isWritten({ type }: Accepted): boolean {
  return type === "*/*" || type === "application/*" || type === "text/*" || WRITTEN.includes(type);
}

export function notAcceptable(details?: StatusDetails): StatusError {
  const message = `only the following media types are accepted: ${WRITTEN.slice(0, 2).join(", ")}`;
  return new StatusError(406, "NotAcceptable", message, details);
}
