import { expect, test } from "vitest";
import { gpuServers } from "./gpu-servers.ts";

test("a mix of models, each server by its own name", () => {
  const servers = gpuServers(9);
  expect(servers.map((server) => server.name)).toEqual([
    "h100-1",
    "a100-1",
    "l40s-1",
    "a10-1",
    "h100-2",
    "a100-2",
    "l40s-2",
    "a10-2",
    "h100-3",
  ]);
  expect(servers[0]).toMatchObject({ gpus: 8, gpuModel: "NVIDIA-H100-80GB-HBM3" });
});

test("one model, with as many GPUs as asked for", () => {
  expect(gpuServers(2, { model: "NVIDIA-H100", gpus: 4 })).toMatchObject([
    { name: "h100-1", gpus: 4, gpuModel: "NVIDIA-H100", cpu: "192" },
    { name: "h100-2", gpus: 4, gpuModel: "NVIDIA-H100" },
  ]);
  expect(gpuServers(1, { model: "Tesla_V100" })).toMatchObject([
    { name: "teslav100-1", gpus: 8, gpuModel: "Tesla_V100" },
  ]);
});
