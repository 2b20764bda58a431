import { join } from "node:path";
import { openClusterView } from "@resource-manager/cluster/cluster-view";
import { type ClusterConnection, connectCluster } from "@resource-manager/cluster/connect";
import { Observer } from "@resource-manager/domain/operations/observer";
import { createPodCommands } from "@resource-manager/domain/operations/pod-commands";
import { OperationRunner } from "@resource-manager/domain/operations/runner";
import type { ClusterView } from "@resource-manager/domain/ports/cluster";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import { openLedger } from "@resource-manager/ledger/open-ledger";
import type { Logger } from "pino";
import { onlyOnceBound } from "./bound-commands.ts";
import { ClusterBinding } from "./cluster-binding.ts";
import type { Config } from "./config.ts";
import { ConsistencyService } from "./consistency-service.ts";
import { DEMO_QUOTAS, isUntouched, seedDemo } from "./demo-seed.ts";
import { PreparedDocuments } from "./graphql/prepared-documents.ts";
import { makeSchema } from "./graphql/schema.ts";
import { graphqlOverHttp } from "./http/graphql-over-http.ts";
import { graphqlOverWebSocket } from "./http/graphql-over-websocket.ts";
import { type RunningHttpServer, startHttpServer } from "./http/http-server.ts";
import { Readiness } from "./http/readiness.ts";
import { LiveChannels } from "./live/live-channels.ts";
import { LiveView } from "./live/live-view.ts";
import type { Services } from "./services.ts";
import { RANDOM_IDS, SYSTEM_CLOCK } from "./system-clock.ts";
import { ensureNamespaces, ensureTeams, NO_QUOTA } from "./tenants.ts";
import { VERSION } from "./version.ts";
import { within } from "./within.ts";

const GRAPHQL_PATH = "/graphql";
const PRIORITY_CLASS = "resource-manager";
/** Parts of the time that there is for stopping. */
const STOP_MS = { requests: 800, attempts: 500, lastWords: 300 } as const;
const CONSISTENCY_INTERVAL_MS = 2_000;

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

/** Everything that is made once, and knows nothing of the others but what it is given. */
interface Parts {
  readonly config: Config;
  readonly log: Logger;
  readonly ledger: Ledger;
  readonly connection: ClusterConnection;
  readonly view: ClusterView;
  readonly binding: ClusterBinding;
  readonly runner: OperationRunner;
  readonly observer: Observer;
  readonly services: Services;
  readonly readiness: Readiness;
  readonly signal: AbortSignal;
}

/**
 * The wiring of the whole API. It listens once the ledger is open; the cluster may be away for as long as it likes.
 * Rejects with what `asStartError` knows when it cannot start.
 */
export async function startApi(config: Config, { log, onFatal }: StartApiOptions): Promise<RunningApi> {
  await using starting = new AsyncDisposableStack();
  const [clock, ids, stopping, readiness] = [SYSTEM_CLOCK, RANDOM_IDS, new AbortController(), new Readiness()];
  const file = join(config.dataDir, "ledger.db");
  const ledger = starting.use(
    await openLedger({
      file,
      clock,
      ids,
      onProgress: (message) => log.info(message),
      onListenerError: (error) => log.error({ err: error }, "a listener of the ledger failed"),
    }),
  );
  const untouched = await isUntouched(ledger);
  await ensureTeams(ledger, (team) => (config.demo && untouched ? DEMO_QUOTAS[team] : NO_QUOTA));
  const installationId = (await ledger.installation()).id;

  let attempts: Promise<void> = Promise.resolve();
  // Once the connection is closed, what is under way gets an answer, writes it down, and ends.
  starting.defer(() => within(attempts, STOP_MS.lastWords));
  const connection = starting.use(
    await connectCluster(config.cluster, {
      clock,
      installationId,
      gpuResourceName: config.gpuResourceName,
      gpuTolerations: [{ key: config.gpuResourceName, operator: "Exists" }],
      ...(config.serverSelector === undefined ? {} : { serverSelector: config.serverSelector }),
      priorityClassName: PRIORITY_CLASS,
      onWarning: (message) => log.warn(message),
    }),
  );
  const { cluster } = connection;
  const view = openClusterView(connection);
  starting.defer(() => view.stop());
  const toleratedTaints: ReadonlySet<string> = new Set([config.gpuResourceName]);
  const onFault = (fault: unknown): void => log.error({ err: fault }, "something of our own failed; it is tried again");

  const live = new LiveView({ ledger, view, clock, installationId, toleratedTaints, epoch: ids.uuid() });
  starting.defer(() => live.stop());
  const channels = new LiveChannels(live, clock);
  starting.defer(() => channels.stop());
  const binding = new ClusterBinding({ ledger, cluster, clock, signal: stopping.signal });
  const runner = new OperationRunner({
    ledger,
    cluster,
    view,
    clock,
    installationId,
    onFault: (operationId, fault) => log.error({ err: fault, operationId }, "an operation's step failed; it is tried again"),
  });
  starting.defer(() => {
    attempts = runner.stop();
    return within(attempts, STOP_MS.attempts);
  });
  const observer = new Observer({ ledger, view, clock, installationId, toleratedTaints, onFault });
  starting.defer(() => within(observer.stop(), STOP_MS.attempts));
  const commands = onlyOnceBound(
    createPodCommands({ ledger, cluster, view, runner, clock, ids, installationId }),
    () => binding.unboundBecause,
  );
  const consistency = new ConsistencyService(
    { ledger, view, commands, clock, installationId },
    { clock, intervalMs: CONSISTENCY_INTERVAL_MS, onFault },
  );
  starting.defer(() => consistency.stop());
  const services: Services = {
    live,
    channels,
    ledger,
    details: cluster,
    commands,
    consistency,
    system: () => {
      const { observedAt, stale, why } = live.freshness();
      const cursor = live.feed.format(live.feed.cursor().sequence);
      const { clusterMode } = config;
      return { version: VERSION, clusterMode, clusterVersion: binding.version, installationId, observedAt, stale, why, cursor };
    },
  };

  let isServing = false;
  const server = await serve(config, readiness, () => (isServing ? services : null), log, starting);
  starting.defer(() => stopping.abort());
  const parts = { config, log, ledger, connection, view, binding, runner, observer, services, readiness };
  const running = starting.move();
  bringUp({ ...parts, signal: stopping.signal }, untouched, () => {
    isServing = true;
  }).catch((error) => {
    if (!stopping.signal.aborted) onFatal(error);
  });
  return { url: server.url, port: server.port, stop: () => running.disposeAsync() };
}

/** HTTP and WebSocket in front of the schema. What is deferred ends them before anything that they use. */
async function serve(
  config: Config,
  readiness: Readiness,
  services: () => Services | null,
  log: Logger,
  starting: AsyncDisposableStack,
): Promise<RunningHttpServer> {
  const schema = await makeSchema();
  const documents = new PreparedDocuments(schema);
  const shared = { schema, documents, services, newRequestId: RANDOM_IDS.uuid, log };
  const overHttp = await graphqlOverHttp(shared);
  starting.defer(() => overHttp.stop());
  const { host, port } = config;
  const options = { host, port, readiness, graphql: overHttp.handlers, graphqlPath: GRAPHQL_PATH };
  const server = await startHttpServer(options);
  starting.defer(() => server.stop(STOP_MS.requests));
  const overWebSocket = graphqlOverWebSocket({ ...shared, server: server.server, path: GRAPHQL_PATH });
  starting.defer(() => overWebSocket.stop());
  return server;
}

/** From listening to ready: reads the ledger, makes sure of the cluster, catches up with it, and takes up unfinished work. */
async function bringUp(parts: Parts, untouched: boolean, serving: () => void): Promise<void> {
  const { config, log, ledger, connection, view, binding, runner, observer, services, readiness, signal } = parts;
  const { live, consistency, commands } = services;
  readiness.waitingFor(() => "reading the ledger");
  await live.start();
  serving();
  readiness.waitingFor(() => binding.unboundBecause ?? "starting");
  await binding.bind();
  if (signal.aborted) return;
  readiness.waitingFor(() => `reading the cluster: ${view.freshness().why ?? "its first lists are under way"}`);
  await observer.start();
  await view.whenSynced(signal);
  await observer.settled();
  await live.caughtUp();
  readiness.waitingFor(() => "making the teams' namespaces in the cluster");
  await ensureNamespaces({
    ledger,
    cluster: connection.cluster,
    clock: SYSTEM_CLOCK,
    signal,
    onRefused: (namespace, why) => log.warn(`the cluster will not let us make the namespace ${namespace}: ${why}`),
  });
  if (signal.aborted) return;
  await runner.start();
  live.feed.subscribe(() => consistency.changed());
  consistency.changed();
  if (config.demo && untouched) {
    readiness.waitingFor(() => "making the demo's pods");
    await seedDemo(commands, (name, why) => log.warn(`the demo's pod ${name} was refused: ${why}`));
  }
  readiness.ready();
  log.info("ready");
}
