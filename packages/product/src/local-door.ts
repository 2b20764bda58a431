import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A one-time link, for a person. */
export interface NewLink {
  /** Only a path where the API was not told its public address. */
  readonly url: string;
  readonly expiresAt: Date;
}

export type DoorAnswer =
  | { readonly ok: true; readonly link: NewLink }
  /** The API does not run, or would not. */
  | { readonly ok: false; readonly message: string };

/** Written by the running API into its data folder: where it is asked by this machine's commands, and the key for it. */
export const DOOR_FILE = "local-door.json";

interface Door {
  readonly url: string;
  readonly key: string;
  readonly publicUrl: string | null;
}

/**
 * Asks the API that runs on this data folder for a one-time link.
 * @param what `set-up-link`, or `password-link` with the user's name
 */
export async function askLocalDoor(ledgerFolder: string, what: string, name?: string): Promise<DoorAnswer> {
  const door = await readDoor(ledgerFolder);
  if (door === undefined) return { ok: false, message: `no product runs on ${ledgerFolder}: start it first` };
  try {
    const response = await fetch(`${door.url}/local/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Local ${door.key}` },
      body: JSON.stringify({ name }),
    });
    const answer = (await response.json()) as { path?: string; expiresAt?: string; error?: { message?: string } };
    if (answer.path === undefined || answer.expiresAt === undefined)
      return { ok: false, message: answer.error?.message ?? `the API answered ${response.status}` };
    return { ok: true, link: { url: `${door.publicUrl ?? ""}${answer.path}`, expiresAt: new Date(answer.expiresAt) } };
  } catch {
    return { ok: false, message: `the API at ${door.url} does not answer` };
  }
}

async function readDoor(ledgerFolder: string): Promise<Door | undefined> {
  try {
    return JSON.parse(await readFile(join(ledgerFolder, DOOR_FILE), "utf8")) as Door;
  } catch {
    return undefined;
  }
}
