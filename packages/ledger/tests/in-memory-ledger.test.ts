import { expect, test } from "vitest";
import { openInMemoryLedger } from "../src/in-memory/open-in-memory-ledger.ts";
import { countingIds, StandingClock } from "./fixtures.ts";
import { describeLedger } from "./ledger-contract.ts";

describeLedger("the ledger in memory", async (parts) => openInMemoryLedger(parts));

test("says by name what it does not do", () => {
  const ledger = openInMemoryLedger({ clock: new StandingClock(), ids: countingIds() });
  expect(() => Reflect.get(ledger, "vacuum")).toThrow("does not do vacuum");
});
