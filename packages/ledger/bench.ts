/** `node bench.ts`: how fast the books are on this machine, each commit waiting for the disk. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { openLedger } from "./src/open-ledger.ts";
import { anOperation, aServer, createPod, need, scratchFolder, seed } from "./tests/fixtures.ts";

const CREATES = 2_000;
const held = need({ gpus: 1, cpuMillis: 4_000, ramBytes: 2 ** 34, podSlots: 1 });

using scratch = scratchFolder();
const clock = { now: () => new Date(), schedule: () => () => undefined };
await using ledger = await openLedger({ file: join(scratch.path, "ledger.db"), clock, ids: { uuid: randomUUID } });
await seed(ledger);
const allocatable = need({ gpus: 1e6, cpuMillis: 1e9, ramBytes: 2 ** 50, podSlots: 1e6 });
await ledger.write(async (tx) => {
  for (let index = 0; index < 100; index += 1)
    await tx.observeServer(aServer({ name: `server-${index}`, allocatable }));
});
let told = 0;
ledger.subscribe((change) => {
  told += change.pods.length;
});

await measure("creates, one after another", CREATES, async (index) => create(`one-${index}`, index));
await measure("creates, 64 at once", CREATES, (index) => create(`many-${index}`, index), 64);
await measure("steps of operations", CREATES, (index) =>
  ledger.write((tx) => tx.saveOperation(anOperation({ id: `operation-of-one-${index}`, state: "RUNNING" }))),
);
await measure("single pods read", CREATES, (index) => ledger.podById(`one-${index}`));
await measure(`lists of ${told} pods read`, 5, () => ledger.livePods());
await measure("checks of the counters", 5, () => ledger.counterMismatches());

/** A create as the operations do it: look up the key, the namespace and the name, then write. */
function create(id: string, index: number): Promise<void> {
  return ledger.write(async (tx) => {
    await tx.operationByKey("alice", `key-of-${id}`);
    await tx.namespace("research");
    if (!(await createPod(tx, id, `server-${index % 100}`, held))) throw new Error("there was no room");
  });
}

async function measure(
  what: string,
  count: number,
  run: (index: number) => Promise<unknown>,
  lanes = 1,
): Promise<void> {
  const start = performance.now();
  const startCpu = process.cpuUsage();
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await run(index);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - start) / 1_000;
  const cpu = process.cpuUsage(startCpu);
  const cpuMs = (cpu.user + cpu.system) / 1_000 / count;
  console.log(
    `${what.padEnd(28)} ${(count / seconds).toFixed(0).padStart(6)}/s ${cpuMs.toFixed(2).padStart(8)} ms of CPU`,
  );
}
