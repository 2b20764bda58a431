import { describe, expect, it } from "vitest";
import { countProblems, NO_QUOTA, quotaValues, toQuotaInput } from "./quota-values";

const quota = { gpus: 8, cpuMillis: 64_000, ramBytes: 2 ** 39, storageBytes: null, pods: 20 };
const gpuModels = [
  { model: "A100", quota: 4, used: 1 },
  { model: "H100", quota: null, used: 2 },
];
const standing = quotaValues({ quota, gpuModels });

describe("a quota in fields", () => {
  it("is typed as people write it, a model only where it has a limit of its own", () => {
    const models = [{ model: "A100", gpus: "4" }];
    expect(standing).toEqual({ gpus: "8", cpu: "64", ram: "512Gi", storage: "", pods: "20", models });
  });

  it("asks for nothing where nothing differs", () => {
    expect(toQuotaInput(standing, standing)).toBeUndefined();
  });

  it("asks for what differs alone, and takes away what was emptied", () => {
    const values = { ...standing, gpus: "10", ram: "", storage: "2Ti", models: [{ model: "H100", gpus: "2" }] };
    expect(toQuotaInput(values, standing)).toEqual({
      gpus: 10,
      ram: null,
      storage: "2Ti",
      gpusByModel: [
        { model: "H100", gpus: 2 },
        { model: "A100", gpus: null },
      ],
    });
  });

  it("knows counts that are none", () => {
    expect(countProblems({ ...NO_QUOTA, gpus: "many", pods: "1.5" })).toEqual({
      "quota.gpus": "A whole number, or nothing for no limit",
      "quota.pods": "A whole number, or nothing for no limit",
    });
    expect(countProblems(standing)).toEqual({});
  });
});
