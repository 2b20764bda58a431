import { join } from "node:path";
import {
  addNeeds,
  clampNeed,
  fits,
  NEEDS,
  type Need,
  NO_NEED,
  shortOf,
  subtractNeeds,
} from "@resource-manager/domain/model/amounts";
import { ok, refuse } from "@resource-manager/domain/model/result";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import { NO_QUOTA, newTeam } from "@resource-manager/domain/model/team";
import type { LedgerTransaction } from "@resource-manager/domain/ports/ledger";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openLedger } from "../src/open-ledger.ts";
import { aServer, countingIds, StandingClock, scratchFolder } from "./fixtures.ts";

/** What the books ought to be, in plain arithmetic. */
interface Model {
  servers: Map<string, LedgerServer>;
  quota: Need;
  used: Need;
}

type Step =
  | { readonly kind: "reserve" | "force" | "release"; readonly server: string; readonly need: Need }
  | { readonly kind: "observe"; readonly server: string; readonly page: Partial<LedgerServer> }
  | { readonly kind: "quota"; readonly quota: Need };

const amount = fc.integer({ min: 0, max: 6 });
const anyNeed: fc.Arbitrary<Need> = fc.record({
  gpus: amount,
  cpuMillis: amount,
  ramBytes: amount.map((value) => value * 2 ** 40),
  storageBytes: amount,
  podSlots: amount,
});
const server = fc.constantFrom("a", "b");
const page: fc.Arbitrary<Partial<LedgerServer>> = fc.record({
  status: fc.constantFrom("READY", "READY", "READY", "CORDONED"),
  admits: fc.constantFrom(true, true, true, false),
  vanished: fc.constantFrom(false, false, false, true),
  allocatable: anyNeed.map((need) => addNeeds(need, need)),
  foreign: anyNeed.map((need) => ({ ...need, ramBytes: 0 })),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("reserve"), server, need: anyNeed }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("release"), server, need: anyNeed }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("force"), server, need: anyNeed }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("observe"), server, page }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("quota"), quota: anyNeed }) },
);
const transactions = fc.array(
  fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 4 }), commits: fc.constantFrom(true, true, false) }),
  { minLength: 1, maxLength: 12 },
);

test("whatever is reserved, released, observed and rolled back, the counters are what arithmetic says", async () => {
  using scratch = scratchFolder();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(transactions, async (all) => {
      run += 1;
      const file = join(scratch.path, `${run}`, "ledger.db");
      await using ledger = await openLedger({ file, clock: new StandingClock(), ids: countingIds() });
      let model: Model = { servers: new Map(), quota: NO_NEED, used: NO_NEED };
      await ledger.write((tx) => tx.upsertTeam(newTeam("vision", { quota: { ...NO_QUOTA, ...NO_NEED } })));
      for (const { steps, commits } of all) {
        const draft: Model = { ...model, servers: new Map(model.servers) };
        await ledger.write(async (tx) => {
          for (const each of steps) expect(await perform(tx, each, draft)).toBe(expected(each, draft));
          return commits ? ok(null) : refuse(null);
        });
        if (commits) model = draft;
        expect(new Map(ledger.servers())).toEqual(model.servers);
        expect(await ledger.teams()).toMatchObject([{ name: "vision", quota: model.quota, used: model.used }]);
      }
    }),
    { numRuns: 25 },
  );
});

/** Does the step on the ledger. A refused reservation is an answer; where the ledger would throw, the step is left out. */
async function perform(tx: LedgerTransaction, step: Step, before: Model): Promise<boolean> {
  switch (step.kind) {
    case "reserve": {
      const reserved = await tx.reserve(step.server, step.need);
      return reserved && (await tx.reserveQuota("vision", step.need, null));
    }
    case "force":
      if (!before.servers.has(step.server)) return false;
      await tx.forceReserve(step.server, step.need);
      await tx.forceReserveQuota("vision", step.need, null);
      return true;
    case "release":
      if (!canRelease(step, before)) return false;
      await tx.release(step.server, step.need);
      await tx.releaseQuota("vision", step.need, null);
      return true;
    case "observe":
      await tx.observeServer(aServer({ ...step.page, name: step.server }));
      return true;
    case "quota":
      await tx.upsertTeam(newTeam("vision", { quota: { ...NO_QUOTA, ...step.quota } }));
      return true;
  }
}

/** Does the step on the model, with the same answer. */
function expected(step: Step, model: Model): boolean {
  switch (step.kind) {
    case "reserve": {
      const page = model.servers.get(step.server);
      if (page === undefined || !takesPods(page) || !fits(step.need, roomOn(page))) return false;
      allocate(model, step.server, step.need);
      if (shortOf(step.need, clampNeed(subtractNeeds(model.quota, model.used))).length > 0) return false;
      model.used = addNeeds(model.used, step.need);
      return true;
    }
    case "force":
      if (!model.servers.has(step.server)) return false;
      allocate(model, step.server, step.need);
      model.used = addNeeds(model.used, step.need);
      return true;
    case "release":
      if (!canRelease(step, model)) return false;
      allocate(model, step.server, subtractNeeds(NO_NEED, step.need));
      model.used = subtractNeeds(model.used, step.need);
      return true;
    case "observe": {
      const allocated = model.servers.get(step.server)?.allocated ?? NO_NEED;
      model.servers.set(step.server, { ...aServer({ ...step.page, name: step.server }), allocated });
      return true;
    }
    case "quota":
      model.quota = step.quota;
      return true;
  }
}

function takesPods(page: LedgerServer): boolean {
  return page.status === "READY" && page.admits && !page.vanished;
}

function roomOn(page: LedgerServer): Need {
  return subtractNeeds(page.allocatable, addNeeds(page.allocated, page.foreign));
}

function canRelease(step: { readonly server: string; readonly need: Need }, model: Model): boolean {
  const page = model.servers.get(step.server);
  if (page === undefined) return false;
  return NEEDS.every((name) => step.need[name] <= page.allocated[name] && step.need[name] <= model.used[name]);
}

function allocate(model: Model, server: string, need: Need): void {
  const page = model.servers.get(server);
  if (page !== undefined) model.servers.set(server, { ...page, allocated: addNeeds(page.allocated, need) });
}
