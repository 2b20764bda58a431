import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NO_TEAMS } from "@resource-manager/domain/model/actor";
import type { TokenScope } from "@resource-manager/domain/model/api-token";
import { ApiTokens, type NewToken } from "@resource-manager/domain/operations/api-tokens";
import { openLedger } from "@resource-manager/ledger/open-ledger";
import { LOCAL_ADMIN } from "../graphql/viewer.ts";
import { newSecret } from "../system-clock.ts";
import { ManualClock } from "./manual-clock.ts";

/** API tokens in a ledger of their own, with time that a test moves. */
export async function openTestTokens() {
  const folder = await mkdtemp(join(tmpdir(), "resource-manager-tokens-"));
  const [clock, ids, file] = [new ManualClock(), { uuid: () => randomUUID() }, join(folder, "ledger.db")];
  const ledger = await openLedger({ file, clock, ids });
  const faults: unknown[] = [];
  const standingOf = () => ({ role: "ADMIN", teams: NO_TEAMS }) as const;
  const load = (): Promise<ApiTokens> =>
    ApiTokens.load({
      ...{ ledger, clock, ids, newSecret, standingOf, serviceAccount: () => null },
      onFault: (fault) => faults.push(fault),
    });
  const tokens = await load();
  return {
    tokens,
    ledger,
    clock,
    file,
    faults,
    /** As after a restart. */
    load,
    make: async (scope: TokenScope, expiresInDays = 30): Promise<NewToken> => {
      const wish = { name: `${scope} for a test`, scope, teams: null, expiresInDays, serviceAccountId: null };
      const made = await tokens.create(LOCAL_ADMIN, wish);
      if (!made.ok) throw new Error(made.error.message);
      return made.value;
    },
    revoke: async ({ token }: NewToken): Promise<void> => {
      const revoked = await tokens.revoke(LOCAL_ADMIN, token.id);
      if (!revoked.ok) throw new Error(revoked.error.message);
    },
    [Symbol.asyncDispose]: async () => {
      tokens[Symbol.dispose]();
      await ledger.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type TestTokens = Awaited<ReturnType<typeof openTestTokens>>;
