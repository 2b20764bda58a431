import type { Actor } from "@resource-manager/domain/model/actor";
import type { Receipt } from "@resource-manager/domain/model/receipt";
import { refuse } from "@resource-manager/domain/model/result";
import type { PodCommands } from "@resource-manager/domain/operations/commands";
import { inputHash } from "@resource-manager/domain/operations/input-hash";
import type { Ledger, LedgerTransaction } from "@resource-manager/domain/ports/ledger";
import { vaultOf } from "@resource-manager/ledger/vault";
import { describe, expect, it } from "vitest";
import { CommandGate } from "./gated-commands.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { ledgerPod, operation } from "./testing/samples.ts";

const BEGUN = "aaaaaaaa-0000-4000-8000-000000000000";
const actor: Actor = { kind: "USER", id: "ada", name: "ada" };
const passed = refuse({ kind: "NotPermitted", message: "it came through" } as const);

function gate() {
  const clock = new ManualClock();
  const receipts = new Map<string, Receipt>();
  const begun = operation("op", ledgerPod("a", 1, null), { inputHash: inputHash("deletePod", deletion(BEGUN)) });
  const known = {
    receipt: async (_: string, key: string) => receipts.get(key) ?? null,
    insertReceipt: async (receipt: Receipt) => void receipts.set(receipt.key, receipt),
    audit: async () => {},
    operationByKey: async (_: string, key: string) => (key === BEGUN ? begun : null),
  };
  const ledger: Pick<Ledger, "write"> = { write: (work) => work(known as unknown as LedgerTransaction) };
  const vault = vaultOf(Buffer.alloc(32));
  const commandGate = new CommandGate({ clock, ledger, vault, why: () => "the cluster does not answer" });
  const through = async () => passed;
  const commands: PodCommands = commandGate.guard({
    create: through,
    update: through,
    delete: through,
    cancel: through,
    undo: through,
    repair: through,
  });
  return { clock, commandGate, commands };
}

function deletion(operationId: string | null) {
  return { namespace: "test-team", name: "a", version: null, dryRun: false, operationId };
}

describe("CommandGate", () => {
  it("lets commands through once it is open, those that waited first", async () => {
    const { clock, commandGate, commands } = gate();
    const waiting = commands.delete(actor, deletion(null));
    clock.advance(1_900);
    commandGate.open();
    expect(await waiting).toEqual(passed);
    expect(await commands.delete(actor, deletion(null))).toEqual(passed);
  });

  it("refuses what waited in vain, and says that nothing was changed", async () => {
    const { clock, commands } = gate();
    const waiting = commands.delete(actor, deletion("bbbbbbbb-0000-4000-8000-000000000000"));
    clock.advance(2_000);
    expect(await waiting).toEqual({
      ok: false,
      error: { kind: "ClusterUnavailable", message: "the cluster does not answer; nothing was changed" },
    });
  });

  it("remembers that refusal: a copy that comes late is refused too, and the key is taken", async () => {
    const { clock, commandGate, commands } = gate();
    const key = "bbbbbbbb-0000-4000-8000-000000000000";
    const first = commands.delete(actor, deletion(key));
    clock.advance(2_000);
    await first;
    const other = commands.delete(actor, { ...deletion(key), name: "b" });
    clock.advance(2_000);
    expect(await other).toMatchObject({ ok: false, error: { kind: "Conflict" } });
    const again = commands.delete(actor, deletion(key));
    clock.advance(2_000);
    expect(await again).toEqual(await first);
    commandGate.open();
  });

  it("never says so of an operation that was begun before", async () => {
    const { clock, commands } = gate();
    const waiting = commands.delete(actor, deletion(BEGUN));
    clock.advance(2_000);
    await expect(waiting).rejects.toMatchObject({ extensions: { code: "UNAVAILABLE" } });
  });
});
