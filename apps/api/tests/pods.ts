import { randomUUID } from "node:crypto";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import { post } from "../src/testing/graphql-client.ts";

/** What the tests ask for of a mutation's answer. */
export interface MutationResult {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly dryRun?: boolean;
  readonly pod?: PodSeen;
  readonly operation?: {
    readonly id: string;
    readonly state: string;
    readonly waitingFor: string | null;
    readonly kind?: string;
    readonly undoes?: string | null;
  } | null;
  readonly plan?: PlanSeen;
  readonly undoes?: readonly string[];
  readonly whatHappens?: string;
  readonly changes?: PlanSeen["changes"];
  readonly foreignPods?: readonly string[];
  readonly moves?: readonly { readonly name: string; readonly to: string | null; readonly reason: string }[];
  readonly problems?: readonly { readonly path: string; readonly message: string }[];
  readonly need?: AmountsSeen;
  readonly have?: AmountsSeen;
  readonly nearest?: readonly {
    readonly server: string;
    readonly available: AmountsSeen;
    readonly shortOf: string[];
  }[];
  readonly currentVersion?: number | null;
  readonly what?: string;
  readonly server?: string;
  readonly status?: string;
}

export interface AmountsSeen {
  readonly gpus: number;
  readonly cpuMillis: number;
  readonly ramBytes: number;
}

export interface PlanSeen {
  readonly server: string | null;
  readonly placement: string | null;
  readonly recreates: boolean;
  readonly changes: readonly {
    readonly field: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  readonly availableBefore: AmountsSeen | null;
  readonly availableAfter: AmountsSeen | null;
}

export interface PodSeen {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly status: string;
  readonly reason: string | null;
  readonly message: string | null;
  readonly version: number;
  readonly image: string;
  readonly restarts: number;
  readonly requested: AmountsSeen;
  readonly server: { readonly name: string; readonly available: AmountsSeen } | null;
  readonly live: { readonly uid: string; readonly image: string; readonly requested: AmountsSeen } | null;
}

const AMOUNTS = "gpus cpuMillis ramBytes";
export const POD_FIELDS = `id namespace name status reason message version image restarts requested { ${AMOUNTS} }
  server { name available { ${AMOUNTS} } } live { uid image requested { ${AMOUNTS} } }`;
const SUCCESS = `dryRun pod { ${POD_FIELDS} } operation { id state waitingFor }
  plan { server placement recreates changes { field before after } availableBefore { ${AMOUNTS} } availableAfter { ${AMOUNTS} } }`;
const REFUSALS = `... on UserError { code message } ... on InvalidInput { problems { path message } }
  ... on Conflict { currentVersion } ... on NotFound { what }`;
const MORE_REFUSALS = `... on InsufficientCapacity { need { ${AMOUNTS} } have { ${AMOUNTS} }
    nearest { server shortOf available { ${AMOUNTS} } } } ... on ServerUnavailable { server status }`;

const MUTATIONS = {
  createPod: `mutation ($input: CreatePodInput!) { createPod(input: $input) {
    __typename ${REFUSALS} ${MORE_REFUSALS} ... on CreatePodSuccess { ${SUCCESS} } } }`,
  updatePod: `mutation ($input: UpdatePodInput!) { updatePod(input: $input) {
    __typename ${REFUSALS} ${MORE_REFUSALS} ... on UpdatePodSuccess { ${SUCCESS} } } }`,
  deletePod: `mutation ($input: DeletePodInput!) { deletePod(input: $input) {
    __typename ${REFUSALS} ... on DeletePodSuccess { ${SUCCESS} } } }`,
  undoOperation: `mutation ($input: UndoOperationInput!) { undoOperation(input: $input) {
    __typename ${REFUSALS} ${MORE_REFUSALS} ... on UndoOperationSuccess { dryRun whatHappens changes { field before after }
      operation { id kind state undoes waitingFor } } } }`,
  cancelOperation: `mutation ($input: CancelOperationInput!) { cancelOperation(input: $input) {
    __typename ${REFUSALS} ... on CancelOperationSuccess { dryRun undoes operation { id state waitingFor } } } }`,
  cordonServer: serverMutation("cordonServer"),
  uncordonServer: serverMutation("uncordonServer"),
  drainServer: serverMutation("drainServer"),
} as const;

function serverMutation(name: string): string {
  return `mutation ($input: ServerChangeInput!) { ${name}(input: $input) { __typename ${REFUSALS}
    ... on ServerChangeSuccess { dryRun foreignPods operation { id state waitingFor }
      moves { namespace name owner to reason requested { ${AMOUNTS} } } } } }`;
}

/** Sends a mutation and answers its result; top-level errors throw. */
export async function mutate(url: string, name: keyof typeof MUTATIONS, input: object): Promise<MutationResult> {
  const answer = await post(url, { query: MUTATIONS[name], variables: { input } });
  if (answer.errors || !answer.data) throw new Error(`${name}: ${answer.text}`);
  return answer.data[name] as MutationResult;
}

export async function query<T>(url: string, text: string, variables: object = {}): Promise<T> {
  const answer = await post(url, { query: text, variables });
  if (answer.errors || !answer.data) throw new Error(answer.text);
  return answer.data as T;
}

/** A small create input; the name is new each time. */
export function wish(overrides: Readonly<Record<string, unknown>> = {}) {
  return {
    namespace: "test-team",
    name: `pod-${randomUUID().slice(0, 8)}`,
    image: "registry.local/train:1",
    resources: { gpus: 1, cpu: "1", ram: "1Gi" },
    ...overrides,
  };
}

export async function podSeen(url: string, namespace: string, name: string): Promise<PodSeen | null> {
  const text = `query ($namespace: String!, $name: String!) { pod(namespace: $namespace, name: $name) { ${POD_FIELDS} } }`;
  return (await query<{ pod: PodSeen | null }>(url, text, { namespace, name })).pod;
}

/** Waits until the API shows the pod (null: no such pod) so that `test` holds. */
export async function untilPod(
  url: string,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  test: (pod: PodSeen | null) => boolean,
  timeoutMs = 30_000,
): Promise<PodSeen | null> {
  const last: { pod: PodSeen | null } = { pod: null };
  const found = await waitUntil(
    async () => {
      last.pod = await podSeen(url, namespace, name);
      return test(last.pod) ? { pod: last.pod } : undefined;
    },
    () => `pod ${namespace}/${name}: ${JSON.stringify(last.pod)}`,
    { timeoutMs },
  );
  return found.pod;
}

export async function serverAvailable(url: string, name: string): Promise<AmountsSeen> {
  const text = `query ($name: String!) { server(name: $name) { available { ${AMOUNTS} } } }`;
  const { server } = await query<{ server: { available: AmountsSeen } | null }>(url, text, { name });
  if (server === null) throw new Error(`there is no server ${name}`);
  return server.available;
}
