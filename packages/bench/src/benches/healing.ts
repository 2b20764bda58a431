import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import type { Bench, Row } from "../bench.ts";
import { EmbeddedCluster } from "../clusters/embedded-cluster.ts";
import { fillByApi } from "../clusters/fill.ts";
import { ProductApi } from "../clusters/product-api.ts";
import { inTurns } from "../in-turns.ts";
import { atOnce } from "../load/at-once.ts";
import { pages } from "../load/pages.ts";
import { RawClient } from "../load/raw-client.ts";
import { systemLoad } from "../system-load.ts";

const FULL = { drifts: 1_000, repeats: 7 };
const QUICK: typeof FULL = { drifts: 50, repeats: 2 };
/** As many repairs as the product applies at once. */
const CONCURRENCY = 16;
const PODS_PER_SERVER = 32;
const RATIO_MAX = 1.3;
const NAMESPACE = "dev-team";
const WISH = "registry.local/trainer:1";
const DRIFT = "registry.local/trainer:edited";

/** What healing costs above the calls that no healer can do without. */
export const healing: Bench = {
  name: "healing",
  title: "healing pods whose image was edited beside us (ours) beside as many bare PATCHes, as many at once (theirs)",
  async run({ quick, repeats, pods, tell }) {
    const chosen = quick ? QUICK : FULL;
    const count = pods ?? chosen.drifts;
    const folder = await mkdtemp(join(tmpdir(), "resource-manager-bench-"));
    try {
      await using cluster = new EmbeddedCluster(folder);
      await cluster.start();
      await fillByApi(cluster.kubeconfigPath, { servers: Math.ceil(count / PODS_PER_SERVER), pods: 0 });
      await using api = await ProductApi.start(folder, cluster.kubeconfigPath);
      const client = await RawClient.open(cluster.kubeconfigPath);
      const names = Array.from({ length: count }, (_, index) => `pod-${index}`);
      tell(`making ${count} pods through the API`);
      await atOnce(names, CONCURRENCY, (name) => createPod(api, name));
      const row = await measure({ api, client, names }, repeats ?? chosen.repeats);
      await client.close();
      return [row];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Sides {
  readonly api: ProductApi;
  readonly client: RawClient;
  readonly names: readonly string[];
}

async function measure(sides: Sides, repeats: number): Promise<Row> {
  const turn = (repair: () => Promise<void>) => async () => {
    await setImages(sides, DRIFT);
    await untilFound(sides, sides.names.length);
    const begun = performance.now();
    await repair();
    const ms = performance.now() - begun;
    if ((await wishedImages(sides)) !== sides.names.length) throw new Error("not all pods are repaired");
    await untilFound(sides, 0);
    return ms;
  };
  const samples = await inTurns(
    repeats,
    turn(() => heal(sides)),
    turn(() => setImages(sides, WISH)),
  );
  const what = `${sides.names.length.toLocaleString("en")} repairs, ${CONCURRENCY} at once`;
  return { what, unit: "ms", ...samples, goal: { ratioMax: RATIO_MAX }, load: systemLoad() };
}

async function createPod(api: ProductApi, name: string): Promise<void> {
  const { createPod } = await api.ask<{ createPod: { __typename: string } }>(
    `mutation ($namespace: String!, $name: String!, $image: String!) {
      createPod(input: { namespace: $namespace, name: $name, image: $image, resources: { gpus: 1, cpu: "1", ram: "1Gi" } }) {
        __typename ... on UserError { message }
      }
    }`,
    { namespace: NAMESPACE, name, image: WISH },
  );
  if (createPod.__typename !== "CreatePodSuccess") throw new Error(JSON.stringify(createPod));
}

function setImages({ client, names }: Sides, image: string): Promise<void> {
  const body = JSON.stringify({ spec: { containers: [{ name: "main", image }] } });
  return atOnce(names, CONCURRENCY, async (name) => {
    const { status, bytes } = await client.send("PATCH", `/api/v1/namespaces/${NAMESPACE}/pods/${name}`, body);
    if (status !== 200) throw new Error(`PATCH ${name}: ${status} ${bytes}`);
  });
}

/** Over when the cluster has taken the last repair; that the kubelets have followed, too, is waited for outside the measured time. */
async function heal(sides: Sides): Promise<void> {
  const { api, names } = sides;
  const { heal } = await api.ask<{ heal: { __typename: string; repairs?: readonly object[] } }>(
    `mutation { heal(input: {}) { __typename ... on UserError { message } ... on HealSuccess { repairs { kind } } } }`,
  );
  if (heal.repairs?.length !== names.length) throw new Error(`${heal.repairs?.length} repairs: ${heal.__typename}`);
  await waitUntil(
    async () => ((await wishedImages(sides)) === names.length ? true : undefined),
    () => "not all pods are repaired",
    { timeoutMs: 60_000, everyMs: 5 },
  );
}

async function untilFound({ api }: Sides, count: number): Promise<void> {
  let found = -1;
  await waitUntil(
    async () => {
      const { consistency } = await api.ask<{ consistency: { totalCount: number } }>("{ consistency { totalCount } }");
      found = consistency.totalCount;
      return found === count ? true : undefined;
    },
    () => `${found} findings, not ${count}`,
    { timeoutMs: 60_000 },
  );
}

/** How many pods have the image that the ledger wishes, as the cluster says. */
async function wishedImages({ client }: Sides): Promise<number> {
  let wished = 0;
  for await (const page of pages(client, "pods", 500)) {
    for (const { spec } of JSON.parse(page.toString()).items) if (spec.containers[0].image === WISH) wished += 1;
  }
  return wished;
}
