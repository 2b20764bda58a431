import { randomUUID } from "node:crypto";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import { type FindingSeen, findings, healAndConfirm, untilFindings } from "../healing.ts";
import { query, untilPod, wish } from "../pods.ts";
import { type Constellation, done, type Mutation, operations, send } from "./constellation.ts";

/** What is tried: what has to be there before, the mutation, and what has to be so in the end. */
export interface KillScenario {
  readonly name: string;
  /** Makes what has to be there before. Everything in it has names of its own, made of `tag`. */
  prepare(world: Constellation, tag: string): Promise<Prepared>;
}

export interface Prepared {
  /** Sends the mutation: the same one, with the same key, however often it is called. An answer that is no success throws. */
  send(): Promise<void>;
  /** Of the operation that it makes: there has to be one in the end, and no second one. */
  readonly effect: { readonly kind: string; readonly about: string };
  /** The pod that there has to be in the end, with what the cluster has to say of it; null: none. Left out: it is about none. */
  readonly pod?: { readonly name: string; readonly expected: PodExpected | null };
  /** A namespace that has to be there, closed and limited; with that many pods as its ceiling. */
  readonly namespace?: { readonly name: string; readonly pods: string | null };
}

export interface PodExpected {
  readonly image?: string;
  readonly cpu?: string;
  readonly gpus?: string;
}

const NAMESPACE = "test-team";

export const KILL_SCENARIOS: readonly KillScenario[] = [
  {
    name: "createPod",
    prepare: async (world, tag) => ({
      ...keyed(world, "createPod", podWish(tag)),
      effect: { kind: "CREATE_POD", about: tag },
      pod: { name: tag, expected: { image: "registry.local/train:1", gpus: "1" } },
    }),
  },
  {
    name: "updatePod in place",
    prepare: async (world, tag) => {
      await running(world, tag);
      return updated(world, tag, { image: "registry.local/train:2", resources: { cpu: "2" } }, IN_PLACE);
    },
  },
  {
    name: "updatePod by recreation",
    prepare: async (world, tag) => {
      await running(world, tag);
      return updated(world, tag, { resources: { gpus: 2 }, recreate: true }, { gpus: "2" });
    },
  },
  {
    name: "deletePod",
    prepare: async (world, tag) => {
      await running(world, tag);
      return {
        ...keyed(world, "deletePod", { namespace: NAMESPACE, name: tag }),
        effect: { kind: "DELETE_POD", about: tag },
        pod: { name: tag, expected: null },
      };
    },
  },
  {
    name: "cancelOperation",
    prepare: async (world, tag) => {
      await running(world, tag);
      await world.laboratory.setBehaviour(NAMESPACE, tag, "resize-deferred");
      await send(world, { name: "updatePod", input: { namespace: NAMESPACE, name: tag, resources: { cpu: "2" } } });
      const id = await waitUntil(
        async () =>
          (await operations(world)).find(({ name, waitingFor }) => name === tag && waitingFor?.includes("defers"))?.id,
        () => `an update of ${tag} that its server defers`,
      );
      return {
        ...keyed(world, "cancelOperation", { id }),
        effect: { kind: "UPDATE_POD", about: tag },
        pod: { name: tag, expected: { cpu: "1" } },
      };
    },
  },
  {
    name: "heal by RETIRE",
    prepare: async (world, tag) => {
      await running(world, tag);
      const finding = await deletedBeside(world, tag);
      return {
        ...healed(world, finding, null),
        effect: { kind: "DELETE_POD", about: tag },
        pod: { name: tag, expected: null },
      };
    },
  },
  {
    name: "heal by RECREATE",
    prepare: async (world, tag) => {
      await running(world, tag);
      const finding = await deletedBeside(world, tag);
      return {
        ...healed(world, finding, "RECREATE"),
        effect: { kind: "HEAL", about: tag },
        pod: { name: tag, expected: {} },
      };
    },
  },
  {
    name: "heal by REAPPLY",
    prepare: async (world, tag) => {
      await running(world, tag);
      const container = (await world.laboratory.getPod(NAMESPACE, tag))?.spec.containers[0];
      const spec = { containers: [{ ...container, image: "registry.local/other:9" }] };
      await world.laboratory.editPodAs("mallory", NAMESPACE, tag, { spec });
      const [finding] = await untilFindings(world.api.url, `pod:${NAMESPACE}/${tag}`);
      return {
        ...healed(world, finding, null),
        effect: { kind: "HEAL", about: tag },
        pod: { name: tag, expected: { image: "registry.local/train:1" } },
      };
    },
  },
  {
    name: "heal by DELETE_ORPHAN",
    prepare: async (world, tag) => {
      const finding = await orphan(world, tag);
      return {
        ...healed(world, finding, "DELETE_ORPHAN"),
        effect: { kind: "HEAL", about: tag },
        pod: { name: tag, expected: null },
      };
    },
  },
  {
    name: "heal by CREATE_NAMESPACE",
    prepare: async (world, tag) => {
      await done(world, "createTeam", { name: tag, quota: { pods: 5 } });
      const { connection } = world.laboratory;
      await connection.request("DELETE", `/api/v1/namespaces/${tag}`);
      // While it is being deleted nothing can be made in its place.
      await waitUntil(
        async () => ((await connection.request("GET", `/api/v1/namespaces/${tag}`)).status === 404 ? true : undefined),
        () => `namespace ${tag} gone`,
        { timeoutMs: 60_000 },
      );
      const [finding] = await untilFindings(world.api.url, `namespace:${tag}`, (found) =>
        found.some(({ title }) => title.includes("has no namespace")),
      );
      return {
        ...healed(world, finding, null),
        effect: { kind: "KEEP_NAMESPACES", about: tag },
        namespace: { name: tag, pods: "5" },
      };
    },
  },
  {
    name: "createTeam",
    prepare: async (world, tag) => ({
      ...keyed(world, "createTeam", { name: tag, quota: { pods: 5 } }),
      effect: { kind: "CREATE_TEAM", about: tag },
      namespace: { name: tag, pods: "5" },
    }),
  },
  {
    name: "updateTeam",
    prepare: async (world, tag) => {
      await done(world, "createTeam", { name: tag, quota: { pods: 5 } });
      return {
        ...keyed(world, "updateTeam", { name: tag, quota: { pods: 7 } }),
        effect: { kind: "UPDATE_TEAM", about: tag },
        namespace: { name: tag, pods: "7" },
      };
    },
  },
  {
    name: "addNamespace",
    prepare: async (world, tag) => {
      await done(world, "createTeam", { name: tag });
      return {
        ...keyed(world, "addNamespace", { team: tag, namespace: `${tag}-more` }),
        effect: { kind: "ADD_NAMESPACE", about: tag },
        namespace: { name: `${tag}-more`, pods: null },
      };
    },
  },
  {
    name: "adoptNamespace",
    prepare: async (world, tag) => {
      await done(world, "createTeam", { name: tag });
      await world.laboratory.addNamespace(`${tag}-old`);
      return {
        ...keyed(world, "adoptNamespace", { team: tag, namespace: `${tag}-old` }),
        effect: { kind: "ADOPT_NAMESPACE", about: tag },
        namespace: { name: `${tag}-old`, pods: null },
      };
    },
  },
  {
    name: "keepNamespaces",
    prepare: async (world, tag) => {
      await done(world, "createTeam", { name: tag, quota: { pods: 5 } });
      const policies = `/apis/networking.k8s.io/v1/namespaces/${tag}/networkpolicies`;
      await world.laboratory.connection.request("DELETE", `${policies}/resource-manager-deny-all`);
      return {
        ...keyed(world, "keepNamespaces", { name: tag }),
        effect: { kind: "KEEP_NAMESPACES", about: tag },
        namespace: { name: tag, pods: "5" },
      };
    },
  },
  {
    name: "archiveTeam",
    prepare: async (world, tag) => {
      await done(world, "createTeam", { name: tag, quota: { pods: 5 } });
      await world.laboratory.connection.request("DELETE", `/api/v1/namespaces/${tag}/resourcequotas/resource-manager`);
      return {
        ...keyed(world, "archiveTeam", { name: tag }),
        effect: { kind: "ARCHIVE_TEAM", about: tag },
        namespace: { name: tag, pods: "0" },
      };
    },
  },
  {
    name: "decideQuotaRequest",
    prepare: async (world, tag) => {
      await done(world, "createTeam", { name: tag, quota: { pods: 5 } });
      await done(world, "requestQuota", { team: tag, quota: { pods: 9 }, reason: "more" });
      const text = "query ($team: String) { quotaRequests(team: $team) { id } }";
      const asked = await query<{ quotaRequests: { id: string }[] }>(world.api.url, text, { team: tag });
      return {
        ...keyed(world, "decideQuotaRequest", { id: asked.quotaRequests[0]?.id, approve: true }),
        effect: { kind: "UPDATE_TEAM", about: tag },
        namespace: { name: tag, pods: "9" },
      };
    },
  },
  {
    name: "undo of createPod",
    prepare: async (world, tag) => {
      await running(world, tag);
      return {
        ...(await undone(world, "CREATE_POD", tag)),
        effect: { kind: "DELETE_POD", about: tag },
        pod: { name: tag, expected: null },
      };
    },
  },
  {
    name: "undo of deletePod",
    prepare: async (world, tag) => {
      await running(world, tag);
      await done(world, "deletePod", { namespace: NAMESPACE, name: tag });
      return {
        ...(await undone(world, "DELETE_POD", tag)),
        effect: { kind: "CREATE_POD", about: tag },
        pod: { name: tag, expected: { gpus: "1" } },
      };
    },
  },
  {
    name: "undo of updatePod in place",
    prepare: async (world, tag) => {
      await running(world, tag);
      await done(world, "updatePod", { namespace: NAMESPACE, name: tag, image: "registry.local/train:2" });
      return {
        ...(await undone(world, "UPDATE_POD", tag)),
        effect: { kind: "UPDATE_POD", about: tag },
        pod: { name: tag, expected: { image: "registry.local/train:1" } },
      };
    },
  },
  {
    name: "undo of updateTeam",
    prepare: async (world, tag) => {
      await done(world, "createTeam", { name: tag, quota: { pods: 5 } });
      await done(world, "updateTeam", { name: tag, quota: { pods: 7 } });
      return {
        ...(await undone(world, "UPDATE_TEAM", tag)),
        effect: { kind: "UPDATE_TEAM", about: tag },
        namespace: { name: tag, pods: "5" },
      };
    },
  },
];

const IN_PLACE: PodExpected = { image: "registry.local/train:2", cpu: "2" };

function podWish(name: string) {
  return wish({ name, server: "kill-a" });
}

async function running(world: Constellation, name: string): Promise<void> {
  await done(world, "createPod", podWish(name));
  await untilPod(world.api.url, { namespace: NAMESPACE, name }, (pod) => pod?.status === "RUNNING");
}

/** With one key for all times that it is sent. */
function keyed(world: Constellation, name: string, input: Mutation["input"]): Pick<Prepared, "send"> {
  const mutation = { name, input: { ...input, operationId: randomUUID() } };
  return {
    send: async () => {
      const answer = await send(world, mutation);
      if (!answer.__typename.endsWith("Success")) throw new Error(`${name}: ${answer.__typename}: ${answer.message}`);
    },
  };
}

function updated(world: Constellation, name: string, change: object, expected: PodExpected): Prepared {
  return {
    ...keyed(world, "updatePod", { namespace: NAMESPACE, name, ...change }),
    effect: { kind: "UPDATE_POD", about: name },
    pod: { name, expected },
  };
}

async function undone(world: Constellation, kind: string, about: string): Promise<Pick<Prepared, "send">> {
  const all = await operations(world);
  const found = all.find((each) => each.kind === kind && (each.name ?? each.team) === about && each.state === "DONE");
  return keyed(world, "undoOperation", { id: found?.id });
}

/** A repair that died before it began is found again, and asked for again; one that was begun is not a finding any more. */
function healed(world: Constellation, finding: FindingSeen | undefined, kind: string | null): Pick<Prepared, "send"> {
  if (!finding) throw new Error("nothing was found");
  return {
    send: async () => {
      const stands = (await findings(world.api.url)).some(
        ({ id, state }) => id === finding.id && state !== "REPAIRING",
      );
      if (!stands) return;
      const answer = await healAndConfirm(world.api.url, { findings: [finding.id], kind });
      if (answer.__typename !== "HealSuccess") throw new Error(`heal: ${answer.__typename}: ${answer.message}`);
    },
  };
}

async function deletedBeside({ laboratory, api }: Constellation, name: string): Promise<FindingSeen | undefined> {
  await laboratory.deletePod(NAMESPACE, name, { force: true });
  const [finding] = await untilFindings(api.url, `pod:${NAMESPACE}/${name}`);
  return finding;
}

/** A pod with our marks that the ledger does not know: a create that lands late. */
async function orphan(world: Constellation, name: string): Promise<FindingSeen | undefined> {
  const { laboratory, api } = world;
  await running(world, name);
  const made = await laboratory.getPod(NAMESPACE, name);
  await done(world, "deletePod", { namespace: NAMESPACE, name });
  const { labels, annotations } = made?.metadata ?? {};
  const { nodeName: _, ...spec } = made?.spec ?? {};
  const body = { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: NAMESPACE, labels, annotations }, spec };
  await laboratory.connection.request("POST", `/api/v1/namespaces/${NAMESPACE}/pods`, { body });
  await laboratory.waitForPod(NAMESPACE, name, (pod) => pod?.status.phase === "Running");
  const [finding] = await untilFindings(api.url, `pod:${NAMESPACE}/${name}`);
  return finding;
}
