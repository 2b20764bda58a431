import { describe, expect, test } from "vitest";
import type { Facts, Operation, OperationKind } from "../model/operation.ts";
import type { LedgerPod } from "../model/pod.ts";
import { NO_QUOTA, type Team } from "../model/team.ts";
import { GIB, ledgerPod, team } from "../testing/objects.ts";
import { operation } from "../testing/operations.ts";
import { keepTeamPage, keepWish } from "./kept-before.ts";
import { standingUndo, type Undo, undoOf } from "./undo.ts";

const POD = ledgerPod({ version: 3 });
const OLD_WISH = { ...POD.spec, image: "train:0", resources: { ...POD.spec.resources, cpuMillis: 500 } };

interface Now {
  readonly pod?: LedgerPod | null;
  readonly team?: Team | null;
  readonly undo?: Operation | null;
}

/** What undoing a finished operation comes to, with the ledger as it is now. */
async function undo(kind: OperationKind, changes: Partial<Operation> = {}, now: Now = {}): Promise<Undo> {
  const finished = operation(kind, 9, { state: "DONE", ...changes });
  return undoOf(finished, {
    pod: ({ namespace, name }) => (namespace === "team" && name === "train" && now.pod !== undefined ? now.pod : null),
    team: (name) => (name === "team" && now.team !== undefined ? now.team : null),
    operation: (id) => (id === "undo-1" && now.undo !== undefined ? now.undo : null),
  });
}

const why = async (...given: Parameters<typeof undo>) => {
  const answer = await undo(...given);
  return answer.possible ? null : [answer.why, answer.currentVersion];
};
const left: Facts = { version: 3 };

describe("only what took effect can be taken back", () => {
  test.each<[Operation["state"], string]>([
    ["RUNNING", "it is still under way: it may be called off"],
    ["UNDOING", "it is still under way: it may be called off"],
    ["UNDONE", "it went back already: nothing of it is left"],
    ["FAILED", "it failed half-way: what it left needs a person"],
  ])("not what is %s", async (state, because) => {
    expect(await why("CREATE_POD", { state, facts: left }, { pod: POD })).toEqual([because, null]);
  });

  test("not what was undone before; an undo that came to nothing counts for nothing", async () => {
    const facts = { ...left, undoneBy: "undo-1" };
    const by = (state: Operation["state"]) => ({ pod: POD, undo: operation("DELETE_POD", 1, { id: "undo-1", state }) });
    expect(await why("CREATE_POD", { facts }, by("DONE"))).toEqual(["it was undone before, by operation undo-1", null]);
    expect(await why("CREATE_POD", { facts }, by("RUNNING"))).not.toBeNull();
    expect(await why("CREATE_POD", { facts }, by("UNDONE"))).toBeNull();
    expect(await why("CREATE_POD", { facts }, by("FAILED"))).toBeNull();
    const lost = { operation: () => null };
    expect(await standingUndo(operation("CREATE_POD", 1, { facts }), lost)).toBeNull();
    expect(await standingUndo(operation("CREATE_POD", 1), { operation: () => operation("CREATE_POD", 1) })).toBeNull();
  });

  test.each<[OperationKind, RegExp]>([
    ["CREATE_TEAM", /archive it$/],
    ["ADD_NAMESPACE", /^a namespace is not taken away/],
    ["ADOPT_NAMESPACE", /^a namespace is not taken away/],
    ["CORDON_SERVER", /^uncordon/],
    ["UNCORDON_SERVER", /^cordon/],
    ["DRAIN_SERVER", /stay where they are/],
    ["KEEP_NAMESPACES", /change that page instead$/],
    ["CREATE_PULL_SECRET", /^delete the pull secret/],
    ["ROTATE_PULL_SECRET", /password that it replaced is not kept/],
    ["DELETE_PULL_SECRET", /create it again$/],
  ])("never %s", async (kind, because) => {
    expect((await why(kind, { facts: left }, { pod: POD, team: team() }))?.[0]).toMatch(because);
  });
});

describe("a creation is taken back by deleting that very pod", () => {
  test("where it is as it was left", async () => {
    expect(await undo("CREATE_POD", { facts: left }, { pod: POD })).toMatchObject({
      possible: true,
      wayBack: { kind: "DELETE_POD", pod: POD },
    });
  });

  test.each<[string, LedgerPod | null, string, number | null]>([
    ["it is gone", null, "the pod is gone", null],
    ["another has its name", { ...POD, id: "pod-2" }, "the pod is gone", null],
    ["it is being deleted", { ...POD, desired: "ABSENT" }, "the pod is being deleted", 3],
    ["it was changed since", { ...POD, version: 4 }, "the pod was changed since", 4],
  ])("not where %s", async (_, pod, because, version) => {
    expect(await why("CREATE_POD", { facts: left }, { pod })).toEqual([because, version]);
  });

  test("not where it names no pod", async () => {
    expect(await why("CREATE_POD", { facts: left, name: null }, { pod: POD })).toEqual(["the pod is gone", null]);
    expect(await why("CREATE_POD", { facts: left, namespace: null }, { pod: POD })).toEqual(["the pod is gone", null]);
  });
});

describe("a deletion is taken back by making the pod anew", () => {
  test("by the page that the ledger kept of it", async () => {
    const wayBack = { kind: "CREATE_POD", podId: "pod-1" };
    expect(await undo("DELETE_POD")).toMatchObject({ possible: true, wayBack });
    expect(await undo("HEAL", { facts: { repair: "DELETE_ORPHAN" } })).toMatchObject({ possible: true, wayBack });
  });

  test("not where another has its name by now", async () => {
    expect(await why("DELETE_POD", {}, { pod: { ...POD, version: 8 } })).toEqual([
      "there is another pod train by now",
      8,
    ]);
  });

  test.each([{ podId: null }, { name: null }, { namespace: null }])(
    "not where the ledger does not know it: %j",
    async (change) => {
      expect(await why("DELETE_POD", change)).toEqual(["the ledger does not know what the pod was", null]);
    },
  );
});

describe("an update is taken back by the wish of before", () => {
  const facts = keepWish(OLD_WISH, POD.spec, 3);

  test("while the pod runs, where that is enough", async () => {
    const answer = await undo("UPDATE_POD", { facts }, { pod: POD });
    expect(answer).toMatchObject({ possible: true, wayBack: { kind: "UPDATE_POD", pod: POD, wish: OLD_WISH } });
    expect(answer.possible && answer.whatHappens).toBe(
      "The pod train is changed back while it runs: image from train:1 to train:0, cpu from 1 core to 0.5 cores.",
    );
  });

  test("by recreation where it is not, and says that processes are lost", async () => {
    const before = { ...POD.spec, command: ["sh"], resources: { ...POD.spec.resources, gpus: 2 } };
    const answer = await undo(
      "UPDATE_POD",
      { facts: { mode: "RECREATE", ...keepWish(before, POD.spec, 3) } },
      { pod: POD },
    );
    expect(answer).toMatchObject({ possible: true, wayBack: { kind: "UPDATE_POD", wish: before } });
    expect(answer.possible && answer.whatHappens).toBe(
      "The pod train is deleted and made anew, its processes are lost: gpus from 1 to 2, command from none to sh.",
    );
  });

  test("not where values of env were changed, nothing was kept, or a drain moved the pod", async () => {
    const env = { ...POD.spec, env: [] };
    expect((await why("UPDATE_POD", { facts: keepWish(env, POD.spec, 3) }, { pod: POD }))?.[0]).toMatch(
      /^it changed environment/,
    );
    expect((await why("UPDATE_POD", { facts: left }, { pod: POD }))?.[0]).toMatch(/^the ledger did not keep/);
    expect((await why("UPDATE_POD", { facts: { ...facts, drain: "gpu-1" } }, { pod: POD }))?.[0]).toMatch(/drained$/);
  });
});

describe("of repairs", () => {
  test("setting the wish again is taken back by what stood there, unless it was our marks alone", async () => {
    const facts = { repair: "REAPPLY", ...keepWish(OLD_WISH, POD.spec, 3) };
    expect(await undo("HEAL", { facts }, { pod: POD })).toMatchObject({
      wayBack: { kind: "UPDATE_POD", wish: OLD_WISH },
    });
    expect((await why("HEAL", { facts: { repair: "REAPPLY", ...left } }, { pod: POD }))?.[0]).toMatch(
      /^it set only our own marks/,
    );
  });

  test.each([
    ["RECREATE", /^what stood there before/],
    ["ADOPT", /^what runs keeps its place/],
    ["RELEASE", /^the room that was freed/],
    ["RETIRE", /^it wrote down what is so/],
    ["RECOUNT", /^it wrote down what is so/],
    ["CREATE_NAMESPACE", /^it wrote down what is so/],
  ])("%s is not taken back", async (repair, because) => {
    expect((await why("HEAL", { facts: { repair, ...left } }, { pod: POD }))?.[0]).toMatch(because);
  });
});

describe("a change of a team is taken back by its page of before", () => {
  const now = team({ version: 5, description: "eyes", quota: { ...NO_QUOTA, ramBytes: GIB }, archived: true });
  const facts = keepTeamPage({ ...now, description: "", quota: NO_QUOTA, archived: false }, 5);

  test.each(["UPDATE_TEAM", "ARCHIVE_TEAM"] as const)("%s", async (kind) => {
    const answer = await undo(kind, { team: "team", facts }, { team: now });
    const page = { description: "", quota: NO_QUOTA, archived: false };
    expect(answer).toMatchObject({ possible: true, wayBack: { kind: "UPDATE_TEAM", team: now, page } });
    expect(answer.possible && answer.whatHappens).toBe(
      "Team team is changed back: description from eyes to none, quota.ram from 1 GiB to no limit, archived from yes to no.",
    );
  });

  test("not where it is gone, was changed since, or nothing was kept", async () => {
    expect(await why("UPDATE_TEAM", { team: "team", facts })).toEqual(["the team is gone", null]);
    expect(await why("UPDATE_TEAM", { team: null, facts }, { team: now })).toEqual(["the team is gone", null]);
    expect(await why("UPDATE_TEAM", { team: "team", facts }, { team: { ...now, version: 6 } })).toEqual([
      "the team was changed since",
      6,
    ]);
    expect((await why("UPDATE_TEAM", { team: "team", facts: { version: 5 } }, { team: now }))?.[0]).toMatch(
      /^the ledger did not keep/,
    );
  });
});
