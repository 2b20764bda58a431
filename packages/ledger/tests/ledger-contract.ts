import { NO_NEED } from "@resource-manager/domain/model/amounts";
import type { LedgerChange } from "@resource-manager/domain/model/change";
import type { Receipt } from "@resource-manager/domain/model/receipt";
import { ok, refuse } from "@resource-manager/domain/model/result";
import { newTeam, type QuotaRequest, type Team } from "@resource-manager/domain/model/team";
import type { Clock, Ids } from "@resource-manager/domain/ports/clock";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  alice,
  anAllocation,
  anAuditEntry,
  anOperation,
  aPod,
  aServer,
  countingIds,
  createPod,
  EPOCH,
  NO_LIMIT,
  need,
  StandingClock,
  seed,
  small,
} from "./fixtures.ts";

function aTeam(changes: Partial<Team>): Team {
  return { ...newTeam("vision"), used: NO_NEED, usedByModel: {}, pullSecrets: [], ...changes };
}

function aQuotaRequest(changes: Partial<QuotaRequest> = {}): QuotaRequest {
  return {
    id: "request-1",
    team: "vision",
    change: { gpus: 8, ramBytes: null, gpusByModel: { A100: 4, H100: null } },
    reason: "a larger model",
    state: "OPEN",
    requestedBy: alice,
    requestedAt: EPOCH,
    decidedBy: null,
    decidedAt: null,
    note: null,
    ...changes,
  };
}

/** Opens an empty ledger; the suite closes it. */
export type OpenEmptyLedger = (parts: { readonly clock: Clock; readonly ids: Ids }) => Promise<Ledger>;

/** What every Ledger promises, whatever keeps its books. */
export function describeLedger(name: string, open: OpenEmptyLedger): void {
  describe(name, () => {
    let ledger: Ledger;
    let clock: StandingClock;
    let changes: LedgerChange[];

    beforeEach(async () => {
      clock = new StandingClock();
      ledger = await open({ clock, ids: countingIds() });
      await seed(ledger);
      changes = [];
      ledger.subscribe((change) => changes.push(change));
    });
    afterEach(() => ledger.close());

    describe("installation", () => {
      test("has an id of its own and the time of its first day", async () => {
        expect(await ledger.installation()).toEqual({ id: "id-1", clusterUid: null, createdAt: EPOCH });
      });

      test("binds to the first cluster, once and for all", async () => {
        expect((await ledger.bindCluster("cluster-a")).clusterUid).toBe("cluster-a");
        expect((await ledger.bindCluster("cluster-a")).clusterUid).toBe("cluster-a");
        await expect(ledger.bindCluster("cluster-b")).rejects.toThrow(/cluster-a.*cluster-b/);
        expect((await ledger.installation()).clusterUid).toBe("cluster-a");
      });
    });

    describe("write", () => {
      test("gives back the reservations of a refused create", async () => {
        for (let round = 0; round < 20; round += 1) {
          await ledger.write(async (tx) => {
            await tx.reserveQuota("vision", small, null);
            return (await tx.reserve("gpu-1", need({ gpus: 9 }))) ? ok("room") : refuse("no room");
          });
        }
        expect((await ledger.teams())[0]?.used).toEqual(NO_NEED);
      });

      test("commits everything and answers with what the work answered", async () => {
        const sequence = ledger.sequence();
        expect(await ledger.write(async (tx) => ok(await createPod(tx, "a")))).toEqual(ok(true));
        expect(ledger.sequence()).toBe(sequence + 1);
        expect(await ledger.podById("a")).toMatchObject({ id: "a", allocations: [{ id: "allocation-of-a" }] });
        expect(ledger.servers().get("gpu-1")?.allocated).toEqual(small);
      });

      test("keeps nothing when the work throws", async () => {
        const sequence = ledger.sequence();
        const work = ledger.write(async (tx) => {
          await createPod(tx, "a");
          throw new Error("no");
        });
        await expect(work).rejects.toThrow("no");
        await expectNothingOf("a", sequence);
      });

      test("keeps nothing when the work answers with a refusal, and answers with it", async () => {
        const sequence = ledger.sequence();
        const refusal = refuse({ kind: "NameTaken" });
        const answer = await ledger.write(async (tx) => {
          await createPod(tx, "a");
          return refusal;
        });
        expect(answer).toBe(refusal);
        await expectNothingOf("a", sequence);
      });

      test("keeps nothing after a failed statement, even where the work went on", async () => {
        const sequence = ledger.sequence();
        const work = ledger.write(async (tx) => {
          await createPod(tx, "a");
          await tx.savePod(aPod({ id: "nobody" })).catch(() => undefined);
          return "done";
        });
        await expect(work).rejects.toThrow("no pod nobody");
        await expectNothingOf("a", sequence);
      });

      test("refuses a transaction that is over", async () => {
        const late = await ledger.write(async (tx) => () => tx.upsertTeam(newTeam("late")));
        await expect(async () => late()).rejects.toThrow("over");
        expect((await ledger.teams()).map((team) => team.name)).toEqual(["vision"]);
      });

      test("runs transactions one after another, in order", async () => {
        const events: string[] = [];
        const works = ["a", "b", "c"].map((id) =>
          ledger.write(async (tx) => {
            events.push(`${id} begins`);
            await createPod(tx, id);
            events.push(`${id} ends`);
          }),
        );
        await Promise.all(works);
        expect(events).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
      });

      test("goes on after a failed one", async () => {
        const failed = ledger.write(() => Promise.reject(new Error("no")));
        const after = ledger.write((tx) => createPod(tx, "a"));
        await expect(failed).rejects.toThrow("no");
        expect(await after).toBe(true);
      });

      test("is refused once the ledger is closed", async () => {
        const last = ledger.write((tx) => createPod(tx, "a"));
        await ledger.close();
        expect(await last).toBe(true);
        await expect(ledger.write(async () => undefined)).rejects.toThrow("closed");
        await expect(ledger.livePods()).rejects.toThrow("closed");
      });

      async function expectNothingOf(id: string, sequence: number) {
        expect(ledger.sequence()).toBe(sequence);
        expect(await ledger.podById(id)).toBeNull();
        expect(await ledger.operation(`operation-of-${id}`)).toBeNull();
        expect(ledger.servers().get("gpu-1")?.allocated).toEqual(NO_NEED);
        expect((await ledger.teams())[0]?.used).toEqual(NO_NEED);
        expect(changes).toEqual([]);
      }
    });

    describe("changes", () => {
      test("tell what a transaction changed, as it left it", async () => {
        await ledger.write(async (tx) => {
          await createPod(tx, "a");
          await tx.savePod(aPod({ id: "a", name: "a", version: 2 }));
        });
        expect(changes).toEqual([
          {
            sequence: ledger.sequence(),
            pods: [await ledger.podById("a")],
            servers: [ledger.servers().get("gpu-1")],
            operations: [await ledger.operation("operation-of-a")],
            teams: await ledger.teams(),
          },
        ]);
        expect(changes[0]?.pods[0]).toMatchObject({ version: 2, allocations: [{ id: "allocation-of-a" }] });
      });

      test("name a pod of which only an allocation changed", async () => {
        await ledger.write((tx) => createPod(tx, "a"));
        await ledger.write((tx) => tx.endAllocation("allocation-of-a"));
        expect(changes[1]).toMatchObject({ pods: [{ id: "a", name: "a", allocations: [] }], servers: [] });
      });

      test("come in order, one for each transaction, and none repeats", async () => {
        await Promise.all(["a", "b", "c", "d"].map((id) => ledger.write((tx) => createPod(tx, id))));
        expect(changes.flatMap((change) => change.pods.map((pod) => pod.id))).toEqual(["a", "b", "c", "d"]);
        expect(changes.map((change) => change.sequence)).toEqual([1, 2, 3, 4].map((n) => n + ledger.sequence() - 4));
      });

      test("are told before the write answers, when the ledger already shows them", async () => {
        const seen: unknown[] = [];
        ledger.subscribe((change) =>
          seen.push([change.sequence, ledger.sequence(), ledger.servers().get("gpu-1")?.allocated.gpus]),
        );
        const sequence = ledger.sequence() + 1;
        await ledger.write((tx) => createPod(tx, "a")).then(() => seen.push("answered"));
        expect(seen).toEqual([[sequence, sequence, 1], "answered"]);
      });

      test("are none where nothing changed", async () => {
        const sequence = ledger.sequence();
        await ledger.write((tx) => tx.podById("a"));
        await ledger.write((tx) => tx.reserve("gpu-1", need({ gpus: 9 })));
        await ledger.write((tx) => tx.audit(anAuditEntry({ result: "REFUSED" })));
        expect(ledger.sequence()).toBe(sequence);
        expect(changes).toEqual([]);
      });

      test("do not reach one who left", async () => {
        const seen: number[] = [];
        const leave = ledger.subscribe((change) => seen.push(change.sequence));
        await ledger.write((tx) => createPod(tx, "a"));
        leave();
        await ledger.write((tx) => createPod(tx, "b"));
        expect(seen).toHaveLength(1);
        expect(changes).toHaveLength(2);
      });

      test("may be answered with another write", async () => {
        const leave = ledger.subscribe(() => {
          leave();
          followUp = ledger.write((tx) => createPod(tx, "b"));
        });
        let followUp: Promise<boolean> | undefined;
        await ledger.write((tx) => createPod(tx, "a"));
        expect(await followUp).toBe(true);
        expect(changes).toHaveLength(2);
      });
    });

    describe("servers", () => {
      test("are kept as observed, and an observation leaves alone what is allocated", async () => {
        await ledger.write((tx) => createPod(tx, "a"));
        const later = aServer({
          status: "CORDONED",
          admits: false,
          gpuModel: null,
          foreign: need({ gpus: 2 }),
          observedAt: new Date(EPOCH.getTime() + 1_000),
        });
        await ledger.write((tx) => tx.observeServer(later));
        expect(ledger.servers().get("gpu-1")).toEqual({ ...later, allocated: small });
      });

      test("hold amounts beyond 32 bits exactly", async () => {
        const allocatable = need({ ramBytes: Number.MAX_SAFE_INTEGER, cpuMillis: 2 ** 40 + 1, podSlots: 1 });
        await ledger.write((tx) => tx.observeServer(aServer({ allocatable, foreign: NO_NEED })));
        expect(ledger.servers().get("gpu-1")?.allocatable).toEqual(allocatable);
        expect(await ledger.write((tx) => tx.reserve("gpu-1", need({ ramBytes: Number.MAX_SAFE_INTEGER })))).toBe(true);
        expect(await ledger.write((tx) => tx.reserve("gpu-1", need({ ramBytes: 1 })))).toBe(false);
        expect(ledger.servers().get("gpu-1")?.allocated.ramBytes).toBe(Number.MAX_SAFE_INTEGER);
      });

      test("show the last commit while a transaction is open", async () => {
        await ledger.write(async (tx) => {
          await tx.reserve("gpu-1", small);
          expect(tx.servers().get("gpu-1")?.allocated).toEqual(NO_NEED);
        });
        expect(ledger.servers().get("gpu-1")?.allocated).toEqual(small);
      });

      test("are for each of several transactions at once as those before it left them, refused ones not among them", async () => {
        await ledger.write((tx) => createPod(tx, "a"));
        const found: unknown[] = [];
        const move = (owner: string, isRefused = false) =>
          ledger.write(async (tx) => {
            const [pod, operation] = [await tx.podById("a"), await tx.operation("operation-of-a")];
            const allocated = tx.servers().get("gpu-1")?.allocated.gpus;
            found.push([allocated, pod?.owner, pod?.allocations.length, operation?.attempts]);
            if (!pod || !operation) throw new Error("the ledger has lost them");
            await tx.savePod({ ...pod, owner });
            expect((await tx.podById("a"))?.owner).toBe(owner);
            if (owner === "three") await tx.endAllocation("allocation-of-a");
            await tx.saveOperation({ ...operation, attempts: operation.attempts + 1 });
            expect((await tx.operation("operation-of-a"))?.attempts).toBe(operation.attempts + 1);
            await tx.reserve("gpu-1", need({ gpus: 1 }));
            return isRefused ? refuse("no") : ok(owner);
          });
        await Promise.all([move("two"), move("refused", true), move("three"), move("four")]);
        expect(found).toEqual([
          [small.gpus, "alice", 1, 0],
          [small.gpus + 1, "two", 1, 1],
          [small.gpus + 1, "two", 1, 1],
          [small.gpus + 2, "three", 0, 2],
        ]);
        expect(changes.slice(-3).map(({ pods }) => pods.map(({ owner }) => owner))).toEqual([
          ["two"],
          ["three"],
          ["four"],
        ]);
        expect(await ledger.podById("a")).toMatchObject({ owner: "four", allocations: [] });
        expect(await ledger.operation("operation-of-a")).toMatchObject({ attempts: 3 });
      });

      test("leave once they vanished and hold nothing; the last page is told", async () => {
        await ledger.write((tx) => tx.observeServer(aServer({ vanished: true })));
        await ledger.write((tx) => tx.removeServer("gpu-1"));
        expect(ledger.servers().size).toBe(0);
        expect(changes.at(-1)?.servers).toEqual([{ ...aServer({ vanished: true }), allocated: NO_NEED }]);
        await ledger.write((tx) => tx.removeServer("gpu-1"));
        await ledger.write((tx) => tx.observeServer(aServer()));
        expect([...ledger.servers().keys()]).toEqual(["gpu-1"]);
      });

      test("stay while they have not vanished or hold something", async () => {
        await expect(ledger.write((tx) => tx.removeServer("gpu-1"))).rejects.toThrow("not vanished");
        await ledger.write((tx) => createPod(tx, "a"));
        await ledger.write((tx) => tx.observeServer(aServer({ vanished: true })));
        await expect(ledger.write((tx) => tx.removeServer("gpu-1"))).rejects.toThrow("hold room");
        expect(ledger.servers().size).toBe(1);
      });

      test("many are observed in one transaction", async () => {
        const names = Array.from({ length: 1_200 }, (_, index) => `many-${index}`);
        await ledger.write(async (tx) => {
          for (const name of names) await tx.observeServer(aServer({ name }));
        });
        expect(ledger.servers().size).toBe(1_201);
        expect(changes.at(-1)?.servers).toHaveLength(1_200);
      });
    });

    describe("reserve", () => {
      const room = aServer().allocatable;
      const foreign = aServer().foreign;

      test.each([
        ["gpus", 8],
        ["cpuMillis", 63_500],
        ["ramBytes", room.ramBytes - foreign.ramBytes],
        ["storageBytes", room.storageBytes],
        ["podSlots", 105],
      ] as const)("gives %s to the last one and not one more", async (resource, most) => {
        expect(await ledger.write((tx) => tx.reserve("gpu-1", need({ [resource]: most + 1 })))).toBe(false);
        expect(ledger.servers().get("gpu-1")?.allocated).toEqual(NO_NEED);
        expect(await ledger.write((tx) => tx.reserve("gpu-1", need({ [resource]: most })))).toBe(true);
        expect(await ledger.write((tx) => tx.reserve("gpu-1", need({ [resource]: 1 })))).toBe(false);
        expect(ledger.servers().get("gpu-1")?.allocated).toEqual(need({ [resource]: most }));
      });

      test("does not mind a resource that is over-allocated where none of it is needed", async () => {
        await ledger.write((tx) => tx.forceReserve("gpu-1", need({ ramBytes: room.ramBytes * 2 })));
        expect(await ledger.write((tx) => tx.reserve("gpu-1", need({ gpus: 1 })))).toBe(true);
        expect(await ledger.write((tx) => tx.reserve("gpu-1", need({ gpus: 1, ramBytes: 1 })))).toBe(false);
      });

      test.each([
        { status: "NOT_READY" },
        { status: "CORDONED" },
        { status: "UNKNOWN" },
        { admits: false },
        { vanished: true },
      ] as const)("gives nothing of a server with %o", async (state) => {
        await ledger.write((tx) => tx.observeServer(aServer(state)));
        expect(await ledger.write((tx) => tx.reserve("gpu-1", small))).toBe(false);
        expect(ledger.servers().get("gpu-1")?.allocated).toEqual(NO_NEED);
      });

      test("gives nothing of an unknown server", async () => {
        expect(await ledger.write((tx) => tx.reserve("nowhere", small))).toBe(false);
      });

      test.each([-1, 0.5, Number.NaN, 2 ** 53])("refuses %d as an amount", async (gpus) => {
        await expect(ledger.write((tx) => tx.reserve("gpu-1", need({ gpus })))).rejects.toThrow("no amount");
        await expect(ledger.write((tx) => tx.forceReserve("gpu-1", need({ gpus })))).rejects.toThrow("no amount");
      });

      test("never gives more than there is, however many ask at once", async () => {
        const answers = await Promise.all(
          Array.from({ length: 200 }, (_, index) =>
            ledger.write(async (tx) => ((await createPod(tx, `p-${index}`)) ? ok(index) : refuse(index))),
          ),
        );
        const winners = answers.filter((answer) => answer.ok);
        expect(winners).toHaveLength(8);
        expect((await ledger.livePods()).map((pod) => pod.id).sort()).toEqual(
          winners.map((answer) => `p-${answer.value}`).sort(),
        );
        expect(ledger.servers().get("gpu-1")?.allocated.gpus).toBe(8);
        expect((await ledger.teams())[0]?.used.gpus).toBe(8);
        expect(await ledger.counterMismatches()).toEqual([]);
      });

      test("is undone by release, which cannot give back more than was taken", async () => {
        await ledger.write((tx) => tx.reserve("gpu-1", small));
        await expect(ledger.write((tx) => tx.release("gpu-1", { ...small, podSlots: 2 }))).rejects.toThrow("hold");
        await ledger.write((tx) => tx.release("gpu-1", small));
        expect(ledger.servers().get("gpu-1")?.allocated).toEqual(NO_NEED);
        await expect(ledger.write((tx) => tx.release("nowhere", small))).rejects.toThrow("nowhere");
      });

      test("by force passes every limit, but wants a known server", async () => {
        await ledger.write((tx) => tx.observeServer(aServer({ status: "NOT_READY" })));
        await ledger.write((tx) => tx.forceReserve("gpu-1", need({ gpus: 20 })));
        expect(ledger.servers().get("gpu-1")?.allocated.gpus).toBe(20);
        await expect(ledger.write((tx) => tx.forceReserve("nowhere", small))).rejects.toThrow("nowhere");
      });
    });

    describe("teams and namespaces", () => {
      test("are kept; a new quota leaves the use alone", async () => {
        await ledger.write((tx) => tx.reserveQuota("vision", small, null));
        const limits = { gpus: 4, cpuMillis: null, ramBytes: 2 ** 50, storageBytes: null, podSlots: 10 };
        const page = {
          description: "sees",
          quota: { ...limits, gpusByModel: { A100: 2, H100: 0 } },
          defaults: { cpuMillis: 500, ramBytes: 2 ** 31, storageBytes: 2 ** 33 },
          allowedImages: ["registry.example/vision/*"],
          archived: true,
          version: 7,
          operationId: "operation-1",
        };
        await ledger.write((tx) => tx.upsertTeam(newTeam("vision", page)));
        await ledger.write((tx) => tx.upsertTeam(newTeam("audio")));
        expect(await ledger.teams()).toEqual([aTeam({ name: "audio" }), aTeam({ ...page, used: small })]);
        await ledger.write(async (tx) => {
          expect(await tx.team("vision")).toEqual(aTeam({ ...page, used: small }));
          expect(await tx.team("nobody")).toBeNull();
        });
        expect(await ledger.team("vision")).toEqual(aTeam({ ...page, used: small }));
        expect(await ledger.team("nobody")).toBeNull();
        expect(changes.at(-1)?.teams).toEqual([aTeam({ name: "audio" })]);
      });

      test("a team keeps its pull secrets by their registries, whatever is written of its page", async () => {
        const secret = { username: "robot", sealed: "v1.x", fingerprint: "f", createdBy: "ann" };
        const [b, a] = ["b.example", "a.example"].map((registry) => ({
          ...{ ...secret, registry, createdAt: EPOCH, rotatedAt: EPOCH },
        }));
        if (!a || !b) throw new Error("there are two");
        await ledger.write((tx) => tx.savePullSecret("vision", b));
        await ledger.write((tx) => tx.savePullSecret("vision", a));
        expect(changes.at(-1)?.teams[0]?.pullSecrets).toEqual([a, b]);
        const later = { ...b, username: "other", rotatedAt: new Date(EPOCH.getTime() + 1) };
        await ledger.write((tx) => tx.savePullSecret("vision", later));
        await ledger.write((tx) => tx.upsertTeam(newTeam("vision", { description: "changed", version: 2 })));
        expect(await ledger.team("vision")).toMatchObject({ description: "changed", pullSecrets: [a, later] });
        await ledger.write((tx) => tx.removePullSecret("vision", "a.example"));
        expect((await ledger.team("vision"))?.pullSecrets).toEqual([later]);
        await expect(ledger.write((tx) => tx.removePullSecret("vision", "a.example"))).rejects.toThrow();
      });

      test("a team that never had a pod can be removed with its namespaces; one that had stays", async () => {
        await ledger.write((tx) => createPod(tx, "a"));
        await expect(ledger.write((tx) => tx.removeTeam("vision"))).rejects.toThrow();
        await ledger.write(async (tx) => {
          await tx.upsertTeam(newTeam("audio", { quota: { ...NO_LIMIT, gpusByModel: { A100: 1 } } }));
          await tx.upsertNamespace({ name: "sound", team: "audio", keeping: "NEW" });
        });
        const sequence = ledger.sequence();
        await ledger.write((tx) => tx.removeTeam("audio"));
        expect(await ledger.team("audio")).toBeNull();
        expect((await ledger.namespaces()).map(({ name }) => name)).toEqual(["research"]);
        expect(ledger.sequence()).toBe(sequence + 1);
      });

      test("pods that are not gone are counted", async () => {
        await ledger.write((tx) => createPod(tx, "a"));
        await ledger.write((tx) => createPod(tx, "b"));
        await ledger.write((tx) => tx.savePod(aPod({ id: "b", name: "b", gone: true })));
        expect(await ledger.write((tx) => tx.countPods("vision"))).toBe(1);
        expect(await ledger.write((tx) => tx.countPods("audio"))).toBe(0);
      });

      test("a namespace belongs to one team, and may go to another", async () => {
        await ledger.write(async (tx) => {
          await tx.upsertTeam(newTeam("audio"));
          expect(await tx.namespace("research")).toEqual({ name: "research", team: "vision", keeping: "MADE" });
          expect(await tx.namespace("unknown")).toBeNull();
          await tx.upsertNamespace({ name: "research", team: "audio", keeping: "ADOPTED" });
          expect(await tx.namespacesOf("vision")).toEqual([]);
        });
        const research = { name: "research", team: "audio", keeping: "ADOPTED" } as const;
        expect(await ledger.namespaces()).toEqual([research]);
        expect(await ledger.write((tx) => tx.namespacesOf("audio"))).toEqual([research]);
        const orphan = { name: "x", team: "nobody", keeping: "NEW" } as const;
        await expect(ledger.write((tx) => tx.upsertNamespace(orphan))).rejects.toThrow();
        await ledger.write((tx) => tx.removeNamespace("research"));
        expect(await ledger.namespaces()).toEqual([]);
      });

      test.each(["gpus", "cpuMillis", "ramBytes", "storageBytes", "podSlots"] as const)(
        "a quota of %s is given to the last one and not one more",
        async (resource) => {
          await ledger.write((tx) => tx.upsertTeam(newTeam("vision", { quota: { ...NO_LIMIT, [resource]: 5 } })));
          expect(await ledger.write((tx) => tx.reserveQuota("vision", need({ [resource]: 6 }), null))).toBe(false);
          expect(await ledger.write((tx) => tx.reserveQuota("vision", need({ [resource]: 5 }), null))).toBe(true);
          expect(await ledger.write((tx) => tx.reserveQuota("vision", need({ [resource]: 1 }), null))).toBe(false);
          expect((await ledger.teams())[0]?.used).toEqual(need({ [resource]: 5 }));
        },
      );

      test("a quota that is passed already does not bar what needs none of it", async () => {
        await ledger.write((tx) => tx.forceReserveQuota("vision", need({ gpus: 5 }), null));
        await ledger.write((tx) => tx.upsertTeam(newTeam("vision", { quota: { ...NO_LIMIT, gpus: 0 } })));
        expect(await ledger.write((tx) => tx.reserveQuota("vision", need({ cpuMillis: 1 }), null))).toBe(true);
        expect(await ledger.write((tx) => tx.reserveQuota("vision", need({ gpus: 1 }), null))).toBe(false);
      });

      test("a quota of one GPU model holds for that model, beside the quota in all", async () => {
        const quota = { ...NO_LIMIT, gpus: 5, gpusByModel: { H100: 2 } };
        await ledger.write((tx) => tx.upsertTeam(newTeam("vision", { quota })));
        const take = (gpus: number, model: string | null) =>
          ledger.write((tx) => tx.reserveQuota("vision", need({ gpus }), model));
        expect(await take(3, "H100")).toBe(false);
        expect(await take(2, "H100")).toBe(true);
        expect(await take(1, "H100")).toBe(false);
        expect(await take(2, "A100")).toBe(true);
        expect(await take(2, "A100")).toBe(false);
        expect(await take(1, null)).toBe(true);
        expect(await ledger.team("vision")).toMatchObject({ used: { gpus: 5 }, usedByModel: { A100: 2, H100: 2 } });
      });

      test("what the quota in all refuses is not counted for the model either", async () => {
        await ledger.write((tx) => tx.upsertTeam(newTeam("vision", { quota: { ...NO_LIMIT, gpus: 1 } })));
        expect(await ledger.write((tx) => tx.reserveQuota("vision", need({ gpus: 2 }), "H100"))).toBe(false);
        expect(await ledger.team("vision")).toMatchObject({ used: NO_NEED, usedByModel: {} });
      });

      test("a model's quota may be lowered below its use, which then goes back by release", async () => {
        await ledger.write((tx) => tx.reserveQuota("vision", need({ gpus: 4 }), "H100"));
        const quota = { ...NO_LIMIT, gpusByModel: { H100: 1 } };
        await ledger.write((tx) => tx.upsertTeam(newTeam("vision", { quota })));
        expect(await ledger.team("vision")).toMatchObject({ quota, usedByModel: { H100: 4 } });
        expect(await ledger.write((tx) => tx.reserveQuota("vision", need({ cpuMillis: 1 }), "H100"))).toBe(true);
        expect(await ledger.write((tx) => tx.reserveQuota("vision", need({ gpus: 1 }), "H100"))).toBe(false);
        await expect(ledger.write((tx) => tx.releaseQuota("vision", need({ gpus: 1 }), "A100"))).rejects.toThrow(
          "A100",
        );
        await ledger.write((tx) => tx.releaseQuota("vision", need({ gpus: 4 }), "H100"));
        await ledger.write((tx) => tx.upsertTeam(newTeam("vision")));
        expect(await ledger.team("vision")).toMatchObject({ quota: NO_LIMIT, usedByModel: {} });
      });

      test("requests for quota are kept; open ones come first, then the newest", async () => {
        const decided = { state: "APPROVED", decidedBy: alice, decidedAt: EPOCH, note: "go on" } as const;
        const first = aQuotaRequest();
        const second = aQuotaRequest({ id: "request-2", ...decided });
        await ledger.write((tx) => tx.saveQuotaRequest(first));
        await ledger.write((tx) => tx.saveQuotaRequest(aQuotaRequest({ id: "request-2" })));
        expect((await ledger.quotaRequests(10)).map(({ id }) => id)).toEqual(["request-2", "request-1"]);
        await ledger.write((tx) => tx.saveQuotaRequest(second));
        expect(await ledger.quotaRequests(10)).toEqual([first, second]);
        expect(await ledger.quotaRequests(1)).toEqual([first]);
        expect(changes.at(-1)?.teams).toMatchObject([{ name: "vision" }]);
        await ledger.write(async (tx) => {
          expect(await tx.quotaRequest("request-2")).toEqual(second);
          expect(await tx.quotaRequest("request-3")).toBeNull();
        });
      });

      test("use goes back by release, never below nothing", async () => {
        await ledger.write((tx) => tx.reserveQuota("vision", small, null));
        await expect(ledger.write((tx) => tx.releaseQuota("vision", need({ gpus: 2 }), null))).rejects.toThrow("hold");
        await ledger.write((tx) => tx.releaseQuota("vision", small, null));
        expect((await ledger.teams())[0]?.used).toEqual(NO_NEED);
        expect(await ledger.write((tx) => tx.reserveQuota("nobody", small, null))).toBe(false);
        await expect(ledger.write((tx) => tx.releaseQuota("nobody", small, null))).rejects.toThrow("nobody");
        await expect(ledger.write((tx) => tx.forceReserveQuota("nobody", small, null))).rejects.toThrow("nobody");
      });
    });

    describe("pods", () => {
      test("come back as they were written, with their active allocations", async () => {
        const pod = aPod({ previousSpec: { ...aPod().spec, env: [], server: "gpu-2" }, operationId: "operation-1" });
        const first = anAllocation();
        const second = anAllocation({ id: "allocation-2", server: "gpu-2", clusterUid: "uid-2" });
        await ledger.write(async (tx) => {
          expect(await tx.insertPod(pod)).toBe(true);
          await tx.insertAllocation(first);
        });
        clock.advance(1);
        await ledger.write((tx) => tx.insertAllocation(second));
        const expected = { ...pod, allocations: [first, second] };
        expect(await ledger.pod(pod)).toEqual(expected);
        expect(await ledger.podById("pod-1")).toEqual(expected);
        expect(await ledger.livePods()).toEqual([expected]);
        expect(await ledger.podsOn("gpu-2")).toEqual([expected]);
        expect(await ledger.podsOn("gpu-3")).toEqual([]);
        await ledger.write(async (tx) => {
          expect(await tx.podsOn("gpu-1")).toEqual([expected]);
          await tx.endAllocation("allocation-2");
          expect(await tx.podsOn("gpu-2")).toEqual([]);
          await tx.reviveAllocation(second);
          expect(await tx.pod(pod)).toEqual(expected);
          expect(await tx.podById("pod-1")).toEqual(expected);
          expect(await tx.pod({ namespace: "research", name: "other" })).toBeNull();
          expect(await tx.podById("other")).toBeNull();
        });
      });

      test("are saved whole, but for their allocations", async () => {
        await ledger.write((tx) => createPod(tx, "a"));
        const saved = aPod({
          id: "a",
          name: "a",
          owner: "bob",
          spec: { ...aPod().spec, image: "other", server: "gpu-1" },
          previousSpec: aPod().spec,
          desired: "ABSENT",
          version: 7,
          placement: "elsewhere",
          operationId: null,
          updatedAt: new Date(EPOCH.getTime() + 1),
        });
        await ledger.write((tx) => tx.savePod(saved));
        const allocations = [anAllocation({ id: "allocation-of-a", podId: "a" })];
        expect(await ledger.podById("a")).toEqual({ ...saved, allocations });
        expect(changes.at(-1)?.pods).toEqual([{ ...saved, allocations }]);
        await expect(ledger.write((tx) => tx.savePod(aPod({ id: "nobody" })))).rejects.toThrow("nobody");
      });

      test("have a name to themselves until they are gone", async () => {
        const insert = (id: string) => ledger.write((tx) => tx.insertPod(aPod({ id })));
        expect(await insert("a")).toBe(true);
        expect(await insert("b")).toBe(false);
        expect(await ledger.podById("b")).toBeNull();
        await ledger.write((tx) => tx.savePod(aPod({ id: "a", gone: true, goneReason: "deleted by alice" })));
        expect(await ledger.pod(aPod())).toBeNull();
        expect(await insert("c")).toBe(true);
        expect(await ledger.pod(aPod())).toMatchObject({ id: "c" });
        expect(await ledger.podById("a")).toMatchObject({ gone: true, goneReason: "deleted by alice" });
        expect((await ledger.livePods()).map((pod) => pod.id)).toEqual(["c"]);
        await expect(ledger.write((tx) => tx.savePod(aPod({ id: "a" })))).rejects.toThrow();
      });

      test("of the same name live in two namespaces", async () => {
        expect(await ledger.write((tx) => tx.insertPod(aPod({ id: "a" })))).toBe(true);
        expect(await ledger.write((tx) => tx.insertPod(aPod({ id: "b", namespace: "other" })))).toBe(true);
      });

      test("an id is used once", async () => {
        await ledger.write((tx) => tx.insertPod(aPod({ id: "a" })));
        await expect(ledger.write((tx) => tx.insertPod(aPod({ id: "a", name: "other" })))).rejects.toThrow();
      });

      test("many at once are read back", async () => {
        const ids = Array.from({ length: 1_100 }, (_, index) => `p-${index}`);
        await ledger.write(async (tx) => {
          for (const id of ids) {
            await tx.insertPod(aPod({ id, name: id }));
            await tx.insertAllocation(anAllocation({ id: `allocation-of-${id}`, podId: id }));
          }
        });
        const live = await ledger.livePods();
        expect(live.map((pod) => pod.id).sort()).toEqual([...ids].sort());
        expect(live.every((pod) => pod.allocations[0]?.id === `allocation-of-${pod.id}`)).toBe(true);
        expect(changes.at(-1)?.pods).toHaveLength(1_100);
      });
    });

    describe("allocations", () => {
      beforeEach(async () => {
        await ledger.write((tx) => createPod(tx, "a"));
      });

      test("are saved while they are active", async () => {
        const saved = anAllocation({
          id: "allocation-of-a",
          podId: "a",
          server: "gpu-2",
          held: need({ gpus: 2, podSlots: 1 }),
          clusterUid: "uid-of-a",
        });
        await ledger.write((tx) => tx.saveAllocation(saved));
        expect((await ledger.podById("a"))?.allocations).toEqual([saved]);
      });

      test("that ended are revived under their id, those that are active are not", async () => {
        const again = anAllocation({ id: "allocation-of-a", podId: "a", clusterUid: "uid-9" });
        expect(await ledger.write((tx) => tx.reviveAllocation(again))).toBe(false);
        await ledger.write((tx) => tx.endAllocation("allocation-of-a"));
        expect(await ledger.write((tx) => tx.reviveAllocation(again))).toBe(true);
        expect((await ledger.podById("a"))?.allocations).toEqual([again]);
      });

      test("end once", async () => {
        await ledger.write((tx) => tx.endAllocation("allocation-of-a"));
        expect((await ledger.podById("a"))?.allocations).toEqual([]);
        expect((await ledger.livePods())[0]?.allocations).toEqual([]);
        await expect(ledger.write((tx) => tx.endAllocation("allocation-of-a"))).rejects.toThrow("allocation-of-a");
        const again = anAllocation({ id: "allocation-of-a", podId: "a" });
        await expect(ledger.write((tx) => tx.saveAllocation(again))).rejects.toThrow("allocation-of-a");
        await expect(ledger.write((tx) => tx.insertAllocation(again))).rejects.toThrow();
      });

      test("belong to a pod", async () => {
        await expect(ledger.write((tx) => tx.insertAllocation(anAllocation({ podId: "nobody" })))).rejects.toThrow();
      });
    });

    describe("operations", () => {
      test("come back as they were written", async () => {
        const operation = anOperation({ key: "key-1" });
        await ledger.write((tx) => tx.insertOperation(operation));
        expect(await ledger.operation("operation-1")).toEqual(operation);
        expect(await ledger.operation("other")).toBeNull();
        await ledger.write(async (tx) => {
          expect(await tx.operation("operation-1")).toEqual(operation);
          expect(await tx.operationByKey("alice", "key-1")).toEqual(operation);
          expect(await tx.operationByKey("bob", "key-1")).toBeNull();
          expect(await tx.operationByKey("alice", "key-2")).toBeNull();
        });
        expect(changes[0]?.operations).toEqual([operation]);
      });

      test("are saved whole", async () => {
        await ledger.write((tx) => tx.insertOperation(anOperation()));
        const saved = anOperation({
          state: "FAILED",
          steps: [],
          facts: { done: true },
          waitingFor: "the cluster",
          error: { code: "ClusterRefused", message: "forbidden" },
          attempts: 3,
          nextAttemptAt: new Date(EPOCH.getTime() + 1_000),
          updatedAt: new Date(EPOCH.getTime() + 2),
          endedAt: new Date(EPOCH.getTime() + 3),
        });
        await ledger.write((tx) => tx.saveOperation(saved));
        expect(await ledger.operation("operation-1")).toEqual(saved);
        expect(changes.at(-1)?.operations).toEqual([saved]);
        await expect(ledger.write((tx) => tx.saveOperation(anOperation({ id: "nobody" })))).rejects.toThrow("nobody");
      });

      test("have a key that is unique to their actor", async () => {
        const insert = (id: string, actorId: string, key: string | null) =>
          ledger.write((tx) => tx.insertOperation(anOperation({ id, key, actor: { ...alice, id: actorId } })));
        await insert("a", "alice", "key");
        await insert("b", "bob", "key");
        await insert("c", "alice", null);
        await insert("d", "alice", null);
        await expect(insert("e", "alice", "key")).rejects.toThrow();
        expect(await ledger.operation("e")).toBeNull();
      });

      test("are listed: open ones oldest first, recent ones and a pod's newest first", async () => {
        const states = ["PENDING", "RUNNING", "WAITING", "UNDOING", "DONE", "UNDONE", "FAILED"] as const;
        for (const state of states) {
          const podId = state === "DONE" || state === "PENDING" ? "pod-1" : "pod-2";
          await ledger.write((tx) => tx.insertOperation(anOperation({ id: state, state, podId })));
        }
        const ids = (operations: readonly { readonly id: string }[]) => operations.map((operation) => operation.id);
        expect(ids(await ledger.openOperations())).toEqual(["PENDING", "RUNNING", "WAITING", "UNDOING"]);
        expect(ids(await ledger.recentOperations(3))).toEqual(["FAILED", "UNDONE", "DONE"]);
        expect(ids(await ledger.operationsOfPod("pod-1"))).toEqual(["DONE", "PENDING"]);
      });
    });

    describe("receipts", () => {
      const refusal = { kind: "NameTaken", message: "taken", namespace: "research", name: "train" } as const;
      const receipt: Receipt = {
        actorId: "alice",
        key: "key-1",
        inputHash: "hash",
        answer: { kind: "REFUSED", refusal },
      };

      test("come back as they were written, to their actor alone, and are no change", async () => {
        const sequence = ledger.sequence();
        await ledger.write((tx) => tx.insertReceipt(receipt));
        await ledger.write(async (tx) => {
          expect(await tx.receipt("alice", "key-1")).toEqual(receipt);
          expect(await tx.receipt("bob", "key-1")).toBeNull();
          expect(await tx.receipt("alice", "key-2")).toBeNull();
        });
        expect(ledger.sequence()).toBe(sequence);
        expect(changes).toEqual([]);
      });

      test("are written once", async () => {
        await ledger.write((tx) => tx.insertReceipt(receipt));
        const again = ledger.write((tx) =>
          tx.insertReceipt({ ...receipt, answer: { kind: "UNCHANGED", podId: "pod-1" } }),
        );
        await expect(again).rejects.toThrow();
        expect(await ledger.write((tx) => tx.receipt("alice", "key-1"))).toEqual(receipt);
      });
    });

    describe("counter mismatches", () => {
      test("are none while reservations and allocations go together", async () => {
        for (const id of ["a", "b"]) await ledger.write((tx) => createPod(tx, id));
        await ledger.write(async (tx) => {
          await tx.endAllocation("allocation-of-a");
          await tx.release("gpu-1", small);
          await tx.releaseQuota("vision", small, "A100");
        });
        expect(await ledger.counterMismatches()).toEqual([]);
      });

      test("show a counter without an allocation, and the other way round", async () => {
        await ledger.write((tx) => createPod(tx, "a"));
        await ledger.write((tx) => tx.forceReserve("gpu-1", need({ ramBytes: 1 })));
        await ledger.write((tx) => tx.releaseQuota("vision", need({ podSlots: 1 }), null));
        expect(await ledger.counterMismatches()).toEqual([
          { of: "SERVER", name: "gpu-1", counter: { ...small, ramBytes: small.ramBytes + 1 }, sum: small },
          { of: "TEAM", name: "vision", counter: { ...small, podSlots: 0 }, sum: small },
        ]);
      });

      test("show a team's GPUs that are counted for another model than their server's", async () => {
        await ledger.write((tx) => createPod(tx, "a"));
        await ledger.write(async (tx) => {
          await tx.releaseQuota("vision", small, "A100");
          await tx.forceReserveQuota("vision", small, "H100");
        });
        const one = need({ gpus: 1 });
        expect(await ledger.counterMismatches()).toEqual([
          { of: "TEAM", name: "vision (A100)", counter: NO_NEED, sum: one },
          { of: "TEAM", name: "vision (H100)", counter: one, sum: NO_NEED },
        ]);
      });

      test("are mended by setting the counter of a server, a team or a model to its sum, seen inside the transaction", async () => {
        await ledger.write((tx) => createPod(tx, "a"));
        await ledger.write(async (tx) => {
          await tx.forceReserve("gpu-1", need({ gpus: 3 }));
          await tx.forceReserveQuota("vision", need({ gpus: 2 }), "H100");
        });
        const wrong = [
          ["SERVER", "gpu-1"],
          ["TEAM", "vision"],
          ["TEAM", "vision (H100)"],
        ] as const;
        await ledger.write(async (tx) => {
          for (const [of, name] of wrong) {
            const mismatch = await tx.counterMismatch(of, name);
            expect(mismatch).toMatchObject({ of, name });
            if (mismatch) await tx.setCounter(mismatch);
            expect(await tx.counterMismatch(of, name)).toBeNull();
          }
        });
        expect(await ledger.counterMismatches()).toEqual([]);
        expect(ledger.servers().get("gpu-1")?.allocated).toEqual(small);
      });

      test("show allocations on a server that has no page", async () => {
        await ledger.write(async (tx) => {
          await tx.insertPod(aPod());
          await tx.insertAllocation(anAllocation({ server: "nowhere" }));
          await tx.forceReserveQuota("vision", small, "A100");
        });
        expect(await ledger.counterMismatches()).toEqual([
          { of: "SERVER", name: "nowhere", counter: NO_NEED, sum: small },
        ]);
      });
    });
  });
}
