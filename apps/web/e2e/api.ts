import { setTimeout as delay } from "node:timers/promises";

const waitMs = 60_000;
const againMs = 200;

/** The public GraphQL API, spoken as a program speaks it: what somebody else does while a browser looks on. */
export interface Api {
  /** Creates a pod with one core and 1 GiB, and `gpus` GPUs on `server` where they are given. */
  createPod(pod: { namespace: string; name: string; gpus?: number; server?: string; image?: string }): Promise<void>;
  /** Makes somebody who may sign in once they have chosen a password; whoever is there already is left as they are. */
  createUser(name: string): Promise<void>;
  /** Makes them a viewer of a team. */
  addViewer(viewer: { user: string; team: string }): Promise<void>;
  /** Makes a token that may look; nobody learns its secret. */
  createToken(name: string): Promise<void>;
  /** Asks for another CPU, in place. */
  resizePod(pod: { namespace: string; name: string; cpu: string }): Promise<void>;
  deletePod(pod: { namespace: string; name: string }): Promise<void>;
  /** Deletes every pod of a namespace and waits until they are gone. */
  deleteAllPods(namespace: string): Promise<void>;
  untilServersAre(names: readonly string[]): Promise<void>;
  untilPodIs(pod: { namespace: string; name: string }, status: string): Promise<void>;
}

interface PodKey {
  readonly namespace: string;
  readonly name: string;
}

export function openApi(baseUrl: string): Api {
  async function ask<T>(query: string, variables: object): Promise<T> {
    const response = await fetch(`${baseUrl}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: T; errors?: unknown };
    if (errors || !data) throw new Error(`the API answered ${response.status}: ${JSON.stringify(errors)}`);
    return data;
  }

  async function change(mutation: string, inputType: string, input: object): Promise<void> {
    const query = `mutation ($input: ${inputType}!) { result: ${mutation}(input: $input) { __typename ... on UserError { message } } }`;
    const { result } = await ask<{ result: { __typename: string; message?: string } }>(query, { input });
    if (!result.__typename.endsWith("Success")) {
      throw new Error(`${mutation} ${JSON.stringify(input)}: ${result.__typename}: ${result.message}`);
    }
  }

  const podsOf = async (namespace: string) => {
    const query =
      "query ($filter: PodFilter) { pods(first: 500, filter: $filter) { nodes { namespace name desired } } }";
    const { pods } = await ask<{ pods: { nodes: (PodKey & { desired: string })[] } }>(query, {
      filter: { namespaces: [namespace] },
    });
    return pods.nodes;
  };

  return {
    createPod: ({ namespace, name, gpus = 0, server, image = "registry.local/app:1" }) =>
      change("createPod", "CreatePodInput", {
        ...{ namespace, name, image, resources: { gpus, cpu: "1", ram: "1Gi" } },
        ...(server && { server }),
      }),
    createUser: async (name) => {
      const { users } = await ask<{ users: { name: string }[] }>("{ users { name } }", {});
      if (!users.some((user) => user.name === name)) await change("createUser", "CreateUserInput", { name });
    },
    addViewer: (viewer) => change("setMember", "SetMemberInput", { ...viewer, role: "VIEWER" }),
    createToken: (name) => change("createApiToken", "CreateApiTokenInput", { name, scope: "READ" }),
    resizePod: ({ namespace, name, cpu }) =>
      change("updatePod", "UpdatePodInput", { namespace, name, resources: { cpu } }),
    deletePod: ({ namespace, name }) => change("deletePod", "DeletePodInput", { namespace, name }),
    async deleteAllPods(namespace) {
      for (const { name, desired } of await podsOf(namespace)) {
        if (desired === "PRESENT") await change("deletePod", "DeletePodInput", { namespace, name });
      }
      await until(`no pods in ${namespace}`, async () => (await podsOf(namespace)).length === 0);
    },
    untilServersAre: (names) =>
      until(`servers ${names}`, async () => {
        const query = "{ servers(first: 500, filter: { status: [READY] }) { nodes { name } } }";
        const { servers } = await ask<{ servers: { nodes: { name: string }[] } }>(query, {});
        return names.every((name) => servers.nodes.some((server) => server.name === name));
      }),
    untilPodIs: ({ namespace, name }, status) =>
      until(`${namespace}/${name} ${status}`, async () => {
        const query =
          "query ($namespace: String!, $name: String!) { pod(namespace: $namespace, name: $name) { status } }";
        const { pod } = await ask<{ pod: { status: string } | null }>(query, { namespace, name });
        return pod?.status === status;
      }),
  };
}

async function until(what: string, reached: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + waitMs;
  while (!(await reached())) {
    if (Date.now() > deadline) throw new Error(`not reached within ${waitMs} ms: ${what}`);
    await delay(againMs);
  }
}
