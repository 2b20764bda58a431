import { expect, test } from "vitest";
import { readMainOptions } from "./main-options.ts";

const least = ["--kubeconfig", "in", "--write-kubeconfig", "out"];

test("the least that is needed, and what follows from it", () => {
  expect(readMainOptions(least)).toEqual({
    ok: true,
    value: { kubeconfigPath: "in", ownKubeconfig: "out", port: 0, controlPort: 0, seed: 1 },
  });
});

test("help wins", () => {
  expect(readMainOptions(["--help"])).toEqual({ ok: true, value: "help" });
});

test.each([
  [["--kubeconfig", "in"], "needed"],
  [[...least, "--port", "70000"], "--port 70000"],
  [[...least, "--seed", "x"], "--seed x"],
  [[...least, "--what"], "--what"],
])("%j is refused", (args, words) => {
  expect(readMainOptions(args)).toEqual({ ok: false, error: expect.stringContaining(words) });
});
