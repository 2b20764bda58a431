import {
  type ClusterConnection,
  type ClusterResponse,
  type Method,
  openClusterConnection,
  type RequestOptions,
} from "./cluster-connection.ts";
import { absentImage, behaviourAnnotation, delayAnnotation, type PodBehaviour, readyLabel } from "./conventions.ts";
import { type ForeignPod, foreignPodManifest } from "./foreign-pod.ts";
import { conditionOf, type Node, type Pod } from "./kubernetes-objects.ts";
import { kubeletIsBack, kubeletIsGone, markPodsNotReady, silenceNode } from "./node-health.ts";
import {
  type AllocatableChange,
  allocatablePatch,
  nodeManifest,
  type ServerSpecification,
} from "./server-specification.ts";
import { type WaitOptions, waitUntil } from "./wait-until.ts";

/**
 * What a test may do to a cluster behind the product's back, the same on the real control plane and on the embedded cluster,
 * because both obey CONVENTIONS.md. Each call ends when the cluster shows its effect, or throws {@link LaboratoryError}.
 */
export interface Laboratory extends AsyncDisposable {
  readonly connection: ClusterConnection;
  /** Adds a server and waits until it is Ready and open to the scheduler (with `ready: false` until it exists). */
  addServer(server: ServerSpecification): Promise<void>;
  /** The same for many, 16 at a time. */
  addServers(servers: readonly ServerSpecification[]): Promise<void>;
  removeServer(name: string): Promise<void>;
  /** Its kubelet dies: Ready = Unknown, tainted unreachable, its pods are not acted upon any more. */
  setNotReady(name: string): Promise<void>;
  setReady(name: string): Promise<void>;
  cordon(name: string): Promise<void>;
  uncordon(name: string): Promise<void>;
  /** Changes what the server reports as allocatable (a broken GPU, a smaller disk); it stays so. */
  shrinkServer(name: string, allocatable: AllocatableChange): Promise<void>;
  /** Adds a namespace and waits until pods can be made in it. */
  addNamespace(name: string, labels?: Readonly<Record<string, string>>): Promise<void>;
  /** An image that this cluster cannot pull. */
  failingImage(): string;
  evictPod(namespace: string, name: string): Promise<void>;
  /** Asks for the deletion; with `force` the object is gone at once, whatever its server does. */
  deletePod(namespace: string, name: string, options?: { force?: boolean }): Promise<void>;
  /** A JSON merge patch by somebody else: another user (impersonated) and another field manager. */
  editPodAs(user: string, namespace: string, name: string, patch: object): Promise<Pod>;
  createForeignPod(pod: ForeignPod): Promise<Pod>;
  /** null: back to the default behaviour. */
  setBehaviour(namespace: string, pod: string, behaviour: PodBehaviour | null, delay?: string): Promise<void>;
  getPod(namespace: string, name: string): Promise<Pod | undefined>;
  /** All namespaces where none is given. */
  listPods(namespace?: string): Promise<readonly Pod[]>;
  getNode(name: string): Promise<Node | undefined>;
  listNodes(): Promise<readonly Node[]>;
  /** Waits until the predicate holds; it gets undefined where there is no such pod. Answers the pod that fulfilled it. */
  waitForPod<P extends Pod | undefined>(
    namespace: string,
    name: string,
    predicate: ((pod: Pod | undefined) => pod is P) | ((pod: Pod | undefined) => boolean),
    options?: WaitOptions,
  ): Promise<P>;
  waitForNode(name: string, predicate: (node: Node) => boolean, options?: WaitOptions): Promise<Node>;
  close(): Promise<void>;
}

/** The cluster refused what the laboratory asked for. */
export class LaboratoryError extends Error {
  readonly status: number;
  constructor(action: string, response: ClusterResponse) {
    const message = (response.json as { message?: string } | undefined)?.message ?? response.text.slice(0, 500);
    super(`${action}: HTTP ${response.status}: ${message}`);
    this.status = response.status;
  }
}

/** Opens the laboratory of the cluster that a kubeconfig names. */
export async function openLaboratory(options: { kubeconfigPath: string; context?: string }): Promise<Laboratory> {
  const connection = await openClusterConnection(options.kubeconfigPath, options.context);
  const call = caller(connection);
  const patchNode = (name: string, patch: object, subresource = "") =>
    call("PATCH", `/api/v1/nodes/${name}${subresource}`, { body: patch, contentType: mergePatch });
  const patchPod = (namespace: string, name: string, patch: object) =>
    call("PATCH", podPath(namespace, name), { body: patch, contentType: mergePatch });
  const getPod = (namespace: string, name: string) => read<Pod>(connection, podPath(namespace, name));
  const getNode = (name: string) => read<Node>(connection, `/api/v1/nodes/${name}`);
  const waitForNode = nodeWaiter(getNode);
  const listNodes = () => list<Node>(connection, "/api/v1/nodes");
  const addServers = serverAdder(call, listNodes);

  return {
    connection,
    addServer: (server) => addServers([server]),
    addServers,
    async removeServer(name) {
      await call("DELETE", `/api/v1/nodes/${name}`);
      await waitUntil(
        async () => ((await getNode(name)) === undefined ? true : undefined),
        () => `node ${name} gone`,
      );
    },
    async setNotReady(name) {
      await patchNode(name, { metadata: { labels: { [readyLabel]: "false" } } });
      await waitUntil(
        async () => {
          await silenceNode(connection, name);
          const node = await getNode(name);
          return node !== undefined && kubeletIsGone(node) ? true : undefined;
        },
        () => `node ${name} NotReady`,
      );
      await waitUntil(
        async () => ((await markPodsNotReady(connection, name)) === 0 ? true : undefined),
        () => `pods of node ${name} not Ready`,
      );
    },
    async setReady(name) {
      await patchNode(name, { metadata: { labels: { [readyLabel]: null } } });
      await waitForNode(name, kubeletIsBack, { timeoutMs: 30_000 });
    },
    cordon: async (name) => void (await patchNode(name, { spec: { unschedulable: true } })),
    uncordon: async (name) => void (await patchNode(name, { spec: { unschedulable: null } })),
    shrinkServer: async (name, allocatable) =>
      void (await patchNode(name, { status: { allocatable: allocatablePatch(allocatable) } }, "/status")),
    async addNamespace(name, labels = {}) {
      await call("POST", "/api/v1/namespaces", { body: { metadata: { name, labels } } });
      await waitUntil(
        () => read<object>(connection, `/api/v1/namespaces/${name}/serviceaccounts/default`),
        () => `ServiceAccount default in namespace ${name}`,
      );
    },
    failingImage: () => absentImage,
    async evictPod(namespace, name) {
      const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { namespace, name } };
      await call("POST", `${podPath(namespace, name)}/eviction`, { body });
    },
    async deletePod(namespace, name, { force = false } = {}) {
      await call("DELETE", podPath(namespace, name), { query: force ? { gracePeriodSeconds: 0 } : {} });
    },
    async editPodAs(user, namespace, name, patch) {
      return (await call("PATCH", podPath(namespace, name), {
        body: patch,
        contentType: mergePatch,
        query: { fieldManager: user },
        headers: { "Impersonate-User": user, "Impersonate-Group": "system:masters" },
      })) as Pod;
    },
    async createForeignPod(pod) {
      const path = `/api/v1/namespaces/${pod.namespace}/pods`;
      return (await call("POST", path, {
        body: foreignPodManifest(pod),
        query: { fieldManager: "somebody-else" },
      })) as Pod;
    },
    async setBehaviour(namespace, pod, behaviour, delay) {
      const annotations = {
        [behaviourAnnotation]: behaviour,
        ...(delay === undefined ? {} : { [delayAnnotation]: delay }),
      };
      await patchPod(namespace, pod, { metadata: { annotations } });
    },
    getPod,
    listPods: (namespace) =>
      list<Pod>(connection, namespace === undefined ? "/api/v1/pods" : `/api/v1/namespaces/${namespace}/pods`),
    getNode,
    listNodes,
    waitForPod: podWaiter(getPod) as Laboratory["waitForPod"],
    waitForNode,
    close: () => connection.close(),
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

const mergePatch = "application/merge-patch+json";
const podPath = (namespace: string, name: string): string => `/api/v1/namespaces/${namespace}/pods/${name}`;

type Call = (method: Method, path: string, options?: RequestOptions) => Promise<unknown>;

function caller(connection: ClusterConnection): Call {
  return async (method, path, options) => {
    const response = await connection.request(method, path, options);
    if (response.status >= 400) throw new LaboratoryError(`${method} ${path}`, response);
    return response.json;
  };
}

async function read<T>(connection: ClusterConnection, path: string): Promise<T | undefined> {
  const response = await connection.request("GET", path);
  if (response.status === 404) return undefined;
  if (response.status !== 200) throw new LaboratoryError(`GET ${path}`, response);
  return response.json as T;
}

async function list<T>(connection: ClusterConnection, path: string): Promise<readonly T[]> {
  const items: T[] = [];
  let token: string | undefined;
  do {
    const response = await connection.request("GET", path, { query: { limit: 500, continue: token } });
    if (response.status !== 200) throw new LaboratoryError(`GET ${path}`, response);
    const page = response.json as { items: T[]; metadata: { continue?: string } };
    items.push(...page.items);
    token = page.metadata.continue || undefined;
  } while (token !== undefined);
  return items;
}

function serverAdder(call: Call, listNodes: () => Promise<readonly Node[]>) {
  return async (servers: readonly ServerSpecification[]): Promise<void> => {
    const queue = [...servers];
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        await call("POST", "/api/v1/nodes", { body: nodeManifest(next) });
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    const waiting = new Set(servers.filter((server) => server.ready !== false).map((server) => server.name));
    await waitUntil(
      async () => {
        if (waiting.size === 0) return true;
        for (const node of await listNodes()) if (kubeletIsBack(node)) waiting.delete(node.metadata.name);
        return waiting.size === 0 ? true : undefined;
      },
      () =>
        `Ready and without taints: ${[...waiting].slice(0, 10).join(", ")} (${waiting.size} of ${servers.length} are not)`,
      { timeoutMs: 15_000 + servers.length * 100, everyMs: servers.length > 50 ? 500 : 50 },
    );
  };
}

function nodeWaiter(getNode: Laboratory["getNode"]): Laboratory["waitForNode"] {
  return async (name, predicate, options) => {
    let seen: Node | undefined;
    return waitUntil(
      async () => {
        seen = await getNode(name);
        return seen !== undefined && predicate(seen) ? seen : undefined;
      },
      () =>
        `node ${name}; last seen: ${seen === undefined ? "none" : JSON.stringify({ spec: seen.spec, ready: conditionOf(seen, "Ready") })}`,
      options,
    );
  };
}

function podWaiter(getPod: Laboratory["getPod"]) {
  return async (
    namespace: string,
    name: string,
    predicate: (pod: Pod | undefined) => boolean,
    options?: WaitOptions,
  ): Promise<Pod | undefined> => {
    let seen: Pod | undefined;
    const found = await waitUntil(
      async () => {
        seen = await getPod(namespace, name);
        return predicate(seen) ? { pod: seen } : undefined;
      },
      () =>
        `pod ${namespace}/${name}; last seen: ${seen === undefined ? "none" : JSON.stringify({ metadata: seen.metadata, status: seen.status })}`,
      options,
    );
    return found.pod;
  };
}
