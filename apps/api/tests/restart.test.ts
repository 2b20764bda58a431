import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, nextResult } from "../src/testing/graphql-client.ts";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import { type MutationResult, mutate, query, serverAvailable, untilPod, wish } from "./pods.ts";

let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  await addGpuServer(cluster.laboratory, "gpu-1", 64);
  api = await startApiUnderTest(cluster.kubeconfigPath);
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

/** The answer, or null where the process died before it gave one. */
async function sent(input: object): Promise<MutationResult | null> {
  try {
    return await mutate(api.url, "createPod", input);
  } catch {
    return null;
  }
}

describe("kill -9 in the middle of 40 creates", () => {
  it("loses nothing, makes nothing twice, and goes on", { timeout: 180_000 }, async () => {
    const wishes = Array.from({ length: 40 }, () => wish({ operationId: randomUUID() }));
    let answered = 0;
    const first = wishes.map(async (input) => {
      const answer = await sent(input);
      answered += answer === null ? 0 : 1;
      return answer;
    });
    await expect.poll(() => answered, { interval: 1, timeout: 20_000 }).toBeGreaterThan(4);
    await api.kill();
    const before = await Promise.all(first);
    expect(before.filter((answer) => answer === null).length).toBeGreaterThan(0);

    await api.start();
    const after = await Promise.all(wishes.map((input) => mutate(api.url, "createPod", input)));
    for (const [index, answer] of after.entries()) {
      expect(answer.__typename).toBe("CreatePodSuccess");
      const earlier = before[index];
      if (earlier) expect(answer.pod?.id).toBe(earlier.pod?.id);
    }
    for (const input of wishes) await untilPod(api.url, input, (pod) => pod?.status === "RUNNING");
    expect((await serverAvailable(api.url, "gpu-1")).gpus).toBe(24);
    const inCluster = await cluster.laboratory.listPods("test-team");
    expect(inCluster.map((pod) => pod.metadata.name).sort()).toEqual(wishes.map((input) => input.name).sort());
    const { consistency } = await query<{ consistency: object }>(
      api.url,
      "{ consistency { consistent findings { title } } }",
    );
    expect(consistency).toEqual({ consistent: true, findings: [] });
  });
});

describe("a polite stop", () => {
  it("takes less than 3 s with readers and work under way, and everything is there again", async () => {
    const client = connect(api.url);
    const changes = client.iterate<{ podsChanged: { cursor: string; reset: boolean } }>({
      query: "subscription { podsChanged { cursor reset } }",
    });
    const { data } = await nextResult(changes);
    const input = wish({ operationId: randomUUID() });
    const creating = sent(input);
    const { ms, exitCode } = await api.stop();
    expect(exitCode).toBe(0);
    expect(ms).toBeLessThan(3_000);
    await creating;

    await api.start();
    expect(await mutate(api.url, "createPod", input)).toMatchObject({ __typename: "CreatePodSuccess" });
    await untilPod(api.url, input, (pod) => pod?.status === "RUNNING");
    const again = connect(api.url);
    const resumed = again.iterate<{ podsChanged: { reset: boolean; pods: object[] } }>({
      query: "subscription ($after: String) { podsChanged(after: $after) { reset pods { name } } }",
      variables: { after: data?.podsChanged.cursor },
    });
    const { podsChanged } = (await nextResult(resumed)).data ?? {};
    expect(podsChanged?.reset).toBe(true);
    expect(podsChanged?.pods).toHaveLength(41);
    await again.dispose();
  });
});
