import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fits, type Need, NO_NEED, shortOf } from "../model/amounts.ts";
import type { LedgerServer } from "../model/server.ts";
import { leftOn, takesPods } from "./capacity.ts";
import { place } from "./placement.ts";

const GIB = 2 ** 30;
const room = (gpus: number, cpuMillis = 64_000, ramBytes = 512 * GIB): Need => ({
  gpus,
  cpuMillis,
  ramBytes,
  storageBytes: 1000 * GIB,
  podSlots: 110,
});
const need = (gpus: number, cpuMillis = 1000): Need => ({
  gpus,
  cpuMillis,
  ramBytes: GIB,
  storageBytes: 0,
  podSlots: 1,
});

function server(name: string, patch: Partial<LedgerServer> = {}): LedgerServer {
  return {
    name,
    uid: name,
    gpuModel: "H100",
    status: "READY",
    admits: true,
    vanished: false,
    allocatable: room(8),
    foreign: NO_NEED,
    allocated: NO_NEED,
    observedAt: new Date(0),
    ...patch,
  };
}

const anywhere = { server: null, gpuModels: [] };

describe("place", () => {
  test("fills the server with the fewest free GPUs, so that large blocks stay whole", () => {
    const servers = [server("whole"), server("half", { allocated: { ...NO_NEED, gpus: 4 } })];
    const placed = place(servers, { need: need(2), ...anywhere });
    expect(placed).toMatchObject({ ok: true, value: { server: "half" } });
  });

  test("puts a pod without GPUs on a server without GPUs", () => {
    const servers = [server("gpu"), server("cpu", { gpuModel: null, allocatable: room(0) })];
    expect(place(servers, { need: need(0), ...anywhere })).toMatchObject({ ok: true, value: { server: "cpu" } });
  });

  test("asks only servers of the wanted model", () => {
    const servers = [server("a", { gpuModel: "A100", allocated: { ...NO_NEED, gpus: 6 } }), server("h")];
    expect(place(servers, { need: need(2), server: null, gpuModels: ["H100"] })).toMatchObject({
      ok: true,
      value: { server: "h" },
    });
  });

  test("says the need, what there is and the nearest fit when nothing fits", () => {
    const servers = [server("full", { allocated: room(8) }), server("near", { allocated: { ...NO_NEED, gpus: 5 } })];
    const placed = place(servers, { need: need(4), ...anywhere });
    expect(placed).toMatchObject({
      ok: false,
      error: { kind: "InsufficientCapacity", need: need(4), have: { gpus: 3 } },
    });
    if (!placed.ok && placed.error.kind === "InsufficientCapacity") {
      expect(placed.error.nearest[0]).toMatchObject({ server: "near", shortOf: ["gpus"] });
    }
  });

  test.each([
    ["CORDONED", { status: "CORDONED" }],
    ["NOT_READY", { status: "NOT_READY" }],
    ["tainted", { admits: false }],
  ] as const)("refuses a %s server that was asked for, with the reason", (_, patch) => {
    const placed = place([server("a", patch)], { need: need(1), server: "a", gpuModels: [] });
    expect(placed).toMatchObject({ ok: false, error: { kind: "ServerUnavailable", server: "a" } });
  });

  test("does not know a server that is not there, or has vanished", () => {
    for (const servers of [[], [server("a", { vanished: true })]]) {
      expect(place(servers, { need: need(1), server: "a", gpuModels: [] })).toMatchObject({
        ok: false,
        error: { kind: "NotFound", what: "SERVER" },
      });
    }
  });

  test("never chooses a server that lacks room, and refuses only when none has it", () => {
    fc.assert(
      fc.property(fc.array(anyServer(), { maxLength: 12 }), fc.nat(9), fc.nat(70_000), (servers, gpus, cpu) => {
        const named = servers.map((candidate, index) => ({ ...candidate, name: `s${index}` }));
        const asked = need(gpus, cpu + 1);
        const able = named.filter((candidate) => takesPods(candidate) && fits(asked, leftOn(candidate)));
        const placed = place(named, { need: asked, ...anywhere });
        expect(placed.ok).toBe(able.length > 0);
        if (placed.ok) expect(able.map((candidate) => candidate.name)).toContain(placed.value.server);
        expect(place([...named].reverse(), { need: asked, ...anywhere })).toEqual(
          placed.ok ? placed : expect.objectContaining({ ok: false }),
        );
      }),
    );
  });

  test("every near fit is short of something it lists", () => {
    fc.assert(
      fc.property(fc.array(anyServer(), { minLength: 1, maxLength: 12 }), (servers) => {
        const placed = place(servers, { need: need(9), ...anywhere });
        if (placed.ok || placed.error.kind !== "InsufficientCapacity") throw new Error("nothing has 9 GPUs");
        for (const near of placed.error.nearest) expect(near.shortOf).toEqual(shortOf(need(9), near.available));
      }),
    );
  });
});

function anyServer() {
  return fc
    .record({
      gpus: fc.nat(8),
      cpu: fc.nat(64_000),
      status: fc.constantFrom("READY", "READY", "READY", "NOT_READY", "CORDONED"),
      admits: fc.boolean(),
      foreignGpus: fc.nat(3),
    })
    .map(({ gpus, cpu, status, admits, foreignGpus }) =>
      server("x", {
        status,
        admits,
        allocated: { ...NO_NEED, gpus, cpuMillis: cpu },
        foreign: { ...NO_NEED, gpus: foreignGpus },
      }),
    );
}
