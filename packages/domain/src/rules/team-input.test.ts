import { describe, expect, test } from "vitest";
import { FIRST_POD_DEFAULTS, NO_QUOTA } from "../model/team.ts";
import type {
  CreateTeamRequest,
  PodDefaultsRequest,
  QuotaChangeRequest,
  RequestQuotaRequest,
  TeamPageRequest,
  UpdateTeamRequest,
} from "../operations/team-requests.ts";
import { readCreateTeam, readNamespaceRequest, readNote, readQuotaWish, readUpdateTeam } from "./team-input.ts";

const GIB = 2 ** 30;
const KEY = "7d0f1a52-6f1e-4c55-9f5e-0a1b2c3d4e5f";
const CALL = { dryRun: false, operationId: null };
const NOTHING: TeamPageRequest = { description: null, quota: null, defaults: null, allowedImages: null, ...CALL };
const LONG = "x".repeat(1_001);
const NAME_RULE = "use 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends";
const BEFORE = {
  description: "eyes",
  quota: { ...NO_QUOTA, gpus: 4, gpusByModel: { A100: 2 } },
  defaults: { cpuMillis: 2_000, ramBytes: GIB, storageBytes: 5 },
  allowedImages: ["registry.example"],
};

function creation(changes: Partial<CreateTeamRequest> = {}) {
  return readCreateTeam({ ...NOTHING, name: "vision", namespaces: null, ...changes });
}

function update(changes: Partial<UpdateTeamRequest>) {
  return readUpdateTeam({ ...NOTHING, name: "vision", version: null, restore: false, ...changes }, BEFORE);
}

/** The faults of an update, as `path: message`. */
function faults(changes: Partial<UpdateTeamRequest>): readonly string[] {
  const read = update(changes);
  return read.ok ? [] : read.error.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe("a new team", () => {
  test("begins without limits, with the first defaults and any image, in a namespace of its name", () => {
    expect(creation()).toEqual({
      ok: true,
      value: {
        page: { description: "", quota: NO_QUOTA, defaults: FIRST_POD_DEFAULTS, allowedImages: [] },
        namespaces: ["vision"],
      },
    });
  });

  test("has the namespaces that are named, each once", () => {
    expect(creation({ namespaces: ["a", "b", "a"] })).toMatchObject({ ok: true, value: { namespaces: ["a", "b"] } });
    expect(creation({ namespaces: [] })).toMatchObject({ ok: true, value: { namespaces: [] } });
  });

  test("is refused with every fault at once, each at its place", () => {
    const read = creation({
      name: "Vision",
      namespaces: ["ok", "no_good", "kube-vision"],
      description: LONG,
      operationId: "7",
    });
    expect(read).toEqual({
      ok: false,
      error: {
        kind: "InvalidInput",
        message: expect.stringContaining("operationId: must be a UUID; name: use 1"),
        problems: [
          { path: "operationId", message: "must be a UUID" },
          { path: "name", message: NAME_RULE },
          { path: "namespaces.1", message: NAME_RULE },
          { path: "namespaces.2", message: 'names that begin with "kube-" are Kubernetes\' own' },
          { path: "description", message: "at most 1000 characters" },
        ],
      },
    });
  });

  test("may have a hundred namespaces", () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
    expect(creation({ namespaces: names(100) }).ok).toBe(true);
    const read = creation({ namespaces: names(101) });
    expect(!read.ok && read.error.problems).toEqual([{ path: "namespaces", message: "at most 100" }]);
  });

  test.each(["a", "7", "a-b", "a".repeat(63)])("may be called %s", (name) => {
    expect(creation({ name, namespaces: [] }).ok).toBe(true);
  });

  test.each(["", "-a", "a-", "a.b", "a b", "A", "a\n", "a".repeat(64)])("may not be called %j", (name) => {
    expect(creation({ name, namespaces: [] }).ok).toBe(false);
  });
});

describe("an update of a team", () => {
  test("leaves as it was what it does not name", () => {
    expect(update({})).toEqual({ ok: true, value: BEFORE });
    expect(update({ operationId: KEY }).ok).toBe(true);
  });

  test("changes what it names", () => {
    expect(update({ description: "", allowedImages: ["b.example", "b.example"] })).toEqual({
      ok: true,
      value: { ...BEFORE, description: "", allowedImages: ["b.example"] },
    });
    expect(faults({ description: LONG.slice(1) })).toEqual([]);
  });

  test("names each image pattern that is none, and takes a hundred", () => {
    const message = 'write a registry ("registry.example") or a repository with stars ("registry.example/team/*")';
    expect(faults({ allowedImages: ["a.example", "no good", "no/**/good*"] })).toContain(`allowedImages.1: ${message}`);
    const many = (count: number) => Array.from({ length: count }, (_, index) => `r${index}.example`);
    expect(faults({ allowedImages: many(100) })).toEqual([]);
    expect(faults({ allowedImages: many(101) })).toEqual(["allowedImages: at most 100"]);
  });
});

describe("a change of quota", () => {
  const quota = (asked: QuotaChangeRequest) => {
    const read = update({ quota: asked });
    return read.ok ? read.value.quota : null;
  };

  test("reads each limit in its unit", () => {
    const gpusByModel = [
      { model: "H100", gpus: 8 },
      { model: "B200", gpus: 0 },
    ];
    expect(quota({ gpus: 16, pods: 10, cpu: "2.5", ram: "16Gi", storage: "1G", gpusByModel })).toEqual({
      gpus: 16,
      podSlots: 10,
      cpuMillis: 2_500,
      ramBytes: 16 * GIB,
      storageBytes: 1e9,
      gpusByModel: { A100: 2, H100: 8, B200: 0 },
    });
  });

  test("leaves what is left out, and takes away what is null", () => {
    expect(quota({ pods: 3 })).toEqual({ ...BEFORE.quota, podSlots: 3 });
    expect(quota({ gpus: null, gpusByModel: [{ model: "A100", gpus: null }] })).toEqual(NO_QUOTA);
    expect(quota({ cpu: null, ram: null, storage: null, pods: null })).toEqual(BEFORE.quota);
    expect(quota({ gpusByModel: [] })).toEqual(BEFORE.quota);
  });

  test("of a count goes from none to a million, whole", () => {
    expect(quota({ gpus: 0, pods: 1_000_000 })).toMatchObject({ gpus: 0, podSlots: 1_000_000 });
    const message = "must be a whole number from 0 to 1000000";
    expect(faults({ quota: { gpus: -1, pods: 1_000_001 } })).toEqual([
      `quota.gpus: ${message}`,
      `quota.pods: ${message}`,
    ]);
    expect(faults({ quota: { gpus: 1.5 } })).toEqual([`quota.gpus: ${message}`]);
  });

  test("names the amounts that cannot be read", () => {
    const read = update({ quota: { cpu: "x", ram: "0", storage: "1x" } });
    expect(!read.ok && read.error.problems.map(({ path }) => path)).toEqual([
      "quota.cpu",
      "quota.ram",
      "quota.storage",
    ]);
    expect(faults({ quota: { ram: "0" } })).toEqual(["quota.ram: must be more than zero"]);
  });

  test("names the model that is none, that has no count, or that is given twice", () => {
    const of = (...models: readonly (readonly [string, number])[]) =>
      faults({ quota: { gpusByModel: models.map(([model, gpus]) => ({ model, gpus })) } });
    expect(of(["H100", 1], ["no good", 1])).toEqual(["quota.gpusByModel.1.model: is no GPU model"]);
    expect(of(["H100", 1], ["A100", -1])).toEqual([
      "quota.gpusByModel.1.gpus: must be a whole number from 0 to 1000000",
    ]);
    expect(of(["H100", 1], ["H100", 2])).toEqual(["quota.gpusByModel: a model is given twice"]);
  });

  test.each([
    ["NVIDIA-H100_80GB.v2", true],
    ["H", true],
    ["a".repeat(63), true],
    ["a".repeat(64), false],
    ["-H100", false],
    ["H100.", false],
    ["", false],
  ])("a label's value as Kubernetes has it is a model: %j %j", (model, isOne) => {
    expect(faults({ quota: { gpusByModel: [{ model, gpus: 1 }] } }).length === 0).toBe(isOne);
  });
});

describe("a change of what a pod gets", () => {
  const defaults = (asked: PodDefaultsRequest) => {
    const read = update({ defaults: asked });
    return read.ok ? read.value.defaults : null;
  };

  test("leaves what is left out; storage of null is none", () => {
    expect(defaults({ cpu: null, ram: null })).toEqual(BEFORE.defaults);
    expect(defaults({ cpu: "500m", ram: "2Gi", storage: "1Gi" })).toEqual({
      cpuMillis: 500,
      ramBytes: 2 * GIB,
      storageBytes: GIB,
    });
    expect(defaults({ cpu: null, ram: null, storage: null })).toEqual({ ...BEFORE.defaults, storageBytes: null });
  });

  test("names what cannot be read", () => {
    const read = update({ defaults: { cpu: "x", ram: "x", storage: "x" } });
    expect(!read.ok && read.error.problems.map(({ path }) => path)).toEqual([
      "defaults.cpu",
      "defaults.ram",
      "defaults.storage",
    ]);
  });
});

describe("a namespace", () => {
  const request = { team: "vision", namespace: "more", ...CALL };

  test("is asked for by a name that Kubernetes lets us have", () => {
    expect(readNamespaceRequest(request)).toBeNull();
    expect(readNamespaceRequest({ ...request, namespace: "a-kube-b" })).toBeNull();
    expect(readNamespaceRequest({ ...request, namespace: "kube-system" })?.problems).toMatchObject([
      { path: "namespace" },
    ]);
    expect(
      readNamespaceRequest({ ...request, namespace: "kube-", operationId: "x" })?.problems.map(({ path }) => path),
    ).toEqual(["operationId", "namespace", "namespace"]);
  });
});

describe("a wish for another quota", () => {
  const wish: RequestQuotaRequest = { team: "vision", quota: { gpus: 8 }, reason: "training", ...CALL };
  const paths = (changes: Partial<RequestQuotaRequest>) => {
    const read = readQuotaWish({ ...wish, ...changes });
    return read.ok ? [] : read.error.problems.map(({ path, message }) => `${path}: ${message}`);
  };

  test("says what is wanted and what for", () => {
    expect(readQuotaWish(wish)).toEqual({ ok: true, value: { gpus: 8 } });
    expect(paths({ quota: {} })).toEqual(["quota: says nothing: name what is wanted"]);
    expect(paths({ quota: { gpusByModel: [] } })).toEqual(["quota: says nothing: name what is wanted"]);
    expect(paths({ reason: " \n" })).toEqual(["reason: say what it is for"]);
    expect(paths({ reason: LONG })).toEqual(["reason: at most 1000 characters"]);
    expect(paths({ operationId: "x", quota: { gpus: -1 } })).toEqual([
      "operationId: must be a UUID",
      "quota.gpus: must be a whole number from 0 to 1000000",
    ]);
  });
});

test("a note to a wish is short, or none", () => {
  expect(readNote(null, null)).toBeNull();
  expect(readNote("no room", KEY)).toBeNull();
  expect(readNote(LONG, "x")?.problems).toEqual([
    { path: "operationId", message: "must be a UUID" },
    { path: "note", message: "at most 1000 characters" },
  ]);
});
