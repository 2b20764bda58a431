import { randomUUID } from "node:crypto";
import { openIdentity } from "@resource-manager/domain/identity/identity";
import { Memberships } from "@resource-manager/domain/identity/memberships";
import { scryptHashes } from "@resource-manager/domain/identity/password-hashes";
import { ServiceAccounts } from "@resource-manager/domain/identity/service-accounts";
import { NO_TEAMS } from "@resource-manager/domain/model/actor";
import { ApiTokens } from "@resource-manager/domain/operations/api-tokens";
import { destination, pino } from "pino";
import { PreparedDocuments } from "../graphql/prepared-documents.ts";
import { makeSchema } from "../graphql/schema.ts";
import { AskerLimits } from "../http/asker-limits.ts";
import { auditExport } from "../http/audit-export.ts";
import { authRoutes } from "../http/auth-routes.ts";
import { graphqlOverHttp } from "../http/graphql-over-http.ts";
import { graphqlOverWebSocket } from "../http/graphql-over-websocket.ts";
import { startHttpServer } from "../http/http-server.ts";
import { localDoor } from "../http/local-door.ts";
import { Readiness } from "../http/readiness.ts";
import { SessionCookies } from "../http/session-cookies.ts";
import { LiveChannels } from "../live/live-channels.ts";
import { LiveView } from "../live/live-view.ts";
import { TeamChannel } from "../live/team-channel.ts";
import type { Services } from "../services.ts";
import { SYSTEM_CLOCK as clock, newSecret } from "../system-clock.ts";
import { consistencyOver } from "./consistency-over.ts";
import { FakeClusterView } from "./fake-cluster-view.ts";
import { FakeLedger } from "./fake-ledger.ts";
import { EPOCH, INSTALLATION } from "./samples.ts";

/** What opens the local door of a test's API. */
export const LOCAL_KEY = "key";

export interface TestApi extends AsyncDisposable {
  readonly url: string;
  readonly ledger: FakeLedger;
  readonly view: FakeClusterView;
  readonly live: LiveView;
  readonly channels: LiveChannels;
  readonly readiness: Readiness;
  /** What was logged, one JSON object for each line. */
  readonly logged: () => readonly Record<string, unknown>[];
  setServing(isServing: boolean): void;
}

/** The whole edge (HTTP, WebSocket, schema, resolvers, live view) over a ledger and a cluster that a test sets. */
export async function startTestApi(
  overrides: Partial<Services> = {},
  limits: AskerLimits = new AskerLimits(),
  allowedOrigins: ReadonlySet<string> = new Set(),
): Promise<TestApi> {
  const [ledger, view, readiness] = [new FakeLedger(), new FakeClusterView(), new Readiness()];
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { ...destination("/dev/null"), write: (line: string) => lines.push(line) });
  const ports = { ledger, view, clock, installationId: INSTALLATION };
  const live = new LiveView({ ...ports, toleratedTaints: new Set(), epoch: EPOCH });
  await live.start();
  const channels = new LiveChannels(live, clock);
  const unexpected = (): never => {
    throw new Error("this test was not to call that");
  };
  const commands = {
    create: unexpected,
    update: unexpected,
    delete: unexpected,
    cancel: unexpected,
    undo: unexpected,
    repair: unexpected,
  };
  const teams = {
    create: unexpected,
    update: unexpected,
    archive: unexpected,
    addNamespace: unexpected,
    adoptNamespace: unexpected,
    keepNamespaces: unexpected,
    createPullSecret: unexpected,
    rotatePullSecret: unexpected,
    deletePullSecret: unexpected,
    requestQuota: unexpected,
    decideQuotaRequest: unexpected,
  };
  const servers = { cordon: unexpected, uncordon: unexpected, drain: unexpected };
  const onFault = (fault: unknown) => log.error({ err: fault });
  const consistency = consistencyOver({ ...ports, commands, pods: live.ledgerPods, onFault });
  const details = { podEvents: unexpected, podLog: unexpected, podYaml: unexpected };
  const system = (): ReturnType<Services["system"]> => ({
    version: "test",
    clusterMode: "SIMULATED",
    clusterVersion: null,
    installationId: INSTALLATION,
    ...live.freshness(),
    cursor: live.feed.format(live.feed.cursor().sequence),
  });
  const usage = { ofServer: () => null, ofPod: () => null, whyUnknown: () => "this test measures nothing" };
  const history = { read: async () => null, whyOff: () => "this test keeps none", now: () => clock.now() };
  const asked = { ledger, details, usage, history, now: () => clock.now(), system };
  const standingOf = () => ({ role: "ADMIN", teams: NO_TEAMS }) as const;
  const serviceAccounts = await ServiceAccounts.load({ ledger, clock, ids: { uuid: randomUUID } });
  const tokenPorts = { ledger, clock, ids: { uuid: randomUUID }, newSecret, onFault, standingOf };
  const tokens = await ApiTokens.load({ ...tokenPorts, serviceAccount: () => null });
  const identityPorts = { ledger, clock, ids: { uuid: randomUUID }, newSecret, onFault, hashes: scryptHashes() };
  const identity = await openIdentity(identityPorts, { required: false, demo: false, unknownUsers: "REFUSE" });
  const { roster } = identity.core;
  const users = { userNamed: (name: string) => roster.named(name), user: (id: string) => roster.user(id) };
  const memberships = await Memberships.load({ ledger, clock, ...users });
  const teamChannel = new TeamChannel(ledger, [overrides.memberships ?? memberships], clock);
  const known = { identity, cookies: new SessionCookies(INSTALLATION), provider: null, memberships, serviceAccounts };
  const changing = { commands, teams, servers, tokens, ...known, auditRefused: unexpected };
  const parts = { live, channels, teamChannel, consistency, ...changing, ...asked };
  const services: Services = { ...parts, ...overrides };
  let isServing = true;
  const schema = await makeSchema();
  const documents = new PreparedDocuments(schema);
  const shared = {
    schema,
    documents,
    limits,
    services: () => (isServing ? services : null),
    newRequestId: randomUUID,
    publicUrl: null,
    allowedOrigins,
    log,
  };
  const overHttp = await graphqlOverHttp(shared);
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    readiness,
    graphql: overHttp.handlers,
    graphqlPath: "/graphql",
    auth: authRoutes(shared),
    auditExport: auditExport(shared),
    localDoor: localDoor(shared.services, LOCAL_KEY),
  });
  const overWebSocket = graphqlOverWebSocket({ ...shared, server: server.server, path: "/graphql" });
  return {
    url: server.url,
    ledger,
    view,
    live,
    channels,
    readiness,
    logged: () => lines.map((line) => JSON.parse(line)),
    setServing: (value) => {
      isServing = value;
    },
    [Symbol.asyncDispose]: async () => {
      await overWebSocket.stop();
      await server.stop(0);
      await overHttp.stop();
      consistency.stop();
      channels.stop();
      teamChannel.stop();
      live.stop();
    },
  };
}
