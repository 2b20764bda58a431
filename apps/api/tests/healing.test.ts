import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pullSecretName } from "@resource-manager/domain/rules/pull-secrets";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import {
  confirm,
  type FindingSeen,
  findings,
  heal,
  healAndConfirm,
  untilFindings,
  untilNothingAbout,
} from "./healing.ts";
import { mutate, query, serverAvailable, untilPod, wish } from "./pods.ts";

/*
 * What happens beside the product, and who wins: each on the embedded cluster (`test`) and on a real control plane
 * (`test:control-plane`).
 */

let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  await addGpuServer(cluster.laboratory, "home", 32);
  api = await startApiUnderTest(cluster.kubeconfigPath);
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

/** A server that takes pods: one that the cluster shows as ready is in the books a moment later. */
async function addServer(name: string, gpus: number): Promise<void> {
  await addGpuServer(cluster.laboratory, name, gpus);
  const answer = async () => (await mutate(api.url, "createPod", wish({ server: name, dryRun: true }))).__typename;
  await expect.poll(answer, { timeout: 20_000 }).toBe("CreatePodSuccess");
}

/** A pod of ours that runs, on a server of its own where one is named. */
async function running(overrides: Readonly<Record<string, unknown>> = {}, url = api.url) {
  const input = wish({ server: "home", ...overrides });
  const answer = await mutate(url, "createPod", input);
  if (answer.__typename !== "CreatePodSuccess") throw new Error(JSON.stringify(answer));
  await untilPod(url, input, (pod) => pod?.status === "RUNNING");
  return { ...input, subject: `pod:${input.namespace}/${input.name}` };
}

async function uidOf({ namespace, name }: { namespace: string; name: string }): Promise<string | undefined> {
  return (await cluster.laboratory.getPod(namespace, name))?.metadata.uid;
}

async function remove(url: string, pod: { namespace: string; name: string }): Promise<void> {
  await mutate(url, "deletePod", { namespace: pod.namespace, name: pod.name });
  await untilPod(url, pod, (seen) => seen === null);
}

const only = (found: readonly FindingSeen[]): FindingSeen => {
  const [finding] = found;
  if (!finding || found.length > 1) throw new Error(`not one finding: ${JSON.stringify(found)}`);
  return finding;
};

describe("a pod edited by hand: the ledger's wish wins, when a person says so", () => {
  it("its image: found with who did it, and set again in place", async () => {
    const pod = await running();
    const uid = await uidOf(pod);
    await cluster.laboratory.editPodAs("mallory", pod.namespace, pod.name, {
      spec: {
        containers: [
          {
            ...(await cluster.laboratory.getPod(pod.namespace, pod.name))?.spec.containers[0],
            image: "registry.local/other:9",
          },
        ],
      },
    });
    const finding = only(await untilFindings(api.url, pod.subject, ([first]) => first?.cause != null));
    expect(finding).toMatchObject({ class: "SPEC_DRIFT", cause: { who: "mallory", source: "MANAGED_FIELDS" } });
    expect(finding.differences).toMatchObject([
      { field: "image", ledger: "registry.local/train:1", clusterSpec: "registry.local/other:9" },
    ]);
    expect(await heal(api.url, { findings: [finding.id] })).toMatchObject({ repairs: [{ kind: "REAPPLY" }] });
    await untilNothingAbout(api.url, pod.subject);
    expect(await uidOf(pod)).toBe(uid);
    await remove(api.url, pod);
  });

  it("its resources: set again by the resize subresource", async () => {
    const pod = await running();
    const resources = { cpu: "2", memory: "1Gi" };
    const resized = await cluster.laboratory.connection.request(
      "PATCH",
      `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/resize`,
      {
        body: { spec: { containers: [{ name: "main", resources: { requests: resources, limits: resources } }] } },
        contentType: "application/strategic-merge-patch+json",
      },
    );
    expect(resized.status).toBe(200);
    const finding = only(await untilFindings(api.url, pod.subject));
    expect(finding.differences).toMatchObject([{ field: "cpu", ledger: "1 core", clusterSpec: "2 cores" }]);
    await heal(api.url, { findings: [finding.id] });
    await untilNothingAbout(api.url, pod.subject);
    await remove(api.url, pod);
  });

  it("its labels: whose it is says the ledger, who changed them the cluster; other people's labels are left alone", async () => {
    const pod = await running();
    await cluster.laboratory.editPodAs("mallory", pod.namespace, pod.name, {
      metadata: { labels: { "resource-manager.dev/team": "somebody-else", "example.org/theirs": "kept" } },
    });
    const finding = only(await untilFindings(api.url, pod.subject, ([first]) => first?.cause != null));
    expect(finding).toMatchObject({ class: "SPEC_DRIFT", cause: { who: "mallory" } });
    expect(finding.differences).toMatchObject([
      { field: "mark team", ledger: "test-team", clusterSpec: "somebody-else" },
    ]);
    await heal(api.url, { findings: [finding.id] });
    await untilNothingAbout(api.url, pod.subject);
    expect((await cluster.laboratory.getPod(pod.namespace, pod.name))?.metadata.labels).toMatchObject({
      "resource-manager.dev/team": "test-team",
      "example.org/theirs": "kept",
    });
    await remove(api.url, pod);
  });

  it("our marks taken off: it is known by its uid, and marked again", async () => {
    const pod = await running();
    await cluster.laboratory.editPodAs("mallory", pod.namespace, pod.name, {
      metadata: { labels: { "app.kubernetes.io/managed-by": null, "resource-manager.dev/pod-id": null } },
    });
    const finding = only(await untilFindings(api.url, pod.subject));
    expect(finding.differences.map(({ field }) => field)).toEqual(["mark managed-by", "mark pod-id"]);
    await heal(api.url, { findings: [finding.id] });
    await untilNothingAbout(api.url, pod.subject);
    expect((await cluster.laboratory.getPod(pod.namespace, pod.name))?.metadata.labels).toMatchObject({
      "app.kubernetes.io/managed-by": "resource-manager",
    });
    await remove(api.url, pod);
  });
});

describe("a pod deleted by somebody else: nobody fights over it", () => {
  it("it is asked about, and made again only on request", async () => {
    const pod = await running();
    await cluster.laboratory.deletePod(pod.namespace, pod.name, { force: true });
    const finding = only(await untilFindings(api.url, pod.subject));
    expect(finding).toMatchObject({ class: "POD_MISSING", repair: { kind: "RETIRE" } });
    expect(await healAndConfirm(api.url, { findings: [finding.id], kind: "RECREATE" })).toMatchObject({
      repairs: [{ kind: "RECREATE" }],
    });
    await untilPod(api.url, pod, (seen) => seen?.status === "RUNNING");
    await untilNothingAbout(api.url, pod.subject);
    await remove(api.url, pod);
  });
});

describe("servers that go, come back and shrink: the cluster wins about what runs", () => {
  it("a pod that vanished with its server is ended on request, and the server's page goes", async () => {
    await addServer("doomed", 2);
    const pod = await running({ server: "doomed", resources: { gpus: 2, cpu: "1", ram: "1Gi" } });
    await cluster.laboratory.removeServer("doomed");
    await cluster.laboratory.deletePod(pod.namespace, pod.name, { force: true }).catch(() => undefined);
    const finding = only(await untilFindings(api.url, pod.subject));
    expect(finding.class).toBe("POD_MISSING");
    await untilFindings(api.url, "server:doomed", (found) => found.some((each) => each.class === "SERVER_VANISHED"));
    await healAndConfirm(api.url, { findings: [finding.id] });
    await untilNothingAbout(api.url, pod.subject);
    await untilNothingAbout(api.url, "server:doomed");
  });

  it("a server that came back with its pods still running keeps them: nothing was freed meanwhile", async () => {
    await addServer("absent", 2);
    const pod = await running({ server: "absent", resources: { gpus: 2, cpu: "1", ram: "1Gi" } });
    const uid = await uidOf(pod);
    await cluster.laboratory.setNotReady("absent");
    expect(await mutate(api.url, "createPod", wish({ server: "absent" }))).not.toMatchObject({
      __typename: "CreatePodSuccess",
    });
    await cluster.laboratory.setReady("absent");
    await untilPod(api.url, pod, (seen) => seen?.status === "RUNNING");
    await untilNothingAbout(api.url, pod.subject);
    expect(await uidOf(pod)).toBe(uid);
    expect(await serverAvailable(api.url, "absent")).toMatchObject({ gpus: 0 });
    await remove(api.url, pod);
    await cluster.laboratory.removeServer("absent");
  });

  it("a server that shrank under its pods keeps what runs, and takes nothing new", async () => {
    await addServer("shrinking", 4);
    const pod = await running({ server: "shrinking", resources: { gpus: 3, cpu: "1", ram: "1Gi" } });
    await cluster.laboratory.shrinkServer("shrinking", { gpus: 2 });
    expect(only(await untilFindings(api.url, "server:shrinking"))).toMatchObject({
      class: "OVER_ALLOCATED",
      repairs: [],
    });
    expect(await mutate(api.url, "createPod", wish({ server: "shrinking" }))).toMatchObject({
      __typename: "InsufficientCapacity",
    });
    await remove(api.url, pod);
    await untilNothingAbout(api.url, "server:shrinking");
    await cluster.laboratory.removeServer("shrinking");
  });

  it("a pod deleted by force on a dead server holds its GPUs until an admin releases them", async () => {
    await addServer("dead", 2);
    const pod = await running({ server: "dead", resources: { gpus: 2, cpu: "1", ram: "1Gi" } });
    await cluster.laboratory.setNotReady("dead");
    await cluster.laboratory.deletePod(pod.namespace, pod.name, { force: true });
    const finding = only(
      await untilFindings(
        api.url,
        pod.subject,
        ([first]) => first?.repairs.some(({ kind }) => kind === "RELEASE") ?? false,
      ),
    );
    const held = async () => {
      const { server } = await query<{ server: { allocated: { gpus: number } } }>(
        api.url,
        '{ server(name: "dead") { allocated { gpus } } }',
      );
      return server.allocated.gpus;
    };
    expect(await held()).toBe(2);
    await healAndConfirm(api.url, { findings: [finding.id], kind: "RELEASE" });
    await untilNothingAbout(api.url, pod.subject);
    await expect.poll(held, { timeout: 20_000 }).toBe(0);
    await cluster.laboratory.removeServer("dead");
  });
});

/** What keeps a namespace closed and limited. */
const KEPT = [
  "/apis/networking.k8s.io/v1/namespaces/staging/networkpolicies/resource-manager-deny-all",
  "/api/v1/namespaces/staging/resourcequotas/resource-manager",
  "/api/v1/namespaces/staging/limitranges/resource-manager",
];

async function isThere(path: string): Promise<boolean> {
  return (await cluster.laboratory.connection.request("GET", path)).status === 200;
}

describe("a namespace deleted", () => {
  it("is made again on request, closed and limited; its pods are asked about", { timeout: 150_000 }, async () => {
    const pod = await running({ namespace: "staging" });
    const deleted = await cluster.laboratory.connection.request("DELETE", "/api/v1/namespaces/staging");
    expect(deleted.status).toBeLessThan(300);
    const missing = await untilFindings(api.url, "namespace:staging", (found) =>
      found.some(({ title }) => title.includes("has no namespace")),
    );
    expect(only(missing)).toMatchObject({ class: "NAMESPACE_MISSING", repair: { kind: "CREATE_NAMESPACE" } });
    expect(await heal(api.url, { findings: [only(missing).id] })).toMatchObject({ __typename: "HealSuccess" });
    await untilNothingAbout(api.url, "namespace:staging");
    await expect.poll(() => Promise.all(KEPT.map(isThere)), { timeout: 30_000 }).toEqual(KEPT.map(() => true));
    const [lost] = await untilFindings(api.url, pod.subject, ([first]) => first?.class === "POD_MISSING");
    await healAndConfirm(api.url, { findings: [lost?.id] });
    await untilNothingAbout(api.url, pod.subject);
  });
});

describe("a namespace edited", () => {
  it("is found by what was changed, and set back on request", { timeout: 150_000 }, async () => {
    const [policy = "", quota = ""] = KEPT;
    const { connection } = cluster.laboratory;
    const credentials = `{ team: "staging", registry: "registry.private", username: "robot", password: "secret" }`;
    await query(api.url, `mutation { createPullSecret(input: ${credentials}) { __typename } }`);
    const secret = `/api/v1/namespaces/staging/secrets/${pullSecretName("registry.private")}`;
    const { data } = (await connection.request("GET", secret)).json as { data: object };
    const contentType = "application/merge-patch+json";
    expect((await connection.request("DELETE", policy)).status).toBe(200);
    const body = { spec: { hard: { pods: "1234" } } };
    const as = { contentType, query: { fieldManager: "mallory" } };
    const since = Date.now();
    expect((await connection.request("PATCH", quota, { ...as, body })).status).toBe(200);
    const stranger = { stringData: { ".dockerconfigjson": `{"auths":{}}` } };
    expect((await connection.request("PATCH", secret, { ...as, body: stranger })).status).toBe(200);
    const labels = { metadata: { labels: { "pod-security.kubernetes.io/enforce": "privileged" } } };
    const namespace = await connection.request("PATCH", "/api/v1/namespaces/staging", { ...as, body: labels });
    expect(namespace.status).toBe(200);
    const found = await untilFindings(
      api.url,
      "namespace:staging",
      (drifts) => drifts.length === 3 && drifts.every(({ cause }) => cause?.who === "mallory"),
    );
    expect(found.map((finding) => [finding.class, finding.repair?.kind]).sort()).toEqual([
      ["NETWORK_DRIFT", "REAPPLY"],
      ["PULL_SECRET_DRIFT", "REAPPLY"],
      ["QUOTA_DRIFT", "REAPPLY"],
    ]);
    for (const { cause } of found) {
      expect(cause?.source).toBe("MANAGED_FIELDS");
      // Kubernetes keeps whole seconds.
      expect(Date.parse(cause?.at ?? "")).toBeGreaterThan(since - 2_000);
    }
    expect(await heal(api.url, { findings: found.map(({ id }) => id) })).toMatchObject({ __typename: "HealSuccess" });
    await untilNothingAbout(api.url, "namespace:staging");
    expect(await isThere(policy)).toBe(true);
    expect(JSON.stringify((await connection.request("GET", quota)).json)).not.toContain("1234");
    expect((await connection.request("GET", secret)).json).toMatchObject({ data });
  });
});

describe("two installations on one cluster", () => {
  it("leave each other's pods alone", { timeout: 120_000 }, async () => {
    const pod = await running();
    const uid = await uidOf(pod);
    await using other = await startApiUnderTest(cluster.kubeconfigPath);
    const finding = only(await untilFindings(other.url, pod.subject));
    expect(finding).toMatchObject({ class: "FOREIGN_POD", repairs: [] });
    for (const kind of [null, "ADOPT", "DELETE_ORPHAN", "RETIRE"]) await healAndConfirm(other.url, { kind });
    expect(await uidOf(pod)).toBe(uid);
    await untilNothingAbout(api.url, pod.subject);
    await remove(api.url, pod);
  });
});

describe("the brake", () => {
  it("stops a plan that ends too many pods until somebody confirms that very plan", { timeout: 120_000 }, async () => {
    const pods = await Promise.all(Array.from({ length: 5 }, () => running()));
    for (const pod of pods) await cluster.laboratory.deletePod(pod.namespace, pod.name, { force: true });
    const found = await Promise.all(pods.map(async (pod) => only(await untilFindings(api.url, pod.subject))));
    const stopped = await heal(api.url, { findings: found.map(({ id }) => id) });
    expect(stopped).toMatchObject({ __typename: "HealingStopped", deletions: 5 });
    expect(await confirm(api.url, "another-plan")).toMatchObject({ __typename: "NotFound" });
    expect(await confirm(api.url, stopped.planId ?? "")).toMatchObject({ __typename: "HealSuccess" });
    for (const pod of pods) await untilNothingAbout(api.url, pod.subject);
  });
});

describe("a ledger that was lost", () => {
  it("restored from yesterday's backup: what it missed is adopted, what is gone is ended", {
    timeout: 180_000,
  }, async () => {
    const old = await running();
    await api.stop();
    const file = join(api.dataDir, "ledger.db");
    await copyFile(file, `${file}.yesterday`);
    await api.start();
    const young = await running();
    await remove(api.url, old);
    await api.stop();
    for (const suffix of ["-wal", "-shm"]) await rm(`${file}${suffix}`, { force: true });
    await copyFile(`${file}.yesterday`, file);
    await api.start();
    const orphan = only(await untilFindings(api.url, young.subject));
    expect(orphan.class).toBe("ORPHAN");
    const lost = only(await untilFindings(api.url, old.subject));
    expect(lost.class).toBe("POD_MISSING");
    expect(await heal(api.url, { kind: "ADOPT" })).toMatchObject({ repairs: [{ kind: "ADOPT" }] });
    await healAndConfirm(api.url, { findings: [lost.id] });
    await untilNothingAbout(api.url, young.subject);
    await untilNothingAbout(api.url, old.subject);
    expect(await untilPod(api.url, young, (seen) => seen?.status === "RUNNING")).toMatchObject({ image: young.image });
    await remove(api.url, young);
  });

  it("an empty one with the old identity is rebuilt from the cluster's pods, on request", {
    timeout: 180_000,
  }, async () => {
    const pods = [await running({ env: [{ name: "EPOCHS", value: "3" }] }), await running({ ports: [8080] })];
    const { system } = await query<{ system: { installationId: string } }>(api.url, "{ system { installationId } }");
    await api.stop();
    await using rebuilt = await startApiUnderTest(cluster.kubeconfigPath, {
      options: ["--installation", system.installationId],
    });
    for (const pod of pods) expect(only(await untilFindings(rebuilt.url, pod.subject)).class).toBe("ORPHAN");
    const adopted = await heal(rebuilt.url, { kind: "ADOPT" });
    expect(adopted.repairs).toHaveLength(2);
    for (const pod of pods) {
      await untilNothingAbout(rebuilt.url, pod.subject);
      await untilPod(rebuilt.url, pod, (seen) => seen?.status === "RUNNING" && seen.server?.name === "home");
    }
    const text = `{ pods { nodes { name envNames ports owner team requested { gpus } } } }`;
    const { pods: list } = await query<{ pods: { nodes: { name: string }[] } }>(rebuilt.url, text);
    expect(list.nodes.find(({ name }) => name === pods[0]?.name)).toMatchObject({
      envNames: ["EPOCHS"],
      team: "test-team",
    });
    expect(list.nodes.find(({ name }) => name === pods[1]?.name)).toMatchObject({
      ports: [8080],
      requested: { gpus: 1 },
    });
    expect(await findings(rebuilt.url)).toEqual([]);
    for (const pod of pods) await remove(rebuilt.url, pod);
  });
});
