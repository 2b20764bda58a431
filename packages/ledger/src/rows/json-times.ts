import type { Prisma } from "../generated/client.ts";

/** The value as JSON: times in it become ISO text. */
export function asJson(value: object): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(value));
}

export function readTime(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
