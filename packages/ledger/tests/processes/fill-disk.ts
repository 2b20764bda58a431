/**
 * Writes until the ledger says that it is unavailable, lifts the limit on its files, and writes on. `FILE`
 * Started under `ulimit -S -f`, which fails writes as a full disk does.
 */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { LedgerUnavailable } from "../../src/errors.ts";
import { openLedger } from "../../src/open-ledger.ts";
import { aPod, seed } from "../fixtures.ts";

const [file = ""] = process.argv.slice(2);
const clock = { now: () => new Date(), schedule: () => () => undefined };
const ledger = await openLedger({ file, clock, ids: { uuid: randomUUID } });
await seed(ledger);
const told: string[] = [];
ledger.subscribe((change) => told.push(...change.pods.map((pod) => pod.id)));

const acknowledged: string[] = [];
const refused: unknown[] = [];
while (refused.length < 3) {
  const id = `pod-${acknowledged.length}-${refused.length}`;
  await insert(id).then(
    () => acknowledged.push(id),
    (error) => refused.push(error),
  );
}
execFileSync("prlimit", ["--fsize=unlimited", "--pid", `${process.pid}`]);
await insert("after");
acknowledged.push("after");

const live = await ledger.livePods();
await ledger.close();
console.log(
  JSON.stringify({
    acknowledged,
    told,
    live: live.map((pod) => pod.id),
    refusals: refused.map((error) => (error instanceof LedgerUnavailable ? error.code : String(error))),
  }),
);

function insert(id: string): Promise<boolean> {
  const spec = { ...aPod().spec, image: "x".repeat(4_000) };
  return ledger.write((tx) => tx.insertPod(aPod({ id, name: id, spec })));
}
