import { expect, test } from "vitest";
import type { AuditRecord } from "../model/audit.ts";
import { ServerHistory } from "./audit-server-state.ts";

const fields = (values: Record<string, string>) => Object.entries(values).map(([field, value]) => ({ field, value }));

let minute = 0;
function event(
  subject: string,
  action: string,
  operationId: string | null,
  changes: Partial<AuditRecord> = {},
): AuditRecord {
  minute += 1;
  return {
    ...{ at: new Date(minute * 60_000), actor: { kind: "USER", id: "ann", name: "ann" }, subject, action, operationId },
    ...{ result: action.startsWith("operation.") ? "DONE" : "ACCEPTED", reason: null, before: null, after: null },
    ...changes,
  };
}

const TRAIN = "pod:red/train";
const made = event(TRAIN, "createPod", "1", {
  after: fields({ server: "a", image: "i:1", gpus: "2", cpu: "4 cores", ram: "16 GiB", storage: "0 GiB" }),
});

function stateOf(server: string, events: readonly AuditRecord[]) {
  const history = new ServerHistory(server);
  for (const each of events) history.add(each);
  const { exists, fields: known, lastEvent } = history.state;
  return { exists, ...Object.fromEntries(known), since: lastEvent && events.indexOf(lastEvent) };
}

const HELD = { exists: true, pods: "1", gpus: "2", [TRAIN]: "2 GPUs, cpu 4 cores, ram 16 GiB, storage 0 GiB" };
const EMPTY = { exists: true, pods: "0", gpus: "0" };

test("no event tells of a server", () => {
  expect(stateOf("a", [])).toEqual({ exists: false, since: null });
  expect(stateOf("b", [made])).toEqual({ exists: false, since: null });
});

test("it is cordoned until it is not, and what was undone or refused counts for nothing", () => {
  const cordon = (cordoned: boolean, id: string) =>
    event("server:a", cordoned ? "cordonServer" : "uncordonServer", id, {
      before: { cordoned: !cordoned },
      after: { cordoned },
    });
  const cordoned = cordon(true, "2");
  expect(stateOf("a", [cordoned])).toMatchObject({ ...EMPTY, cordoned: "true" });
  const undone = event("server:a", "operation.CORDON_SERVER", "2", { result: "UNDONE" });
  expect(stateOf("a", [cordon(false, "1"), cordoned, undone])).toMatchObject({ cordoned: "false", since: 2 });
  expect(stateOf("a", [cordoned, { ...cordon(false, "3"), result: "REFUSED" }])).toMatchObject({
    cordoned: "true",
    since: 0,
  });
  expect(stateOf("a", [{ ...cordoned, subject: "server:b" }])).toMatchObject({ exists: false });
});

test("a pod holds room from its admission until it is proven gone, or its creation is undone", () => {
  expect(stateOf("a", [made])).toEqual({ ...HELD, since: 0 });
  const deleted = event(TRAIN, "deletePod", "2", { before: fields({ gpus: "2" }) });
  const ending = stateOf("a", [made, deleted]);
  expect(ending).toMatchObject({ pods: "1", gpus: "2", [TRAIN]: expect.stringMatching(/, until it is proven gone$/) });
  const gone = event(TRAIN, "operation.DELETE_POD", "2");
  expect(stateOf("a", [made, deleted, gone])).toEqual({ ...EMPTY, since: 2 });
  const released = event(TRAIN, "heal.RELEASE", "3", { result: "DONE", before: { held: [] } });
  expect(stateOf("a", [made, deleted, released])).toEqual({ ...EMPTY, since: 2 });
  const undone = event(TRAIN, "operation.CREATE_POD", "1", { result: "UNDONE" });
  expect(stateOf("a", [made, undone])).toEqual({ ...EMPTY, since: 1 });
});

test("a pod that moves holds room on both servers until the move is over", () => {
  const moved = event(TRAIN, "drainServer.move", "2", { before: { server: "a" }, after: { server: "b" } });
  expect(stateOf("b", [made, moved])).toEqual({ ...HELD, since: 1 });
  expect(stateOf("a", [made, moved])).toMatchObject({
    gpus: "2",
    [TRAIN]: expect.stringMatching(/, until it has moved to b$/),
  });
  const over = event(TRAIN, "operation.UPDATE_POD", "2");
  expect(stateOf("a", [made, moved, over])).toEqual({ ...EMPTY, since: 2 });
  expect(stateOf("b", [made, moved, over])).toMatchObject(HELD);
  const back = event(TRAIN, "operation.UPDATE_POD", "2", { result: "UNDONE" });
  expect(stateOf("a", [made, moved, back])).toMatchObject(HELD);
  expect(stateOf("b", [made, moved, back])).toEqual({ ...EMPTY, since: 2 });
});
