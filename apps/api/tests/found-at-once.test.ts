import type { Pod } from "@resource-manager/laboratory/kubernetes-objects";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, nextResult } from "../src/testing/graphql-client.ts";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import { mutate, untilPod, wish } from "./pods.ts";

/** The full pass comes every 30 s: what is told so soon was found by its event. */
const FOUND_WITHIN_MS = 2_000;
/** A busy machine may be slow now and then; the quickest counts. */
const TIMES = 3;

const NAMESPACE = "test-team";
let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  await addGpuServer(cluster.laboratory, "gpu-1", 32);
  api = await startApiUnderTest(cluster.kubeconfigPath);
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

interface Told {
  readonly consistencyChanged: {
    readonly findings: readonly { readonly class: string; readonly subject: string }[];
  };
}

/** How long it takes from somebody's act until subscribers are told of the finding. */
async function foundAfterMs(subject: string, kind: string, act: () => Promise<unknown>): Promise<number> {
  const client = connect(api.url);
  try {
    const told = client.iterate<Told>({ query: "subscription { consistencyChanged { findings { class subject } } }" });
    await nextResult(told);
    const began = performance.now();
    const acting = act();
    for (;;) {
      const { data } = await nextResult(told, 60_000);
      const found = data?.consistencyChanged.findings.some((each) => each.class === kind && each.subject === subject);
      if (!found) continue;
      const took = performance.now() - began;
      await acting;
      return took;
    }
  } finally {
    await client.dispose();
  }
}

async function running(): Promise<{ readonly name: string; readonly subject: string; readonly pod: Pod }> {
  const input = wish();
  await mutate(api.url, "createPod", input);
  await untilPod(api.url, input, (pod) => pod?.status === "RUNNING");
  const pod = await cluster.laboratory.getPod(NAMESPACE, input.name);
  if (!pod) throw new Error(`${input.name} is not in the cluster`);
  return { name: input.name, subject: `pod:${NAMESPACE}/${input.name}`, pod };
}

async function quickest(once: () => Promise<number>): Promise<number> {
  const took: number[] = [];
  for (let time = 0; time < TIMES; time += 1) took.push(await once());
  return Math.min(...took);
}

it("a pod deleted with kubectl is found by its event", async () => {
  const took = await quickest(async () => {
    const { name, subject } = await running();
    return foundAfterMs(subject, "POD_MISSING", () => cluster.laboratory.deletePod(NAMESPACE, name, { force: true }));
  });
  expect(took).toBeLessThan(FOUND_WITHIN_MS);
});

it("so is a pod edited with kubectl", async () => {
  const took = await quickest(async () => {
    const { name, subject, pod } = await running();
    const spec = { containers: [{ ...pod.spec.containers[0], image: "registry.local/other:9" }] };
    return foundAfterMs(subject, "SPEC_DRIFT", () =>
      cluster.laboratory.editPodAs("mallory", NAMESPACE, name, { spec }),
    );
  });
  expect(took).toBeLessThan(FOUND_WITHIN_MS);
});

it("so is a pod with our marks that somebody makes: an orphan", async () => {
  const took = await quickest(async () => {
    const { pod } = await running();
    const { labels, annotations, name } = pod.metadata;
    const { nodeName: _, ...spec } = pod.spec;
    const metadata = { name: `${name}-copy`, namespace: NAMESPACE, labels, annotations };
    return foundAfterMs(`pod:${NAMESPACE}/${name}-copy`, "ORPHAN", () =>
      cluster.laboratory.connection.request("POST", `/api/v1/namespaces/${NAMESPACE}/pods`, {
        body: { apiVersion: "v1", kind: "Pod", metadata, spec },
      }),
    );
  });
  expect(took).toBeLessThan(FOUND_WITHIN_MS);
});
