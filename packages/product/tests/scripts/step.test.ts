import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runStep } from "../../../../scripts/lib/step.mjs";

beforeEach(() => void vi.spyOn(console, "log").mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

const run = (script: string) => runStep("doing it", "sh", ["-c", script], { log: "step-test" });

test("says that it worked and how long it took", async () => {
  await run("echo fine");
  expect(console.log).toHaveBeenLastCalledWith(expect.stringMatching(/✓ doing it \(\d+\.\d s\)/));
});

test.each([
  ["echo the reason; exit 7", /Failed while doing it \(exit code 7, .*the reason/s],
  ["echo getaddrinfo EAI_AGAIN registry; exit 1", /Failed while doing it: the package registry cannot be reached/],
  ["echo write: ENOSPC; exit 1", /The disk is full/],
])("a failure of %j is told in plain words", async (script, message) => {
  await expect(run(script)).rejects.toThrow(message);
});
