import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { openSim, type TestSim } from "./sim-client.ts";

let sim: TestSim;
let folder = "";
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cluster-sim-access-"));
  sim = await openSim();
});
afterEach(async () => {
  await sim.sim.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("the kubeconfig lets in by its address alone, as kubectl over plain HTTP needs it, and is its owner's only", async () => {
  const path = join(folder, "sub", "kubeconfig");
  await sim.sim.writeKubeconfig(path);
  expect(statSync(path).mode & 0o077).toBe(0);
  const config = parse(readFileSync(path, "utf8"));
  const { server } = config.clusters[0].cluster;
  expect(config["current-context"]).toBe(config.contexts[0].name);
  expect((await fetch(`${server}/api/v1/nodes`)).status).toBe(200);
  const token = config.users[0].user.token;
  const byToken = await fetch(`${sim.sim.url}/api/v1/nodes`, { headers: { authorization: `Bearer ${token}` } });
  expect(byToken.status).toBe(200);
});

test("no token is somebody anonymous, a wrong one is nobody", async () => {
  const nodes = `${sim.sim.url}/api/v1/nodes`;
  expect((await fetch(nodes)).status).toBe(403);
  expect((await fetch(nodes, { method: "POST", body: "{}" })).status).toBe(403);
  expect((await fetch(nodes, { headers: { authorization: "Bearer wrong" } })).status).toBe(401);
  expect((await fetch(`${sim.sim.url}/by/${"0".repeat(32)}/api/v1/nodes`)).status).toBe(403);
  expect(await (await fetch(`${sim.sim.url}/readyz`)).text()).toBe("ok");
});
