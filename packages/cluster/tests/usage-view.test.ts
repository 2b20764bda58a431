import { expect, test, vi } from "vitest";
import type { ClusterConnection } from "../src/connect.ts";
import type { TransportAnswer, TransportRequest } from "../src/transport.ts";
import { openUsageView, USAGE_TIMINGS } from "../src/usage-view.ts";
import { ManualClock } from "./support/manual-clock.ts";

const NODES = {
  items: [
    { metadata: { name: "gpu-1" }, timestamp: "2026-01-01T00:00:00Z", usage: { cpu: "1500000001n", memory: "2048Ki" } },
    { metadata: { name: "odd" }, timestamp: "2026-01-01T00:00:00Z", usage: { cpu: "a lot", memory: "1Ki" } },
  ],
};
const PODS = {
  items: [
    {
      metadata: { name: "web" },
      timestamp: "2026-01-01T00:00:00Z",
      containers: [{ usage: { cpu: "250m", memory: "1Mi" } }, { usage: { cpu: "1", memory: "1Ki" } }],
    },
  ],
};

/** A view of a cluster that answers as the test says. */
function openView(answer: (url: string) => Pick<TransportAnswer, "status" | "body">) {
  const clock = new ManualClock();
  const asked: string[] = [];
  const send = async ({ url }: TransportRequest): Promise<TransportAnswer> => {
    asked.push(url.replace("/apis/metrics.k8s.io/v1beta1/", ""));
    return { headers: {}, ...answer(url) };
  };
  const connection = { clock, random: () => 0.5, transport: { send } } as unknown as ClusterConnection;
  const view = openUsageView(connection, { namespaces: async () => ["team-a"] });
  return { view, clock, asked };
}

const measured = (url: string) => ({ status: 200, body: JSON.stringify(url.endsWith("/nodes") ? NODES : PODS) });

test("use is read in millicores and bytes; what cannot be read is left out", async () => {
  const { view } = openView(measured);
  await vi.waitFor(() => expect(view.whyUnknown()).toBeNull());
  const measuredAt = new Date("2026-01-01T00:00:00Z");
  expect(view.ofServer("gpu-1")).toEqual({ cpuMillis: 1_501, ramBytes: 2 * 2 ** 20, measuredAt });
  expect(view.ofServer("odd")).toBeNull();
  expect(view.ofPod("team-a/web")).toEqual({ cpuMillis: 1_250, ramBytes: 2 ** 20 + 1024, measuredAt });
  await view.stop();
});

test("one poll per interval, and none after the stop", async () => {
  const { view, clock, asked } = openView(measured);
  await vi.waitFor(() => expect(clock.pending).toBe(1));
  expect(asked).toEqual(["nodes", "namespaces/team-a/pods"]);
  clock.advance(USAGE_TIMINGS.everyMs);
  await vi.waitFor(() => expect(clock.pending).toBe(1));
  expect(asked).toHaveLength(4);
  await view.stop();
  expect(clock.pending).toBe(0);
});

test("metrics that are not installed are nothing used and no error, and are asked for less often", async () => {
  const { view, clock } = openView(() => ({ status: 404, body: "404 page not found" }));
  await vi.waitFor(() => expect(view.whyUnknown()).toContain("no metrics server is installed"));
  await vi.waitFor(() => expect(clock.nextMs).toBe(USAGE_TIMINGS.absentEveryMs));
  expect(view.ofServer("gpu-1")).toBeNull();
  await view.stop();
});

test("after a failure the last measurement stands for a while, then the reason is told instead", async () => {
  let status = 200;
  const { view, clock } = openView((url) => (status === 200 ? measured(url) : { status, body: "" }));
  await vi.waitFor(() => expect(clock.pending).toBe(1));
  status = 503;
  clock.advance(USAGE_TIMINGS.everyMs);
  await vi.waitFor(() => expect(clock.pending).toBe(1));
  expect(view.ofServer("gpu-1")).not.toBeNull();
  clock.advance(USAGE_TIMINGS.staleMs);
  expect(view.ofServer("gpu-1")).toBeNull();
  expect(view.whyUnknown()).toContain("metrics.k8s.io does not answer");
  await view.stop();
});
