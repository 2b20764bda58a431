import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withFolderLock } from "./folder-lock.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("one at a time; who waits is told once", async () => {
  const path = join(folder, "lock");
  const events: string[] = [];
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const first = withFolderLock(
    path,
    () => events.push("first waits"),
    async () => {
      events.push("first works");
      await mayEnd;
      events.push("first is done");
    },
  );
  await expect.poll(() => events).toContain("first works");
  const second = withFolderLock(
    path,
    () => {
      events.push("second waits");
      end();
    },
    async () => events.push("second works"),
  );
  await Promise.all([first, second]);
  expect(events).toEqual(["first works", "second waits", "first is done", "second works"]);
  expect(await readdir(folder)).toEqual([]);
});

test("a dead holder's lock is taken over, a failed work's lock is given back", async () => {
  const path = join(folder, "lock");
  await writeFile(path, "");
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(path, longAgo, longAgo);
  const failing = withFolderLock(
    path,
    () => {},
    () => Promise.reject(new Error("no")),
  );
  await expect(failing).rejects.toThrow("no");
  expect(await readdir(folder)).toEqual([]);
});
