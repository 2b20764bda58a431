import type { Identity } from "@resource-manager/domain/identity/identity";
import type { Memberships } from "@resource-manager/domain/identity/memberships";
import type { ServiceAccounts } from "@resource-manager/domain/identity/service-accounts";
import type { Actor } from "@resource-manager/domain/model/actor";
import type { ApiTokens } from "@resource-manager/domain/operations/api-tokens";
import type { PodCommands } from "@resource-manager/domain/operations/commands";
import type { ServerCommands } from "@resource-manager/domain/operations/server-requests";
import type { TeamCommands } from "@resource-manager/domain/operations/team-requests";
import type { Cluster } from "@resource-manager/domain/ports/cluster";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import type { Usage } from "@resource-manager/domain/ports/usage";
import type { HistoryAnswer, HistoryQuery } from "@resource-manager/history/history-model";
import type { ConsistencyService } from "./consistency-service.ts";
import type { OpenIdProvider } from "./http/open-id-provider.ts";
import type { SessionCookies } from "./http/session-cookies.ts";
import type { LiveChannels } from "./live/live-channels.ts";
import type { LiveView } from "./live/live-view.ts";
import type { TeamChannel } from "./live/team-channel.ts";

/** All that resolvers call. `composition.ts` makes it. */
export interface Services {
  readonly live: LiveView;
  readonly channels: LiveChannels;
  /** Reads only: changes go through `commands`. */
  readonly ledger: Pick<
    Ledger,
    | "operation"
    | "storedOperation"
    | "operationsOfPod"
    | "podById"
    | "team"
    | "teams"
    | "namespaces"
    | "quotaRequests"
    | "healingPasses"
    | "auditEvents"
    | "auditEventsAfter"
    | "countAuditEvents"
    | "verifyAudit"
  >;
  /** What is not watched and asked of the cluster when somebody looks. */
  readonly details: Pick<Cluster, "podEvents" | "podLog" | "podYaml">;
  /** What is used, as the cluster measures it. */
  readonly usage: Omit<Usage, "stop">;
  readonly history: HistoryReader;
  readonly commands: PodCommands;
  readonly teams: TeamCommands;
  readonly servers: ServerCommands;
  readonly teamChannel: TeamChannel;
  readonly tokens: Omit<ApiTokens, typeof Symbol.dispose>;
  readonly identity: Omit<Identity, typeof Symbol.dispose>;
  readonly cookies: SessionCookies;
  /** Null: none is configured. */
  readonly provider: OpenIdProvider | null;
  readonly memberships: Memberships;
  readonly serviceAccounts: ServiceAccounts;
  /** Writes down a change that the viewer may not ask for. */
  readonly auditRefused: (actor: Actor, action: string, subject: string, reason: string) => Promise<void>;
  readonly consistency: ConsistencyService;
  readonly now: () => Date;
  /** The product and its view of the cluster, as of now. */
  readonly system: () => SystemFacts;
}

/** What resolvers need of the history. */
export interface HistoryReader {
  /** Null where it cannot be read. */
  read(query: HistoryQuery): Promise<HistoryAnswer | null>;
  whyOff(): string | null;
  now(): Date;
}

export interface SystemFacts {
  readonly version: string;
  readonly clusterMode: "KUBERNETES" | "SIMULATED";
  /** Null until the cluster was first reached. */
  readonly clusterVersion: string | null;
  readonly installationId: string;
  readonly observedAt: Date | null;
  readonly stale: boolean;
  readonly why: string | null;
  readonly cursor: string;
}
