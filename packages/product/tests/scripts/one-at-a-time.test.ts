import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { oneAtATime } from "../../../../scripts/lib/one-at-a-time.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "one-at-a-time-"));
  vi.spyOn(console, "log").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test("the second waits until the first has ended, also where it failed", async () => {
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = oneAtATime(join(folder, "lock"), async () => {
    order.push("first in");
    await gate.promise;
    order.push("first out");
    throw new Error("failed");
  });
  const second = oneAtATime(join(folder, "lock"), async () => order.push("second"));
  await vi.waitFor(() => expect(console.log).toHaveBeenCalledWith(expect.stringContaining(`process ${process.pid}`)));
  expect(order).toEqual(["first in"]);
  gate.resolve();
  await expect(first).rejects.toThrow("failed");
  await second;
  expect(order).toEqual(["first in", "first out", "second"]);
});

test("takes over from a process that is gone", async () => {
  const absentPid = 4_194_304; // above Linux' largest
  writeFileSync(join(folder, "lock"), String(absentPid));
  expect(await oneAtATime(join(folder, "lock"), async () => "done")).toBe("done");
});
