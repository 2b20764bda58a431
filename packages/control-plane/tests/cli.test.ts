import { spawn } from "node:child_process";
import { join } from "node:path";
import { openLaboratory } from "@resource-manager/laboratory/laboratory";
import { expect, test } from "vitest";
import { follow, processesThatName } from "./processes.ts";

test("the command starts servers, says how to use them, and ends within 5 s of SIGTERM", async () => {
  const cli = join(import.meta.dirname, "..", "src", "cli.ts");
  const child = spawn(process.execPath, [cli, "--servers", "3", "--gpus", "2", "--model", "NVIDIA-A10"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { output, exited } = follow(child);
  await expect.poll(output, { timeout: 600_000 }).toContain("Ctrl-C");
  const kubeconfigPath = /--kubeconfig (\S+)/.exec(output())?.[1] ?? "";
  expect(output()).toContain(`npm start -- --kubeconfig ${kubeconfigPath}`);

  const lab = await openLaboratory({ kubeconfigPath });
  const nodes = await lab.listNodes();
  await lab.close();
  expect(nodes.map((node) => [node.metadata.name, node.status.allocatable?.["nvidia.com/gpu"]])).toEqual([
    ["a10-1", "2"],
    ["a10-2", "2"],
    ["a10-3", "2"],
  ]);

  const asked = performance.now();
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
  expect(performance.now() - asked).toBeLessThan(5_000);
  expect(await processesThatName(kubeconfigPath.replace("/kubeconfig", ""))).toEqual([]);
}, 900_000);
