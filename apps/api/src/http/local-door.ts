import { timingSafeEqual } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hashOfSecret } from "@resource-manager/domain/identity/sessions";
import type { Actor } from "@resource-manager/domain/model/actor";
import type { Refusal } from "@resource-manager/domain/model/refusal";
import type { Result } from "@resource-manager/domain/model/result";
import express, { type RequestHandler, Router } from "express";
import type { Services } from "../services.ts";
import { answerFault } from "./auth-answers.ts";

/** Where a command of this machine finds the running API and the key to its local door. Whoever can read the data folder has the ledger anyway. */
export const DOOR_FILE = "local-door.json";

const COMMAND: Actor = { kind: "SYSTEM", id: "admin-command", name: "npm run admin" };

/**
 * Makes one-time links for the commands of this machine: for the first admin, and for somebody who forgot their password where nobody else
 * is left who could help. The front door does not lead here, and it takes the key that is in the data folder.
 */
export function localDoor(services: () => Services | null, key: string): RequestHandler {
  const router = Router();
  router.use((req, res, next) => {
    const given = /^Local ([\w-]+)$/.exec(req.headers.authorization ?? "")?.[1] ?? "";
    const [a, b] = [given, key].map((text) => Buffer.from(hashOfSecret(text)));
    if (a && b && timingSafeEqual(a, b)) return next();
    answerFault(res, 401, "UNAUTHENTICATED", "this takes the key in the data folder");
  });
  const post = (
    path: string,
    make: (ready: Services, name: string) => Promise<Result<{ secret: string; link: { expiresAt: Date } }, Refusal>>,
  ) =>
    router.post(path, express.json(), async (req, res) => {
      const ready = services();
      if (ready === null) return answerFault(res, 503, "STARTING", "the product is starting; try again in a moment");
      const made = await make(ready, String(req.body?.name ?? ""));
      if (!made.ok) return answerFault(res, 409, made.error.kind, made.error.message);
      const { secret, link } = made.value;
      res.json({ path: pathOfLink(secret), expiresAt: link.expiresAt });
    });
  post("/set-up-link", ({ identity: { users } }) => users.makeSetUpLink(COMMAND));
  post("/password-link", ({ identity: { core, users } }, name) =>
    users.makePasswordLink(COMMAND, core.roster.named(name.trim().toLowerCase())?.id ?? ""),
  );
  return router;
}

/** Behind the product's address. A fragment is not sent to any server, so the secret is in nobody's log. */
export function pathOfLink(secret: string): string {
  return `/set-up#${secret}`;
}

/** Tells the commands of this machine where the door is, and nobody else. To be disposed of when the API ends. */
export async function openLocalDoor(
  dataDir: string,
  door: { readonly url: string; readonly key: string; readonly publicUrl: string | null },
): Promise<AsyncDisposable> {
  const file = join(dataDir, DOOR_FILE);
  // The mode is only taken for a new file.
  await rm(file, { force: true });
  await writeFile(file, JSON.stringify(door), { mode: 0o600 });
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}
