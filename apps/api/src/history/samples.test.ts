import type { MeasuredUse } from "@resource-manager/domain/ports/usage";
import { expect, test } from "vitest";
import { ledgerPod, observedServer } from "../testing/samples.ts";
import { startTestApi } from "../testing/test-api.ts";
import { serversAndTeamsNow, totalsNow } from "./samples.ts";

const use: MeasuredUse = { cpuMillis: 700, ramBytes: 5, measuredAt: new Date(0) };

test("everything, each GPU model, each server and each team have their sums; use is of what is measured", async () => {
  await using api = await startTestApi();
  api.view.setServer(observedServer("a1", { gpuModel: "A100" }));
  api.view.setServer(observedServer("h1", { gpuModel: "H100" }));
  api.view.setServer(observedServer("h2", { gpuModel: "H100" }));
  api.ledger.commit({ pods: [ledgerPod("one", 2, "h1"), ledgerPod("two", 1, "h1")] });
  const source = {
    live: api.live,
    usage: { ofServer: (name: string) => (name === "h2" ? null : use), ofPod: () => use },
  };
  const totals = totalsNow(source);
  const of = (samples: ReturnType<typeof totalsNow>, name: string) =>
    samples.find((sample) => sample.name === name)?.values;
  const one = observedServer("any").allocatable;
  expect(totals.map(({ dimension, name }) => `${dimension} ${name}`).sort()).toEqual([
    "ALL ",
    "GPU_MODEL A100",
    "GPU_MODEL H100",
  ]);
  expect(of(totals, "")?.allocatable?.gpus).toBe(3 * one.gpus);
  expect(of(totals, "")?.used).toEqual({ cpuMillis: 1_400, ramBytes: 10 });
  expect(of(totals, "H100")?.used?.cpuMillis).toBe(700);
  const servers = serversAndTeamsNow(source);
  expect(servers.map(({ name }) => name).sort()).toEqual(["a1", "h1", "h2", "test-team"]);
  expect(of(servers, "test-team")).toMatchObject({
    allocatable: null,
    allocated: { gpus: 3 },
    used: { cpuMillis: 1_400 },
  });
  expect(of(servers, "h1")?.allocated.gpus).toBe(3);
  expect(of(servers, "h2")?.used).toBeNull();
});
