import { expect, test } from "vitest";
import { type FaultyCluster, make, openWatch, path, type StartOwnCluster, until, versionOf } from "./faulty-cluster.ts";

export function testClusterFaults(cluster: () => FaultyCluster, start: StartOwnCluster): void {
  test("compaction: the rest of a list that began before it is 410, with a token to go on from", async () => {
    const { proxy, through } = cluster();
    for (const name of ["compact-a", "compact-b"]) await make(through, name);
    const first = await through.request("GET", path, { query: { limit: 1 } });
    const token = (first.json as { metadata: { continue: string } }).metadata.continue;
    await make(through, "compact-c");
    await proxy.compact();
    // A real API server looks every 15 s whether the storage was compacted.
    await expect
      .poll(async () => (await through.request("GET", path, { query: { limit: 1, continue: token } })).json, {
        timeout: 40_000,
        interval: 200,
      })
      .toMatchObject({ kind: "Status", reason: "Expired", code: 410, metadata: { continue: expect.any(String) } });
  });

  test("an API server that restarts: watches end, the objects stay, older versions are 410 in the stream", async () => {
    const { proxy, through, direct } = cluster();
    const version = await versionOf(direct);
    await make(through, "restart-a");
    const watch = await openWatch(cluster(), version);
    await proxy.restart();
    await until(
      () => watch.end() !== "open",
      () => "the watch is over",
    );
    expect((await through.request("GET", `${path}/restart-a`)).status).toBe(200);
    await make(through, "restart-b");
    const old = await openWatch(cluster(), version);
    await until(
      () => old.end() !== "open",
      () => "the old version's watch is over",
    );
    expect(old.events.at(-1)).toMatchObject({ type: "ERROR", object: { reason: "Expired", code: 410 } });
  });

  test("another, empty cluster under the same address: connections are cut, and it is another one", async () => {
    const { proxy, through, direct } = cluster();
    await make(through, "before");
    const uid = async (connection: typeof through): Promise<string> => {
      const { json } = await connection.request("GET", "/api/v1/namespaces/kube-system");
      return (json as { metadata: { uid: string } }).metadata.uid;
    };
    const [was, watch] = [await uid(through), await openWatch(cluster(), await versionOf(direct))];
    const other = await start();
    try {
      await proxy.replaceCluster(other);
      await until(
        () => watch.end() !== "open",
        () => "the watch is over",
      );
      expect(await uid(through)).not.toBe(was);
      expect((await through.request("GET", `${path}/before`)).status).toBe(404);
      expect(await uid(direct)).toBe(was);
    } finally {
      await proxy.replaceCluster(cluster().own);
      await other.stop();
    }
  });
}
