import { createHash } from "node:crypto";
import type { CommandRequest } from "./commands.ts";

/** Fingerprint of what was asked, without key and dry-run flag: the same idempotency key must come with the same one. */
export function inputHash(command: string, request: CommandRequest): string {
  const { dryRun: _, operationId: __, ...asked } = request;
  return createHash("sha256")
    .update(`${command}\n${canonical(asked)}`)
    .digest("hex");
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}
