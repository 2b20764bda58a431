import { expect, test } from "vitest";
import { checkMachine } from "../../../../scripts/lib/platform.mjs";

const linux = { version: "v20.20.2", platform: "linux", arch: "x64" };

test.each([linux, { ...linux, arch: "arm64" }, { version: "v24.1.0", platform: "darwin", arch: "arm64" }])(
  "works on %j",
  (machine) => {
    expect(() => checkMachine(machine)).not.toThrow();
  },
);

test.each([
  [{ ...linux, version: "v18.19.0" }, /This is Node v18.19.0; Resource Manager needs Node 20/],
  [{ ...linux, platform: "win32" }, /Windows is not supported/],
  [{ version: "v22.0.0", platform: "darwin", arch: "arm64" }, /runs on Node 24.*darwin on arm64 with Node v22/],
  [{ ...linux, arch: "riscv64" }, /linux on riscv64/],
])("refuses %j in plain words", (machine, message) => {
  expect(() => checkMachine(machine)).toThrow(message);
});
