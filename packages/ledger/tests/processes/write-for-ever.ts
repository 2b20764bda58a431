/** Creates pods as fast as it can and says the id of each once it is acknowledged. `FILE PREFIX` */
import { randomUUID } from "node:crypto";
import { openLedger } from "../../src/open-ledger.ts";
import { aServer, createPod, need, seed } from "../fixtures.ts";

const [file = "", prefix = ""] = process.argv.slice(2);
const clock = { now: () => new Date(), schedule: () => () => undefined };
const ledger = await openLedger({ file, clock, ids: { uuid: randomUUID }, waitForLock: true, onProgress: console.log });
await seed(ledger);
await ledger.write((tx) => tx.observeServer(aServer({ allocatable: need({ gpus: 1e6, podSlots: 1e6 }) })));
console.log("open");
const held = need({ gpus: 1, podSlots: 1 });
for (let index = 0; ; index += 4) {
  const ids = [index, index + 1, index + 2, index + 3].map((each) => `${prefix}-${each}`);
  await Promise.all(
    ids.map(async (id) => {
      await ledger.write((tx) => createPod(tx, id, "gpu-1", held));
      console.log(`ack ${id}`);
    }),
  );
}
