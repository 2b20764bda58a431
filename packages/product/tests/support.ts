import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

/** Sends one GraphQL request to the product's public address and answers its data. */
export async function ask<T>(url: string, query: string, variables: object = {}): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: T; errors?: { message: string }[] };
  expect(answer.errors).toBeUndefined();
  return answer.data as T;
}

/** `npm start` without npm: what it has printed so far, and its end. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
}

export function startScript(...args: string[]): Started {
  const script = fileURLToPath(new URL("../../../scripts/start.mjs", import.meta.url));
  // As from a terminal: not as a script of npm, whose end would end it.
  const { npm_lifecycle_event: _, ...env } = process.env;
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  return { child, ended, output: () => output };
}

/** The processes that descend from this one, at this moment. */
export function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    const child = Number(entry);
    const parent = Number.isSafeInteger(child) ? parentOf(child) : undefined;
    if (parent !== undefined) parents.set(child, parent);
  }
  const found = [...parents].filter(([, parent]) => parent === pid).map(([child]) => child);
  return [...found, ...found.flatMap(descendantsOf)];
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

function parentOf(pid: number): number | undefined {
  const text = /^PPid:\s+(\d+)$/m.exec(readStatus(pid))?.[1];
  return text === undefined ? undefined : Number(text);
}

/** Ended, but not yet fetched by its new parent: nothing of it runs. */
function isZombie(pid: number): boolean {
  return /^State:\s+Z/m.test(readStatus(pid));
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
