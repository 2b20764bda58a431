import { expect, test } from "vitest";
import { FaultBoard } from "./fault-board.ts";
import type { FaultOrder } from "./fault-order.ts";
import type { RequestAttributes } from "./request-attributes.ts";

const list: RequestAttributes = { verb: "list", group: "", resource: "pods", subresource: "", namespace: "", name: "" };
const watch: RequestAttributes = { ...list, verb: "watch" };
const create: RequestAttributes = { ...list, verb: "create", namespace: "demo", name: "web" };

function boardOf(...orders: FaultOrder[]): FaultBoard {
  const board = new FaultBoard({ seed: 1, schedule: () => () => {} });
  for (const order of orders) board.add(order);
  return board;
}

function hits(board: FaultBoard, request: RequestAttributes): string[] {
  return board.forRequest(request).map(({ order }) => order.fault);
}

test("latencies add up; of the others the first that hits decides, and those behind it are not asked", () => {
  const board = boardOf(
    { fault: "latency", ms: 1 },
    { fault: "drop", resource: "nodes" },
    { fault: "latency", ms: 2 },
    { fault: "unavailable" },
    { fault: "internal-error" },
  );
  expect(hits(board, list)).toEqual(["latency", "latency", "unavailable"]);
  expect(board.list().map(({ matched, fired }) => [matched, fired])).toEqual([
    [1, 1],
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
});

test("a fault that is spent lets the next one have its turn", () => {
  const board = boardOf({ fault: "drop", times: 1 }, { fault: "unavailable", times: 1 });
  expect([1, 2, 3].map(() => hits(board, list))).toEqual([["drop"], ["unavailable"], []]);
  expect(board.list().map(({ state }) => state)).toEqual(["spent", "spent"]);
});

test("faults of a stream are for watches, and only once they are open", () => {
  const board = boardOf({ fault: "cut" }, { fault: "hold-events" });
  expect([hits(board, list), hits(board, watch)]).toEqual([[], []]);
  expect(board.forStream(watch).map(({ order }) => order.fault)).toEqual(["cut", "hold-events"]);
});

test.each<[FaultOrder, RequestAttributes, number]>([
  [{ fault: "conflict" }, list, 0],
  [{ fault: "conflict" }, create, 1],
  [{ fault: "expired" }, create, 0],
  [{ fault: "expired" }, watch, 1],
  [{ fault: "lose-answer" }, watch, 0],
  [{ fault: "stale", version: "5" }, create, 0],
  [{ fault: "stale", version: "5" }, { ...list, verb: "get", resource: "" }, 0],
])("%j hits a request that it makes no sense for: never", (order, request, expected) => {
  expect(hits(boardOf(order), request)).toHaveLength(expected);
});

test("the draws of one fault do not depend on the requests that another one fits", () => {
  const pattern = (disturbed: boolean): string => {
    const board = boardOf(
      { fault: "unavailable", verbs: ["create"], share: 0.5 },
      { fault: "drop", verbs: ["list"], share: 0.5 },
    );
    return Array.from({ length: 30 }, () => {
      if (disturbed) hits(board, list);
      return hits(board, create).length;
    }).join("");
  };
  expect(pattern(true)).toBe(pattern(false));
  expect(pattern(false)).toMatch(/^(?=.*0)(?=.*1)/);
});

test("two faults of one board draw differently", () => {
  const board = boardOf({ fault: "latency", ms: 1, share: 0.5 }, { fault: "latency", ms: 1, share: 0.5 });
  const drawn = board.list().map(({ id }) => Array.from({ length: 8 }, () => board.find(id)?.draw()));
  expect(drawn[0]).not.toEqual(drawn[1]);
});

test("a fault with a time ends when the clock says so, and cancels its timer when it is removed before", () => {
  const timers: { ms: number; run: () => void; cancelled: boolean }[] = [];
  const board = new FaultBoard({
    seed: 1,
    schedule(ms, run) {
      const timer = { ms, run, cancelled: false };
      timers.push(timer);
      return () => {
        timer.cancelled = true;
      };
    },
  });
  const first = board.add({ fault: "drop", forMs: 500 });
  const second = board.add({ fault: "drop", forMs: 700 });
  timers[0]?.run();
  expect([first.ended.aborted, hits(board, list)]).toEqual([true, ["drop"]]);
  board.remove(second.id);
  expect(timers.map(({ ms, cancelled }) => [ms, cancelled])).toEqual([
    [500, true],
    [700, true],
  ]);
  expect(hits(board, list)).toEqual([]);
});
