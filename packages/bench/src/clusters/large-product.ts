import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { sqliteJournal } from "@resource-manager/cluster-sim/storage/journal";
import { Store } from "@resource-manager/cluster-sim/storage/store";
import { addNeeds, type Need, NO_NEED } from "@resource-manager/domain/model/amounts";
import type { LedgerPod } from "@resource-manager/domain/model/pod";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import { openLedger } from "@resource-manager/ledger/open-ledger";
import type { SqliteLedger } from "@resource-manager/ledger/sqlite-ledger";
import { type Product, startProduct } from "@resource-manager/product/start-product";
import { RawClient } from "../load/raw-client.ts";
import { type ClusterSize, podName, serverName, serverOf } from "./fill.ts";

const COMMIT = 500;
/** Teams that every ledger has from the start, each with a namespace of its name. Each server has pods of all of them. */
const TEAMS = ["test-team", "prod-team", "dev-team"] as const;
const NAMESPACE = TEAMS[0];
const CLOCK = { now: () => new Date(), schedule: () => () => undefined };
const IDS = { uuid: randomUUID };

/** The pattern of what is written again under other names: one server and one pod as the product made them. */
interface Pattern {
  readonly node: string;
  readonly lease: string;
  readonly pod: string;
  readonly page: LedgerServer;
  readonly ours: LedgerPod;
}

/**
 * Fills a data folder of the product, ledger and embedded cluster, with servers and pods of its own: one of each is made the usual way, and what
 * came of them is written again on both sides, so that they agree. Takes a minute or two where the API takes hours.
 */
export async function makeLargeProduct(dataDir: string, size: ClusterSize): Promise<void> {
  const { folder, cluster } = await makeOne(dataDir);
  await using ledger = closing(await openLedger({ file: join(folder, "ledger", "ledger.db"), clock: CLOCK, ids: IDS }));
  const pattern = { ...cluster, ...(await bookedOne(ledger.books)) };
  await writeServers(ledger.books, pattern, size);
  const store = new Store({ journal: sqliteJournal(join(folder, "cluster")), historyLimit: 1 });
  try {
    store.transaction(() => {
      for (let i = 1; i < size.servers; i++) {
        store.create("nodes", copyOf(pattern.node, [[serverName(0), serverName(i)]]));
        store.create("leases.coordination.k8s.io", copyOf(pattern.lease, [[serverName(0), serverName(i)]]));
      }
    });
    const held = new Reservations();
    for (let from = 1; from < size.pods; from += COMMIT) {
      const copies = Array.from({ length: Math.min(COMMIT, size.pods - from) }, (_, at) =>
        newPod(pattern, from + at, size),
      );
      store.transaction(() => {
        for (const { object } of copies) store.create("pods", object);
      });
      await writePods(
        ledger.books,
        copies.map(({ booked }) => booked),
      );
      for (const { booked } of copies) held.add(booked);
    }
    await held.write(ledger.books);
  } finally {
    store.close();
  }
}

/** Everything of `size` once the product shows it. */
export async function untilShown(product: Product, size: ClusterSize): Promise<void> {
  await product.untilApiReady(300_000);
  const query = "{ pods(first: 1) { totalCount } servers(first: 1) { totalCount } }";
  await waitUntil(
    async () => {
      const { pods, servers } = (await ask(product.url, query)) as Record<string, { totalCount: number }>;
      return pods?.totalCount === size.pods && servers?.totalCount === size.servers ? true : undefined;
    },
    () => `${size.pods} pods on ${size.servers} servers`,
    { timeoutMs: 120_000 },
  );
}

async function makeOne(dataDir: string) {
  await using product = await startProduct({ dataDir, demo: false });
  await product.untilApiReady();
  const client = await RawClient.open(product.kubeconfigPath);
  const { status } = await client.send("POST", "/api/v1/nodes", JSON.stringify(serverOf(0)));
  if (status !== 201) throw new Error(`the server was refused: ${status}`);
  const input = `namespace: "${NAMESPACE}", name: "${podName(0)}", image: "registry.local/train:1", resources: { gpus: 1, cpu: "1", ram: "1Gi" }`;
  await waitUntil(
    async () => {
      const answer = await ask(product.url, `mutation { createPod(input: { ${input} }) { __typename } }`);
      return JSON.stringify(answer).includes("CreatePodSuccess") ? true : undefined;
    },
    () => "a first pod",
    { timeoutMs: 30_000 },
  );
  const path = `/api/v1/namespaces/${NAMESPACE}/pods/${podName(0)}`;
  const running = async () => ((await client.get(path)).toString().includes('"phase":"Running"') ? true : undefined);
  await waitUntil(running, () => "the first pod Running", { timeoutMs: 30_000 });
  const lease = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${serverName(0)}`;
  const [node, pod, leaseText] = await Promise.all(
    [`/api/v1/nodes/${serverName(0)}`, path, lease].map(async (each) => (await client.get(each)).toString()),
  );
  await client.close();
  return { folder: product.folder, cluster: { node: node ?? "", pod: pod ?? "", lease: leaseText ?? "" } };
}

async function bookedOne(books: SqliteLedger) {
  const ours = await books.pod({ namespace: NAMESPACE, name: podName(0) });
  const page = books.servers().get(serverName(0));
  if (!ours || !page) throw new Error("the first pod is not in the ledger");
  return { ours, page };
}

async function writeServers(books: SqliteLedger, { page }: Pattern, { servers }: ClusterSize): Promise<void> {
  for (let from = 1; from < servers; from += COMMIT) {
    await books.write(async (tx) => {
      for (let i = from; i < Math.min(from + COMMIT, servers); i++)
        await tx.observeServer({ ...page, name: serverName(i), uid: randomUUID() });
    });
  }
}

function newPod({ pod, ours }: Pattern, i: number, { servers }: ClusterSize) {
  const [held] = ours.allocations;
  if (!held) throw new Error("the first pod holds nothing");
  const [id, allocationId, uid] = [randomUUID(), randomUUID(), randomUUID()];
  const server = serverName(i % servers);
  const team = TEAMS[Math.floor(i / servers) % TEAMS.length] ?? NAMESPACE;
  const object = copyOf(pod, [
    [NAMESPACE, team],
    [podName(0), podName(i)],
    [serverName(0), server],
    [ours.id, id],
    [held.id, allocationId],
  ]);
  object.metadata.uid = uid;
  const allocation = { ...held, id: allocationId, podId: id, server, clusterUid: uid };
  const name = podName(i);
  const booked: LedgerPod = { ...ours, id, namespace: team, name, team, operationId: null, allocations: [allocation] };
  return { object, booked };
}

async function writePods(books: SqliteLedger, pods: readonly LedgerPod[]): Promise<void> {
  await books.write(async (tx) => {
    for (const pod of pods) {
      await tx.insertPod(pod);
      for (const allocation of pod.allocations) await tx.insertAllocation(allocation);
    }
  });
}

/** What servers and teams are charged for all the pods together: their counters are written once, not once for each pod. */
class Reservations {
  readonly #servers = new Map<string, Need>();
  readonly #teams = new Map<string, Need>();
  #gpuModel: string | null = null;

  add({ team, allocations }: LedgerPod): void {
    for (const { server, held, gpuModel } of allocations) {
      this.#servers.set(server, addNeeds(this.#servers.get(server) ?? NO_NEED, held));
      this.#teams.set(team, addNeeds(this.#teams.get(team) ?? NO_NEED, held));
      this.#gpuModel = gpuModel;
    }
  }

  async write(books: SqliteLedger): Promise<void> {
    const servers = [...this.#servers];
    for (let from = 0; from < servers.length; from += COMMIT) {
      await books.write(async (tx) => {
        for (const [server, need] of servers.slice(from, from + COMMIT)) await tx.forceReserve(server, need);
      });
    }
    await books.write(async (tx) => {
      for (const [team, need] of this.#teams) await tx.forceReserveQuota(team, need, this.#gpuModel);
    });
  }
}

/** The object under other names and a new uid, as the store keeps it: without kind and apiVersion. */
function copyOf(text: string, renamed: readonly (readonly [string, string])[]) {
  const copy = renamed.reduce((all, [from, to]) => all.replaceAll(from, to), text);
  const { kind: _kind, apiVersion: _apiVersion, ...object } = JSON.parse(copy);
  object.metadata.uid = randomUUID();
  return object;
}

async function ask(url: string, query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as { data: unknown }).data ?? {};
}

function closing(books: SqliteLedger): { readonly books: SqliteLedger } & AsyncDisposable {
  return { books, [Symbol.asyncDispose]: () => books.close() };
}
