import { join } from "node:path";
import { ClusterConfigError } from "@resource-manager/cluster/cluster-access";
import { openClusterView } from "@resource-manager/cluster/cluster-view";
import { connectCluster } from "@resource-manager/cluster/connect";
import { Turnstile } from "@resource-manager/cluster/turnstile";
import { openUsageView } from "@resource-manager/cluster/usage-view";
import { Healer } from "@resource-manager/domain/consistency/healer";
import { LivingComparison } from "@resource-manager/domain/consistency/living-comparison";
import { type Identity, openIdentity } from "@resource-manager/domain/identity/identity";
import { Memberships } from "@resource-manager/domain/identity/memberships";
import { type PasswordHashes, scryptHashes } from "@resource-manager/domain/identity/password-hashes";
import { ServiceAccounts } from "@resource-manager/domain/identity/service-accounts";
import { NO_QUOTA } from "@resource-manager/domain/model/team";
import { ApiTokens } from "@resource-manager/domain/operations/api-tokens";
import { Observer } from "@resource-manager/domain/operations/observer";
import { createPodCommands } from "@resource-manager/domain/operations/pod-commands";
import { OperationRunner } from "@resource-manager/domain/operations/runner";
import { createServerCommands } from "@resource-manager/domain/operations/server-commands";
import { createTeamCommands } from "@resource-manager/domain/operations/team-commands";
import type { Cluster, ClusterView } from "@resource-manager/domain/ports/cluster";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import type { Usage } from "@resource-manager/domain/ports/usage";
import type { Vault } from "@resource-manager/domain/ports/vault";
import { type History, openHistory } from "@resource-manager/history/open-history";
import {
  LedgerBoundElsewhere,
  LedgerInUse,
  LedgerOfAnother,
  LedgerTooNew,
  LedgerUnavailable,
} from "@resource-manager/ledger/errors";
import { openLedger } from "@resource-manager/ledger/open-ledger";
import { openVault, VaultKeyUnusable } from "@resource-manager/ledger/vault";
import type { Logger } from "pino";
import { bringUp } from "./bring-up.ts";
import { ClusterBinding } from "./cluster-binding.ts";
import type { Config } from "./config.ts";
import { ConsistencyService } from "./consistency-service.ts";
import { DemoActivity } from "./demo/activity.ts";
import { ensureDemoIdentities } from "./demo/identities.ts";
import { DEMO_QUOTAS, isDemoLedger, isUntouched } from "./demo/seed.ts";
import { EXIT } from "./exit-codes.ts";
import { CommandGate } from "./gated-commands.ts";
import { PreparedDocuments } from "./graphql/prepared-documents.ts";
import { makeSchema } from "./graphql/schema.ts";
import { HistoryKeeper } from "./history/history-keeper.ts";
import { AskerLimits } from "./http/asker-limits.ts";
import { auditExport } from "./http/audit-export.ts";
import { authRoutes } from "./http/auth-routes.ts";
import { graphqlOverHttp } from "./http/graphql-over-http.ts";
import { graphqlOverWebSocket } from "./http/graphql-over-websocket.ts";
import { type RunningHttpServer, startHttpServer } from "./http/http-server.ts";
import { localDoor, openLocalDoor } from "./http/local-door.ts";
import { OpenIdProvider } from "./http/open-id-provider.ts";
import { Readiness } from "./http/readiness.ts";
import { SessionCookies } from "./http/session-cookies.ts";
import { limitCalls } from "./limit-calls.ts";
import { LiveChannels } from "./live/live-channels.ts";
import { LiveView } from "./live/live-view.ts";
import { TeamChannel } from "./live/team-channel.ts";
import type { HistoryReader, Services } from "./services.ts";
import { standingOf, tellOfStandings } from "./standings.ts";
import { asListenError, StartError } from "./start-error.ts";
import { SYSTEM_CLOCK as clock, RANDOM_IDS as ids, newSecret } from "./system-clock.ts";
import { ensureTeams } from "./tenants.ts";
import { VERSION } from "./version.ts";
import { within } from "./within.ts";

const GRAPHQL_PATH = "/graphql";
const PRIORITY_CLASS = "resource-manager";
const LOOK_INTERVAL_MS = 250;
const LOOK_SCHEDULE_MS = 30_000;
/** Reads of events and logs at once, for all requests together. */
const DETAIL_CALLS_MAX = 16;
/** Each takes 32 MiB while it is worked out. */
const PASSWORD_HASHES_AT_ONCE = 2;
/** Parts of the time that there is for stopping. */
const STOP_MS = { requests: 800, attempts: 500, lastWords: 300, history: 300 } as const;

export interface RunningApi {
  readonly url: string;
  readonly port: number;
  /** Within 3 s. What was acknowledged is in the ledger; what is under way goes on at the next start. */
  stop(): Promise<void>;
}

export interface StartApiOptions {
  readonly log: Logger;
  /** It runs, but cannot go on: a person has to settle something. */
  readonly onFatal: (error: unknown) => void;
}

/**
 * The wiring of the whole API, and the only place that knows which adapter stands behind which port. It listens once the ledger is
 * open; the cluster may be away for as long as it likes. Rejects with what `asStartError` knows when it cannot start.
 */
export async function startApi(config: Config, { log, onFatal }: StartApiOptions): Promise<RunningApi> {
  await using starting = new AsyncDisposableStack();
  const adapters = await openAdapters(config, log, starting);
  const core = makeCore(adapters, config, log, starting);
  const readiness = new Readiness();
  let isServing = false;
  const server = await serve(config, readiness, () => (isServing ? core.services : null), log, starting);
  const stopping = new AbortController();
  starting.defer(() => stopping.abort());
  let activity: DemoActivity | null = null;
  starting.defer(() => activity?.stop());
  const running = starting.move();
  const isNewDemo = config.demo && adapters.untouched;
  const serving = (): void => {
    isServing = true;
  };
  bringUp({ ...adapters, ...core, clock, readiness, log, isNewDemo, serving, signal: stopping.signal })
    .then(() => {
      if (!adapters.isDemo && !adapters.identity.core.hasAdmin)
        log.info("there is no admin yet; a link that makes one: npm run admin -- set-up-link");
      if (adapters.isDemo && !stopping.signal.aborted) activity = startDemoActivity(adapters, core.services, log);
    })
    .catch((error) => {
      if (!stopping.signal.aborted) onFatal(error);
    });
  return { url: server.url, port: server.port, stop: () => running.disposeAsync() };
}

/** What is known to go wrong at the start or later, in one plain line with its exit code; null: a bug. */
export function asStartError(error: unknown): StartError | null {
  if (error instanceof StartError) return error;
  for (const [kind, exitCode] of EXIT_CODE_OF) {
    if (error instanceof kind) return new StartError(exitCode, error.message, { cause: error });
  }
  return asListenError(error);
}

const EXIT_CODE_OF = [
  [LedgerInUse, EXIT.dataInUse],
  [LedgerOfAnother, EXIT.dataUnusable],
  [LedgerTooNew, EXIT.dataUnusable],
  [LedgerUnavailable, EXIT.dataUnusable],
  [VaultKeyUnusable, EXIT.dataUnusable],
  [LedgerBoundElsewhere, EXIT.otherCluster],
  [ClusterConfigError, EXIT.kubeconfig],
] as const;

interface Adapters {
  readonly ledger: Ledger;
  readonly vault: Vault;
  readonly cluster: Cluster;
  readonly view: ClusterView;
  readonly usage: Usage;
  readonly history: History;
  readonly installationId: string;
  readonly toleratedTaints: ReadonlySet<string>;
  readonly tokens: ApiTokens;
  readonly identity: Identity;
  readonly memberships: Memberships;
  readonly serviceAccounts: ServiceAccounts;
  /** Nothing was ever asked of this ledger. */
  readonly untouched: boolean;
  /** It is a demo's, or is about to be. */
  readonly isDemo: boolean;
  /** What still runs when the connection is closed, and has to have written its outcome down before the ledger is. */
  readonly lastWords: { work: Promise<void> };
}

/** Ledger and cluster. The stack ends them in the opposite order. */
async function openAdapters(config: Config, log: Logger, stack: AsyncDisposableStack): Promise<Adapters> {
  const ledger = stack.use(
    await openLedger({
      file: join(config.dataDir, "ledger.db"),
      installationId: config.installationId,
      clock,
      ids,
      onProgress: (message) => log.info(message),
      onListenerError: (error) => log.error({ err: error }, "a listener of the ledger failed"),
    }),
  );
  const vault = openVault(join(config.dataDir, "secrets.key"));
  const history = openHistory({
    path: join(config.dataDir, "history.db"),
    onChange: (whyOff) => (whyOff === null ? log.info("the history is kept again") : log.warn(whyOff)),
  });
  stack.defer(() => within(Promise.resolve(history[Symbol.asyncDispose]()), STOP_MS.history));
  const untouched = await isUntouched(ledger);
  const isDemo = config.demo && (untouched || (await isDemoLedger(ledger)));
  await ensureTeams(ledger, (team) => (config.demo && untouched ? DEMO_QUOTAS[team] : NO_QUOTA));
  const installationId = (await ledger.installation()).id;
  const onTokenFault = (fault: unknown): void => log.error({ err: fault }, "the use of an API token was not noted");
  const isOpenDemo = isDemo && config.clusterMode === "SIMULATED";
  if (isOpenDemo) await ensureDemoIdentities(ledger, clock);
  const identity = stack.use(await openIdentity(identityPorts(ledger, log), identityOptions(config, isOpenDemo)));
  const { roster } = identity.core;
  const users = { user: (id: string) => roster.user(id), userNamed: (name: string) => roster.named(name) };
  const memberships = await Memberships.load({ ledger, clock, ...users });
  const serviceAccounts = await ServiceAccounts.load({ ledger, clock, ids });
  const standings = { identity, memberships, serviceAccounts };
  const ofPrincipal = (id: string) => standingOf(id, standings);
  const serviceAccount = (id: string) => serviceAccounts.get(id);
  const asking = { standingOf: ofPrincipal, serviceAccount };
  const tokenPorts = { ledger, clock, ids, newSecret, ...asking, onFault: onTokenFault };
  const tokens = stack.use(await ApiTokens.load(tokenPorts));
  tellOfStandings(standings, tokens);
  const lastWords = { work: Promise.resolve() };
  stack.defer(() => within(lastWords.work, STOP_MS.lastWords));
  const connection = stack.use(
    await connectCluster(config.cluster, {
      clock,
      vault,
      installationId,
      gpuResourceName: config.gpuResourceName,
      requestTimeoutMs: config.clusterTimeoutMs,
      gpuTolerations: [{ key: config.gpuResourceName, operator: "Exists" }],
      ...(config.serverSelector === undefined ? {} : { serverSelector: config.serverSelector }),
      priorityClassName: PRIORITY_CLASS,
      onWarning: (message) => log.warn(message),
    }),
  );
  const view = openClusterView(connection);
  stack.defer(() => view.stop());
  const namespaces = async () => (await ledger.namespaces()).map(({ name }) => name);
  const usage = openUsageView(connection, { namespaces });
  stack.defer(() => usage.stop());
  const toleratedTaints = new Set([config.gpuResourceName]);
  return {
    ledger,
    vault,
    cluster: connection.cluster,
    view,
    usage,
    installationId,
    toleratedTaints,
    history,
    tokens,
    identity,
    memberships,
    serviceAccounts,
    untouched,
    isDemo,
    lastWords,
  };
}

function identityPorts(ledger: Ledger, log: Logger) {
  const turnstile = new Turnstile(PASSWORD_HASHES_AT_ONCE);
  const unlimited = scryptHashes();
  const hashes: PasswordHashes = {
    nobodys: unlimited.nobodys,
    hash: (password) => turnstile.pass(() => unlimited.hash(password)),
    isOf: (password, hash) => turnstile.pass(() => unlimited.isOf(password, hash)),
  };
  const onFault = (fault: unknown): void => log.error({ err: fault }, "the use of a session was not noted");
  return { ledger, clock, ids, hashes, newSecret, onFault };
}

function identityOptions({ signIn }: Config, demo: boolean) {
  return { required: signIn.required, demo, unknownUsers: signIn.oidc?.unknownUsers ?? "REFUSE" } as const;
}

/** What stands on the adapters, in domain words. */
function makeCore(adapters: Adapters, config: Config, log: Logger, stack: AsyncDisposableStack) {
  const {
    ledger,
    vault,
    cluster,
    view,
    usage,
    history,
    installationId,
    toleratedTaints,
    tokens,
    identity,
    memberships,
    serviceAccounts,
    lastWords,
  } = adapters;
  const onFault = (fault: unknown): void => log.error({ err: fault }, "a fault of our own; it is tried again");
  const live = new LiveView({ ledger, view, clock, installationId, toleratedTaints, epoch: ids.uuid() });
  stack.defer(() => live.stop());
  const channels = new LiveChannels(live, clock);
  stack.defer(() => channels.stop());
  const teamChannel = new TeamChannel(ledger, [memberships, serviceAccounts], clock);
  stack.defer(() => teamChannel.stop());
  const binding = new ClusterBinding({ ledger, cluster, clock });
  const onStepFault = (operationId: string, fault: unknown): void =>
    log.error({ err: fault, operationId }, "a fault of our own in an operation; it is tried again");
  const runner = new OperationRunner({ ledger, cluster, view, clock, ids, installationId, onFault: onStepFault });
  stack.defer(() => {
    lastWords.work = runner.stop();
    return within(lastWords.work, STOP_MS.attempts);
  });
  const observer = new Observer({ ledger, view, clock, installationId, toleratedTaints, onFault });
  stack.defer(() => within(observer.stop(), STOP_MS.attempts));
  const commandPorts = { ledger, cluster, view, runner, clock, ids, installationId };
  const why = (): string => binding.unboundBecause ?? "the cluster is still being read";
  const gate = new CommandGate({ clock, ledger, vault, why });
  const commands = gate.guard(createPodCommands(commandPorts));
  const teams = gate.guardTeams(createTeamCommands({ ...commandPorts, vault }));
  const servers = gate.guardServers(createServerCommands(commandPorts));
  const shared = { ledger, view, cluster, clock, installationId, pods: live.ledgerPods };
  const comparison = new LivingComparison(shared);
  const healer = new Healer({ ...shared, commands, comparison, ids, defaults: config.healing });
  const pace = { intervalMs: LOOK_INTERVAL_MS, scheduleMs: LOOK_SCHEDULE_MS };
  const consistency = new ConsistencyService(healer, comparison, { clock, ...pace, onFault });
  stack.defer(() => consistency.stop());
  const keeper = new HistoryKeeper({ live, usage, clock, history, onFault, isFresh: () => !live.freshness().stale });
  stack.defer(() => keeper.stop());
  const reader: HistoryReader = {
    read: (query) => history.read(query, clock.now().getTime()),
    whyOff: () => history.whyOff(),
    now: () => clock.now(),
  };
  const details = limitCalls(cluster, DETAIL_CALLS_MAX);
  const system = (): ReturnType<Services["system"]> => ({
    version: VERSION,
    clusterMode: config.clusterMode,
    clusterVersion: binding.version,
    installationId,
    ...live.freshness(),
    cursor: live.feed.format(live.feed.cursor().sequence),
  });
  const auditRefused: Services["auditRefused"] = (actor, action, subject, reason) => {
    const event = { actor, action, subject, result: "REFUSED", reason, before: null, after: null } as const;
    return ledger.write((tx) => tx.audit({ ...event, operationId: null }));
  };
  const asked = { ledger, details, usage, history: reader, now: () => clock.now(), system };
  const { oidc, publicUrl } = config.signIn;
  const provider = oidc === null || publicUrl === null ? null : new OpenIdProvider(oidc, publicUrl);
  const known = { identity, provider, cookies: new SessionCookies(installationId), memberships, serviceAccounts };
  const changing = { commands, teams, servers, tokens, ...known, auditRefused };
  const services: Services = { live, channels, teamChannel, consistency, ...changing, ...asked };
  return { services, binding, gate, runner, observer, keeper };
}

function startDemoActivity({ installationId }: Adapters, services: Services, log: Logger): DemoActivity {
  const { commands, live, channels } = services;
  return new DemoActivity({
    commands,
    pods: () => live.pods.rows(),
    isWatched: () => channels.isWatched,
    clock,
    seed: `${installationId} ${live.feed.cursor().epoch}`,
    onFault: (fault) => log.warn({ err: fault }, "the demo's teams could not do what they wanted; they try again"),
  });
}

/** HTTP and WebSocket in front of the schema. The stack ends them before anything that they use. */
async function serve(
  { host, port, dataDir, signIn: { publicUrl, allowedOrigins } }: Config,
  readiness: Readiness,
  services: () => Services | null,
  log: Logger,
  stack: AsyncDisposableStack,
): Promise<RunningHttpServer> {
  const schema = await makeSchema();
  const documents = new PreparedDocuments(schema);
  const asked = { schema, documents, limits: new AskerLimits(), services };
  const shared = { ...asked, newRequestId: ids.uuid, publicUrl, allowedOrigins, log };
  const overHttp = await graphqlOverHttp(shared);
  stack.defer(() => overHttp.stop());
  const key = newSecret();
  const server = await startHttpServer({
    ...{ host, port, readiness, graphql: overHttp.handlers, graphqlPath: GRAPHQL_PATH },
    ...{ auth: authRoutes(shared), auditExport: auditExport(shared), localDoor: localDoor(services, key) },
  });
  stack.defer(() => server.stop(STOP_MS.requests));
  stack.use(await openLocalDoor(dataDir, { url: server.url, key, publicUrl }));
  const overWebSocket = graphqlOverWebSocket({ ...shared, server: server.server, path: GRAPHQL_PATH });
  stack.defer(() => overWebSocket.stop());
  return server;
}
