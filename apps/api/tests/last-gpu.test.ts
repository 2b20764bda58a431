import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, clusterKind, startClusterUnderTest } from "./cluster-under-test.ts";
import { mutate, query, serverAvailable, untilPod, wish } from "./pods.ts";

const CLIENTS = 64;
const ROUNDS = clusterKind() === "simulator" ? 20 : 6;

let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  await addGpuServer(cluster.laboratory, "last", 1);
  api = await startApiUnderTest(cluster.kubeconfigPath);
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

describe(`${CLIENTS} clients at once want the last GPU`, () => {
  it(`and exactly one gets it, in each of ${ROUNDS} rounds`, { timeout: 240_000 }, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      expect(await serverAvailable(api.url, "last")).toMatchObject({ gpus: 1 });
      const wishes = Array.from({ length: CLIENTS }, () => wish());
      const answers = await Promise.all(wishes.map((input) => mutate(api.url, "createPod", input)));
      const kinds = Object.groupBy(answers, (answer) => answer.__typename);
      expect(
        Object.entries(kinds)
          .map(([kind, of]) => [kind, of?.length])
          .sort(),
      ).toEqual([
        ["CreatePodSuccess", 1],
        ["InsufficientCapacity", CLIENTS - 1],
      ]);
      for (const loser of kinds.InsufficientCapacity ?? [])
        expect(loser).toMatchObject({ have: { gpus: 0 }, need: { gpus: 1 } });
      const winner = kinds.CreatePodSuccess?.[0]?.pod;
      if (!winner) throw new Error("nobody won");
      await untilPod(api.url, winner, (pod) => pod?.status === "RUNNING");
      const inCluster = await cluster.laboratory.listPods("test-team");
      expect(inCluster.map((pod) => pod.metadata.name)).toEqual([winner.name]);
      await mutate(api.url, "deletePod", { namespace: winner.namespace, name: winner.name });
      await untilPod(api.url, winner, (pod) => pod === null);
    }
    const { consistency, teams } = await query<{
      consistency: object;
      teams: { used: { gpus: number }; usedPods: number }[];
    }>(api.url, "{ consistency { consistent findings { class title } } teams { usedPods used { gpus } } }");
    expect(consistency).toEqual({ consistent: true, findings: [] });
    expect(teams.every((team) => team.usedPods === 0 && team.used.gpus === 0)).toBe(true);
  });
});
