import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { openClusterConnection } from "@resource-manager/laboratory/cluster-connection";
import { openLaboratory } from "@resource-manager/laboratory/laboratory";
import { expect, test } from "vitest";
import { follow, processesThatName } from "./processes.ts";

test("the command starts servers, says how to use them, and ends within 5 s of SIGTERM", async () => {
  const cli = join(import.meta.dirname, "..", "src", "cli.ts");
  const child = spawn(process.execPath, [cli, "--servers", "3", "--gpus", "2", "--model", "NVIDIA-A10", "--faults"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { output, exited } = follow(child);
  await expect.poll(output, { timeout: 600_000 }).toContain("Ctrl-C");
  const kubeconfigPath = /--kubeconfig (\S+)/.exec(output())?.[1] ?? "";
  expect(output()).toContain(`npm start -- --kubeconfig ${kubeconfigPath}`);

  // It leads through the fault proxy, which is told so by the address that stands there, too.
  const control = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+(?=\n)/.exec(output())?.[0];
  const order = { fault: "too-many-requests", retryAfterSeconds: 1, resource: "nodes", times: 1 };
  const headers = { "content-type": "application/json" };
  await fetch(`${control}/faults`, { method: "POST", headers, body: JSON.stringify(order) });
  await using through = await openClusterConnection(kubeconfigPath);
  expect((await through.request("GET", "/api/v1/nodes")).status).toBe(429);

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
  expect(await processesThatName(dirname(kubeconfigPath))).toEqual([]);
}, 900_000);
