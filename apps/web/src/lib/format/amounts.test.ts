import { expect, test } from "vitest";
import { describeAmounts, formatResource, resourceLabel } from "./amounts";

const GIB = 1024 ** 3;

test("amounts in one line leave out what there is none of", () => {
  expect(describeAmounts({ gpus: 2, cpuMillis: 16_000, ramBytes: 64 * GIB, storageBytes: 100 * GIB })).toBe(
    "2 GPUs, 16 cores, 64 GiB RAM, 100 GiB storage",
  );
  expect(describeAmounts({ gpus: 0, cpuMillis: 500, ramBytes: GIB, storageBytes: 0 })).toBe("0.5 cores, 1 GiB RAM");
  expect(describeAmounts({ gpus: 0, cpuMillis: 0, ramBytes: 0, storageBytes: 0 })).toBe("nothing");
});

test.each([
  ["gpus", "GPUs", "8"],
  ["cpuMillis", "CPU", "0.01 cores"],
  ["cpu", "CPU", "0.01 cores"],
  ["podSlots", "Pod slots", "8"],
])("a resource that the API calls %s is %s", (name, label, amount) => {
  expect(resourceLabel(name)).toBe(label);
  expect(formatResource(name, 8)).toBe(amount);
});
