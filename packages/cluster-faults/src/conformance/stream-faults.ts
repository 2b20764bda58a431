import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import {
  type FaultyCluster,
  make,
  namesOf,
  openWatch,
  path,
  type ReadWatch,
  until,
  versionOf,
} from "./faulty-cluster.ts";

const secrets = "/api/v1/namespaces/default/secrets";

export function testStreamFaults(cluster: () => FaultyCluster): void {
  let names = 0;
  const fresh = (): string => `event-${++names}`;
  const seen = (watch: ReadWatch, name: string): Promise<true> =>
    until(
      () => namesOf(watch).includes(`ADDED ${name}`),
      () => `${name} in ${namesOf(watch)}`,
    );
  const over = (watch: ReadWatch): Promise<true> =>
    until(
      () => watch.end() !== "open",
      () => "the watch is over",
    );

  test("without faults a watch brings each event as it comes", async () => {
    const { direct } = cluster();
    const watch = await openWatch(cluster(), await versionOf(direct));
    const [first, second] = [fresh(), fresh()];
    await make(direct, first);
    await seen(watch, first);
    await make(direct, second, { size: "ä".repeat(200_000) });
    await seen(watch, second);
    watch.stop();
  });

  test("half-open: an open watch stays open and brings nothing any more, and so does a new one", async () => {
    const { proxy, direct } = cluster();
    const version = await versionOf(direct);
    const before = await openWatch(cluster(), version);
    const { id } = await proxy.add({ fault: "half-open", resource: "configmaps" });
    const after = await openWatch(cluster(), version);
    expect(proxy.find(id)).toMatchObject({ fired: 2 });
    proxy.remove(id);
    const other = await openWatch(cluster(), version);
    const name = fresh();
    await make(direct, name);
    await seen(other, name);
    expect([before, after].map((watch) => [watch.end(), namesOf(watch)])).toEqual([
      ["open", []],
      ["open", []],
    ]);
    for (const watch of [before, after, other]) watch.stop();
  });

  test.each([
    ["at-once", "UND_ERR_SOCKET|ECONNRESET"],
    ["orderly", "ended"],
  ] as const)("cut %s: the watch is over, and the next one goes on from its version", async (where, end) => {
    const { proxy, direct } = cluster();
    const version = await versionOf(direct);
    const watch = await openWatch(cluster(), version);
    await proxy.add({ fault: "cut", where, times: 1 });
    await over(watch);
    expect(watch.end()).toMatch(new RegExp(`^(${end})$`));
    const name = fresh();
    await make(direct, name);
    const next = await openWatch(cluster(), version);
    await seen(next, name);
    next.stop();
  });

  test("cut in the middle of an event: what came of it is no line", async () => {
    const { proxy, direct, through } = cluster();
    const version = await versionOf(direct);
    await proxy.add({ fault: "cut", where: "mid-event", times: 1 });
    const answer = await fetch(`${through.server}${path}?watch=1&resourceVersion=${version}`);
    const name = fresh();
    await make(direct, name);
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const half = new TextDecoder().decode((await reader.read()).value);
    expect(half).toMatch(/^\{"type":"ADDED"/);
    expect(half).not.toContain("\n");
    await expect(reader.read()).rejects.toThrow();
  });

  test("410 in the stream: one ERROR event, then the end", async () => {
    const { proxy, direct } = cluster();
    const watch = await openWatch(cluster(), await versionOf(direct));
    await proxy.add({ fault: "expired-in-stream", times: 1 });
    await over(watch);
    expect(watch.end()).toBe("ended");
    expect(watch.events).toEqual([
      {
        type: "ERROR",
        object: {
          kind: "Status",
          apiVersion: "v1",
          metadata: {},
          status: "Failure",
          message: expect.stringMatching(/^too old resource version: \d+ \(\d+\)$/),
          reason: "Expired",
          code: 410,
        },
      },
    ]);
  });

  test("events held back come late, complete and in order; other kinds overtake them", async () => {
    const { proxy, direct } = cluster();
    const version = await versionOf(direct);
    const configMaps = await openWatch(cluster(), version);
    const others = await openWatch(cluster(), version, secrets);
    const { id } = await proxy.add({ fault: "hold-events", resource: "configmaps" });
    const [first, second, third] = [fresh(), fresh(), fresh()];
    await make(direct, first);
    await make(direct, second);
    await direct.request("POST", secrets, { body: { metadata: { name: third } } });
    await seen(others, third);
    expect(namesOf(configMaps)).toEqual([]);
    proxy.remove(id);
    await seen(configMaps, second);
    expect(namesOf(configMaps)).toEqual([`ADDED ${first}`, `ADDED ${second}`]);
    for (const watch of [configMaps, others]) watch.stop();
  });

  test("events are delayed by time, and keep their order", async () => {
    const { proxy, direct } = cluster();
    const watch = await openWatch(cluster(), await versionOf(direct));
    await proxy.add({ fault: "delay-events", ms: 300, jitterMs: 300, resource: "configmaps" });
    const made = [fresh(), fresh(), fresh(), fresh()];
    const since = performance.now();
    for (const name of made) await make(direct, name);
    await until(
      () => namesOf(watch).length > 0,
      () => "an event",
    );
    expect(performance.now() - since).toBeGreaterThanOrEqual(299);
    await seen(watch, made.at(-1) ?? "");
    expect(namesOf(watch)).toEqual(made.map((name) => `ADDED ${name}`));
    watch.stop();
  });

  test("a watch that ends in order while events are held back brings them first", async () => {
    const { proxy, direct, through } = cluster();
    const version = await versionOf(direct);
    const { id } = await proxy.add({ fault: "hold-events", resource: "configmaps" });
    const answer = await fetch(`${through.server}${path}?watch=1&timeoutSeconds=1&resourceVersion=${version}`);
    const name = fresh();
    await make(direct, name);
    // Until the cluster itself has ended it: there is no state to wait for on this side.
    await pause(1_500);
    proxy.remove(id);
    expect(await answer.text()).toContain(name);
  });
}
