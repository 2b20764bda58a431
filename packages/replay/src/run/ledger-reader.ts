import type { Need } from "@resource-manager/domain/model/amounts";
import type { LedgerFacts } from "../proof/facts.ts";
import type { ApiClient } from "./api-client.ts";

interface Amounts {
  readonly gpus: number;
  readonly cpuMillis: number;
  /** BigInt: as text or as a number. */
  readonly ramBytes: string | number;
  readonly storageBytes: string | number;
}

interface PodNode {
  readonly namespace: string;
  readonly name: string;
  readonly status: string;
  readonly image: string;
  readonly requested: Amounts;
  readonly server: { readonly name: string } | null;
  readonly live: { readonly uid: string } | null;
}

interface Page<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const podsQuery = `query ReplayPods($after: String) {
  pods(first: 500, after: $after, orderBy: { field: NAME, direction: ASC }) {
    pageInfo { hasNextPage endCursor }
    nodes {
      namespace name status image
      requested { gpus cpuMillis ramBytes storageBytes }
      server { name }
      live { uid }
    }
  }
}`;

const serversQuery = `query ReplayServers($after: String) {
  servers(first: 500, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { name status }
  }
}`;

const systemQuery = `query ReplaySystem {
  system { installationId clusterMode clusterVersion version }
  namespaces { name team { name quota { gpus cpuMillis ramBytes storageBytes pods } } }
}`;

/** All pods of the ledger, by our public API. */
export async function readLedger(api: ApiClient): Promise<LedgerFacts[]> {
  const pods = await readPages<PodNode>(api, podsQuery, "pods");
  return pods.map(({ server, live, requested, ...pod }) => ({
    ...pod,
    server: server?.name ?? null,
    uid: live?.uid ?? null,
    requested: needOf(requested),
  }));
}

/** Names of the servers that our API shows as READY. */
export async function readReadyServers(api: ApiClient): Promise<Set<string>> {
  const servers = await readPages<{ name: string; status: string }>(api, serversQuery, "servers");
  return new Set(servers.filter(({ status }) => status === "READY").map(({ name }) => name));
}

export interface SystemFacts {
  readonly installationId: string;
  readonly clusterMode: string;
  readonly clusterVersion: string | null;
  readonly version: string;
  readonly namespaces: readonly NamespaceFacts[];
}

export interface NamespaceFacts {
  readonly name: string;
  readonly team: string;
  /** Whether the team may only have so much: then the replay would run into that, and not into the servers' limits. */
  readonly hasQuota: boolean;
}

export async function readSystem(api: ApiClient): Promise<SystemFacts> {
  const { system, namespaces } = await api.call<{
    system: Omit<SystemFacts, "namespaces">;
    namespaces: { name: string; team: { name: string; quota: Record<string, unknown> } }[];
  }>(systemQuery);
  return {
    ...system,
    namespaces: namespaces.map(({ name, team }) => ({
      name,
      team: team.name,
      hasQuota: Object.values(team.quota).some((limit) => limit !== null),
    })),
  };
}

async function readPages<T>(api: ApiClient, query: string, field: string): Promise<T[]> {
  const nodes: T[] = [];
  for (let after: string | null = null; ; ) {
    const data: Record<string, Page<T>> = await api.call(query, { after });
    const page = data[field];
    if (page === undefined) throw new Error(`no ${field} in the answer`);
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}

function needOf({ gpus, cpuMillis, ramBytes, storageBytes }: Amounts): Need {
  return { gpus, cpuMillis, ramBytes: Number(ramBytes), storageBytes: Number(storageBytes), podSlots: 1 };
}
