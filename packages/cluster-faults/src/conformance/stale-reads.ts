import { expect, test } from "vitest";
import { type FaultyCluster, make, namesOf, openWatch, path, until, versionOf } from "./faulty-cluster.ts";

interface Listed {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

export function testStaleReads(cluster: () => FaultyCluster): void {
  async function list(query: Record<string, string | number> = {}): Promise<Listed> {
    const answer = await cluster().through.request("GET", path, { query });
    expect(answer.status).toBe(200);
    return answer.json as Listed;
  }

  test("a list shows what was there when the fault began, page by page; a write goes through all the same", async () => {
    const { proxy, through, direct } = cluster();
    for (const name of ["stale-a", "stale-b"]) await make(direct, name, { v: "1" });
    const version = await versionOf(direct);
    await proxy.add({ fault: "stale", resource: "configmaps" });
    expect((await make(through, "stale-c")).status).toBe(201);
    await direct.request("DELETE", `${path}/stale-a`);
    const names: string[] = [];
    let next: string | undefined;
    do {
      const page = await list({ limit: 2, ...(next === undefined ? {} : { continue: next }) });
      expect(page.metadata.resourceVersion).toBe(version);
      names.push(...page.items.map(({ metadata }) => metadata.name));
      next = page.metadata.continue || undefined;
    } while (next !== undefined);
    expect(names).toEqual(expect.arrayContaining(["stale-a", "stale-b"]));
    expect(names).not.toContain("stale-c");
    proxy.clear();
    const now = (await list()).items.map(({ metadata }) => metadata.name);
    expect(now).toContain("stale-c");
    expect(now).not.toContain("stale-a");
  });

  test("one object is read as it was, with what it is; one that is newer is not found", async () => {
    const { proxy, through, direct } = cluster();
    await make(direct, "stale-d", { v: "1" });
    const before = await direct.request("GET", `${path}/stale-d`);
    await proxy.add({ fault: "stale", resource: "configmaps" });
    const patch = { body: { data: { v: "2" } }, contentType: "application/merge-patch+json" };
    await through.request("PATCH", `${path}/stale-d`, patch);
    await make(direct, "stale-e");
    expect(await through.request("GET", `${path}/stale-d`)).toMatchObject({ status: 200, json: before.json });
    const missing = await through.request("GET", `${path}/stale-e`);
    const real = await direct.request("GET", `${path}/stale-never`);
    expect([missing.status, missing.text]).toEqual([
      404,
      real.text.replace("stale-never", "stale-e").replace("stale-never", "stale-e"),
    ]);
  });

  test("a watch gets no further than the version, and catches up when the fault is over", async () => {
    const { proxy, direct } = cluster();
    const version = await versionOf(direct);
    const before = await openWatch(cluster(), version);
    await make(direct, "stale-f");
    const { order, id } = await proxy.add({ fault: "stale", resource: "configmaps" });
    const after = await openWatch(cluster(), version);
    await make(direct, "stale-g");
    for (const watch of [before, after]) {
      await until(
        () => namesOf(watch).length > 0,
        () => "what is not too new",
      );
    }
    const control = await openWatch(
      { ...cluster(), through: direct, proxy: { ...proxy, openWatches: () => Date.now() } },
      version,
    );
    await until(
      () => namesOf(control).length === 2,
      () => "both events past the proxy",
    );
    expect([before, after].map(namesOf)).toEqual([["ADDED stale-f"], ["ADDED stale-f"]]);
    expect(order).toMatchObject({ version: expect.stringMatching(/^\d+$/) });
    proxy.remove(id);
    for (const watch of [before, after, control]) {
      await until(
        () => namesOf(watch).includes("ADDED stale-g"),
        () => "the newer event",
      );
      watch.stop();
    }
  });

  test("a version that a stale server has not reached is 504, as the cluster says it of its own future", async () => {
    const { proxy, through, direct } = cluster();
    const { order } = await proxy.add({ fault: "stale", resource: "configmaps" });
    await make(direct, "stale-h");
    const newer = await versionOf(direct);
    const answer = await through.request("GET", path, { query: { resourceVersion: newer } });
    const real = await direct.request("GET", path, { query: { resourceVersion: 999_999_999 } });
    expect([answer.status, answer.headers["retry-after"], answer.json]).toEqual([
      real.status,
      real.headers["retry-after"],
      {
        ...(real.json as object),
        message: `Timeout: Too large resource version: ${newer}, current: ${"version" in order ? order.version : ""}`,
      },
    ]);
  });
}
