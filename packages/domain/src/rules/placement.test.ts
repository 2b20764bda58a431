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

describe("why a server was chosen, or none", () => {
  const chosen = (servers: readonly LedgerServer[], asked: Need) => {
    const placed = place(servers, { need: asked, ...anywhere });
    return placed.ok ? placed.value : null;
  };
  const refusal = (servers: readonly LedgerServer[], request: Parameters<typeof place>[1]) => {
    const placed = place(servers, request);
    return placed.ok ? null : placed.error;
  };
  const none = { gpuModel: null, allocatable: room(0) };

  test("is told to the person who asked", () => {
    const half = server("half", { allocated: { ...NO_NEED, gpus: 4 } });
    expect(chosen([half], need(1))).toEqual({
      server: "half",
      reason: "the only server that fits: 3 of its 8 GPUs stay free, larger blocks elsewhere stay whole",
    });
    expect(chosen([half, server("whole")], need(0))?.reason).toBe(
      "best of 2 servers that fit: 4 of its 8 GPUs are free, fewer than elsewhere",
    );
    expect(chosen([server("cpu", none), half], need(0))?.reason).toBe(
      "best of 2 servers that fit: it has no GPUs that others could want",
    );
  });

  test("ties go to the least CPU left, then to the name", () => {
    const busy = server("z-busy", { allocated: { ...NO_NEED, cpuMillis: 1_000 } });
    expect(chosen([server("a"), busy], need(1))?.server).toBe("z-busy");
    expect(chosen([server("b"), server("a"), server("c")], need(1))?.server).toBe("a");
  });

  test("without GPUs, a server with fewer comes first, however full a larger one is", () => {
    const large = server("large", { allocated: { ...NO_NEED, gpus: 8 } });
    const small = server("small", { allocatable: room(4) });
    expect(chosen([large, small], need(0))?.server).toBe("small");
    expect(chosen([server("free"), large], need(0))?.server).toBe("large");
  });

  test("models are not asked of a pod without GPUs", () => {
    const request = { need: need(0), server: null, gpuModels: ["H100"] };
    expect(place([server("cpu", none)], request)).toMatchObject({ ok: true, value: { server: "cpu" } });
    expect(refusal([server("cpu", none)], { ...request, need: need(1) })).toMatchObject({
      message: "no server has H100",
    });
    const two = { ...request, need: need(1), gpuModels: ["A100", "B200"] };
    expect(refusal([server("h")], two)).toMatchObject({ message: "no server has A100 or B200", nearest: [] });
    expect(refusal([], { need: need(1), ...anywhere })).toMatchObject({ message: "there are no servers" });
  });

  test("a server that was asked for has to have the model, and the room", () => {
    const a100 = server("a", { gpuModel: "A100" });
    expect(place([a100], { need: need(8), server: "a", gpuModels: ["A100"] })).toEqual({
      ok: true,
      value: { server: "a", reason: "a was asked for" },
    });
    const message = "a has A100, asked for is H100 or B200";
    expect(refusal([a100], { need: need(1), server: "a", gpuModels: ["H100", "B200"] })).toMatchObject({
      kind: "InvalidInput",
      problems: [{ path: "server", message }],
    });
    expect(refusal([server("c", none)], { need: need(1), server: "c", gpuModels: ["H100"] })).toMatchObject({
      problems: [{ message: "c has no GPUs, asked for is H100" }],
    });
    const big = { need: need(9, 65_000), server: "a", gpuModels: [] };
    expect(refusal([a100, server("b")], big)).toMatchObject({
      kind: "InsufficientCapacity",
      message: "a has not enough left: 9 GPUs asked, 8 GPUs left; 65 cores asked, 64 cores left",
      have: leftOn(a100),
      nearest: [{ server: "a" }, { server: "b" }],
    });
  });

  test("says what is missing at most, or that it is not there at once", () => {
    const cpuLess = server("gpus", { allocated: { ...NO_NEED, cpuMillis: 64_000 } });
    const gpuLess = server("cores", { allocated: { ...NO_NEED, gpus: 8 } });
    expect(refusal([cpuLess, gpuLess], { need: need(1), ...anywhere })).toMatchObject({
      message: "none of 2 servers has all of it left at once",
      have: room(8),
    });
    expect(refusal([cpuLess], { need: need(9), ...anywhere })).toMatchObject({
      message:
        "the one server that suits has not enough left: 9 GPUs asked, 8 GPUs left; 1 core asked, 0 cores left at most on one",
    });
    const all = { gpus: 1, cpuMillis: 1, ramBytes: 600 * GIB, storageBytes: 1_001 * GIB, podSlots: 111 };
    expect(refusal([server("a")], { need: all, ...anywhere })).toMatchObject({
      message: expect.stringContaining(
        "600 GiB RAM asked, 512 GiB RAM left; 1001 GiB storage asked, 1000 GiB storage left; 111 pod slots asked, 110 pod slots left",
      ),
    });
  });

  test("names five servers that come nearest: those that lack the fewest resources, and of these the least", () => {
    const left = (name: string, gpus: number, cpuMillis = 64_000) =>
      server(name, { allocatable: room(gpus, cpuMillis) });
    const servers = [
      left("g1", 1),
      left("none", 0, 0),
      left("g3", 3),
      left("g2", 2),
      left("g0", 0),
      left("both", 3, 0),
    ];
    const away = server("away", { status: "NOT_READY" });
    const refused = refusal([...servers, away, server("gone", { vanished: true })], { need: need(4), ...anywhere });
    const nearest = refused?.kind === "InsufficientCapacity" ? refused.nearest : [];
    expect(nearest.map((near) => [near.server, near.shortOf])).toEqual([
      ["g3", ["gpus"]],
      ["g2", ["gpus"]],
      ["g1", ["gpus"]],
      ["g0", ["gpus"]],
      ["both", ["gpus", "cpuMillis"]],
    ]);
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
