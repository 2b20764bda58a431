import { expect, test } from "vitest";
import { readCliOptions } from "./cli-options.ts";

test("without options: eight servers, nothing else chosen", () => {
  expect(readCliOptions([])).toEqual({ ok: true, value: { servers: 8, faults: false } });
});

test("all options", () => {
  const args = [
    "--servers",
    "3",
    "--gpus",
    "0",
    "--model",
    "NVIDIA-L40S",
    "--port",
    "6443",
    "--keep-dir",
    "/kept",
    "--faults",
  ];
  expect(readCliOptions(args)).toEqual({
    ok: true,
    value: { servers: 3, gpus: 0, model: "NVIDIA-L40S", port: 6443, dataDir: "/kept", faults: true },
  });
  expect(readCliOptions(["--help", "--servers", "x"])).toEqual({ ok: true, value: "help" });
});

test("every fault is told at once", () => {
  const result = readCliOptions(["--servers", "-0", "--port", "0", "--gpus", "1.5", "--model", "a b"]);
  expect(result.ok).toBe(false);
  const many = readCliOptions(["--servers=9999", "--port", "0", "--gpus", "1.5", "--model", "a b"]);
  if (many.ok) throw new Error("accepted");
  expect(many.error.split("\n").map((line) => line.split(" ")[0])).toEqual([
    "--servers",
    "--gpus",
    "--port",
    "--model",
  ]);
});

test("an option that does not exist is named", () => {
  expect(readCliOptions(["--sevrers", "3"])).toMatchObject({ ok: false, error: expect.stringContaining("--sevrers") });
});
