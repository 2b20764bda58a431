/** Opens the ledger, tries a write, and says how either went. `FILE` */
import { randomUUID } from "node:crypto";
import { newTeam } from "@resource-manager/domain/model/team";
import { openLedger } from "../../src/open-ledger.ts";

const [file = ""] = process.argv.slice(2);
const clock = { now: () => new Date(), schedule: () => () => undefined };
try {
  const ledger = await openLedger({ file, clock, ids: { uuid: randomUUID } });
  await ledger.write((tx) => tx.upsertTeam(newTeam("mine")));
  await ledger.close();
  console.log("written");
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}
