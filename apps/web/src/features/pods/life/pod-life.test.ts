import { expect, test } from "vitest";
import { type KnownLife, podLife } from "./pod-life";

const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, second)).toISOString();

const asked: KnownLife = {
  owner: "ada",
  status: "PENDING",
  desired: "PRESENT",
  reason: null,
  message: null,
  createdAt: at(0),
  placement: "the best fit",
  server: "gpu-1",
  live: null,
  operations: [
    {
      kind: "CREATE_POD",
      state: "WAITING",
      actor: "ada",
      createdAt: at(0),
      endedAt: null,
      waitingFor: "the cluster does not answer",
      errorMessage: null,
      steps: [{ name: "reserve", state: "DONE", endedAt: at(0) }],
    },
  ],
  events: [],
};
const live = { createdAt: at(1), scheduledAt: at(2), startedAt: at(5), readyAt: at(6), deletionRequestedAt: null };
const titles = (known: KnownLife) => podLife(known).map(({ title }) => title);

test("one that was only asked for says what it waits for, and what comes after", () => {
  const moments = podLife(asked);
  expect(moments.map(({ title, kind }) => [title, kind])).toEqual([
    ["Asked for", "past"],
    ["Room reserved in the ledger", "past"],
    ["Created in the cluster", "now"],
    ["Bound to its server by the scheduler", "ahead"],
    ["Image pulled, container started", "ahead"],
    ["Running and ready", "ahead"],
  ]);
  expect(moments[1]?.detail).toBe("on gpu-1: the best fit");
  expect(moments[2]?.detail).toBe("Waits: the cluster does not answer");
});

test("one that runs has all of it behind, with what events add in their order", () => {
  const events = [
    { type: "NORMAL", reason: "Pulled", message: "in 2 s", count: 1, firstSeenAt: at(4), lastSeenAt: at(4) },
    { type: "NORMAL", reason: "Scheduled", message: "said already", count: 1, firstSeenAt: at(2), lastSeenAt: at(2) },
  ] as const;
  expect(titles({ ...asked, status: "RUNNING", live, events, operations: [] })).toEqual([
    "Asked for",
    "Created in the cluster",
    "Bound to its server by the scheduler",
    "Image is there",
    "Container started",
    "Running and ready",
  ]);
});

test("the cluster tells whole seconds: within one, what follows from something stands behind it", () => {
  const same = { createdAt: at(0), scheduledAt: at(0), startedAt: at(0), readyAt: at(0), deletionRequestedAt: null };
  const createdAt = new Date(Date.parse(at(0)) + 400).toISOString();
  expect(titles({ ...asked, status: "RUNNING", createdAt, live: same, operations: [] })).toEqual([
    "Asked for",
    "Created in the cluster",
    "Bound to its server by the scheduler",
    "Container started",
    "Running and ready",
  ]);
});

test("an image that cannot be pulled is trouble, and what it waits for now", () => {
  const moments = podLife({
    ...asked,
    message: "The image could not be loaded.",
    live: { ...live, startedAt: null, readyAt: null },
    operations: [],
    events: [
      { type: "WARNING", reason: "Failed", message: "no such image", count: 3, firstSeenAt: at(3), lastSeenAt: at(4) },
    ],
  });
  expect(moments).toContainEqual({ title: "Failed", detail: "no such image (3 times)", at: at(4), kind: "trouble" });
  expect(moments).toContainEqual({
    title: "Image pulled, container started",
    detail: "Waits: The image could not be loaded.",
    at: null,
    kind: "now",
  });
});

test("changes stand where they were asked for and where they ended; one that is to go says so", () => {
  const change = {
    ...asked.operations[0],
    kind: "UPDATE_POD",
    state: "UNDONE",
    createdAt: at(10),
    endedAt: at(12),
    errorMessage: "no room",
  };
  const remove = { ...asked.operations[0], kind: "DELETE_POD", createdAt: at(20), waitingFor: "its server" };
  const moments = podLife({
    ...asked,
    ...{ status: "TERMINATING", desired: "ABSENT", live },
    operations: [remove, change] as KnownLife["operations"],
  });
  expect(moments.slice(-4)).toEqual([
    { title: "Change asked for", detail: "by ada", at: at(10), kind: "past" },
    { title: "Change undone", detail: "no room", at: at(12), kind: "trouble" },
    { title: "Deletion asked for", detail: "by ada", at: at(20), kind: "past" },
    { title: "Ends, and is proven gone", detail: "Waits: its server", at: null, kind: "now" },
  ]);
});

test("a change that takes a new pod stands before that pod's beginning, and the first place is not told by the change's words", () => {
  const same = { createdAt: at(9), scheduledAt: at(9), startedAt: at(9), readyAt: at(9), deletionRequestedAt: null };
  const change = { ...asked.operations[0], kind: "UPDATE_POD", state: "DONE", createdAt: at(9), endedAt: at(9) };
  const known = {
    ...{ ...asked, status: "RUNNING", placement: "stays on gpu-1", live: same },
    operations: [change, ...asked.operations],
  } as KnownLife;
  expect(titles(known)).toEqual([
    "Asked for",
    "Room reserved in the ledger",
    "Change asked for",
    "Created in the cluster",
    "Bound to its server by the scheduler",
    "Container started",
    "Running and ready",
    "Change done",
  ]);
  expect(podLife(known)[1]?.detail).toBeNull();
});

test("one that ended has nothing to come", () => {
  expect(titles({ ...asked, status: "SUCCEEDED", live, operations: [] }).at(-1)).toBe("Container started");
});
