import { join } from "node:path";
import { NO_NEED } from "@resource-manager/domain/model/amounts";
import { refuse } from "@resource-manager/domain/model/result";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectWriter } from "../src/connection.ts";
import { openLedger } from "../src/open-ledger.ts";
import { aPod, countingIds, createPod, StandingClock, scratchFolder, seed } from "./fixtures.ts";

let scratch: ReturnType<typeof scratchFolder>;
let file: string;
beforeEach(() => {
  scratch = scratchFolder();
  file = join(scratch.path, "ledger.db");
});
afterEach(() => scratch[Symbol.dispose]());

/**
 * The trap: with Prisma's adapter for better-sqlite3, a write that runs beside an open transaction on the same client is
 * acknowledged, and lost when that transaction rolls back. This shows that the trap is there, so that the next test means something.
 * When it fails, the adapter has learnt better, and the queue in `writer.ts` may go.
 */
test("a plain write beside a transaction on one client is lost", async () => {
  await (await openLedger({ file, clock: new StandingClock(), ids: countingIds() })).close();
  const { client } = await connectWriter(file);
  const rolledBack = client.$transaction(async (db) => {
    await db.team.create({ data: { name: "inside" } });
    await client.team.create({ data: { name: "acknowledged" } });
    throw new Error("roll back");
  });
  await expect(rolledBack).rejects.toThrow("roll back");
  expect(await client.team.findMany()).toEqual([]);
  await client.$disconnect();
});

test("no acknowledged write of the ledger is lost among reads, refusals and failures", async () => {
  await using ledger = await openLedger({ file, clock: new StandingClock(), ids: countingIds() });
  await seed(ledger);
  const acknowledged: string[] = [];
  const failed: string[] = [];
  const misread: string[] = [];

  const good = async (id: string) => {
    await ledger.write((tx) => createPod(tx, id, "gpu-1", NO_NEED));
    acknowledged.push(id);
    // A read after the answer sees the write, whatever else is under way.
    if ((await ledger.podById(id)) === null) misread.push(id);
  };
  const throwing = async (id: string) => {
    const work = ledger.write(async (tx) => {
      await createPod(tx, id, "gpu-1", NO_NEED);
      await ledger.pod({ namespace: "research", name: id });
      throw new Error("no");
    });
    await work.catch(() => failed.push(id));
  };
  const refused = async (id: string) => {
    const answer = await ledger.write(async (tx) => {
      await createPod(tx, id, "gpu-1", NO_NEED);
      return refuse("no");
    });
    if (!answer.ok) failed.push(id);
  };
  const conflicting = async (id: string) => {
    await ledger
      .write(async (tx) => {
        await createPod(tx, id, "gpu-1", NO_NEED);
        await tx.insertPod(aPod({ id, name: `other-${id}` }));
      })
      .catch(() => failed.push(id));
  };
  const binding = () => ledger.bindCluster("cluster-a");
  const reading = () => Promise.all([ledger.livePods(), ledger.counterMismatches(), ledger.recentOperations(5)]);

  const running: Promise<unknown>[] = [];
  for (let round = 0; round < 60; round += 1) {
    running.push(throwing(`throwing-${round}`), good(`good-${round}`), refused(`refused-${round}`), reading());
    for (let tick = 0; tick < round % 40; tick += 1) await null;
    if (round % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    running.push(conflicting(`conflicting-${round}`), good(`also-good-${round}`), binding());
    if (round % 5 === 0) await Promise.all(running.splice(0));
  }
  await Promise.all(running);

  const ids = new Set((await ledger.livePods()).map((pod) => pod.id));
  expect(acknowledged).toHaveLength(120);
  expect(failed).toHaveLength(180);
  expect(misread).toEqual([]);
  expect([...ids].sort()).toEqual([...acknowledged].sort());
  expect((await ledger.installation()).clusterUid).toBe("cluster-a");
});

test("a pod is always read with the allocation that was committed with it", async () => {
  await using ledger = await openLedger({ file, clock: new StandingClock(), ids: countingIds() });
  await seed(ledger);
  let id = "";
  let writing = true;
  const writes = (async () => {
    for (let index = 0; index < 60; index += 1) {
      id = `p-${index}`;
      await ledger.write((tx) => createPod(tx, id, "gpu-1", NO_NEED));
      await ledger.write(async (tx) => {
        await tx.endAllocation(`allocation-of-${id}`);
        await tx.savePod(aPod({ id, name: id, gone: true }));
      });
    }
    writing = false;
  })();
  let seen = 0;
  while (writing) {
    const [live, same] = await Promise.all([
      ledger.livePods(),
      Promise.all([1, 2, 3, 4].map(() => ledger.podById(id))),
    ]);
    for (const pod of [...live, ...same]) {
      if (pod !== null)
        expect([pod.id, pod.gone, pod.allocations.length]).toEqual([pod.id, pod.gone, pod.gone ? 0 : 1]);
    }
    seen += live.length;
    // Whoever reads without end has to let the loop turn: between two commits the writer waits for that.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writes;
  expect(seen).toBeGreaterThan(5);
});
