import { randomBytes } from "node:crypto";
import { type Clock, systemClock } from "./clock.ts";
import { startControllers } from "./controllers/controllers.ts";
import type { Environment } from "./environment.ts";
import { startControlServer } from "./http/control-server.ts";
import { RestartableServer } from "./http/restartable-server.ts";
import { allKinds } from "./kinds/all-kinds.ts";
import { writeKubeconfigFile } from "./kubeconfig.ts";
import { mixSeed, seededRandom } from "./random.ts";
import { memoryJournal, sqliteJournal } from "./storage/journal.ts";
import { Store } from "./storage/store.ts";
import { createSystemObjects } from "./system-objects.ts";
import { defaultTimings, type Timings } from "./timings.ts";

export interface ClusterSimOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly host?: string;
  /** Where the cluster lives on after its process. Without it everything is gone with the process. */
  readonly dataDir?: string;
  readonly clock?: Clock;
  /** The same seed, the same ids and names. */
  readonly seed?: number;
  /** The bearer token. By default made up once, and kept in dataDir. */
  readonly token?: string;
  readonly timings?: Partial<Timings>;
  /** Told when the data cannot be written any more (a full disk): the cluster answers 500 from then on. */
  readonly onFailure?: (error: Error) => void;
  /** Changes kept per kind of object, for watches and pages of the past. */
  readonly historyLimit?: number;
  /** Opens a control address on this port of the host (0: a free one), never the API's own. Default: there is none. */
  readonly controlPort?: number;
}

export interface RestartOptions {
  /** Cuts all connections instead of letting requests end. */
  readonly kill?: boolean;
  /** How long nothing listens. Default 0. */
  readonly downMs?: number;
}

export interface ClusterSim extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** The inside, for the demo's seed and for tests of the simulator itself. */
  readonly environment: Environment;
  writeKubeconfig(path: string): Promise<void>;
  /** What only the cluster itself can do to its clients. */
  readonly faults: {
    /** Forgets the past: old watches and pages end in 410. */
    compact(): void;
    /**
     * The API server ends, and another one answers at the same address: connections end, and no past version is known any more. Everything else
     * goes on, as scheduler and kubelets of a real cluster do. Resolves when it answers.
     */
    restart(options?: RestartOptions): Promise<void>;
  };
  /** Where others can ask for these, with a secret in its path; undefined where it was not opened. */
  readonly controlUrl: string | undefined;
  stop(): Promise<void>;
}

const HISTORY_LIMIT = 20_000;

/**
 * Starts a cluster that speaks the Kubernetes API over plain HTTP. Rejects where the port is taken or the data folder is in
 * use (`DataFolderInUseError`).
 */
export async function startClusterSim(options: ClusterSimOptions = {}): Promise<ClusterSim> {
  const clock = options.clock ?? systemClock;
  const journal = options.dataDir === undefined ? memoryJournal() : sqliteJournal(options.dataDir);
  const store = new Store({ journal, historyLimit: options.historyLimit ?? HISTORY_LIMIT });
  store.onFailure((failure) => options.onFailure?.(failure));
  const kinds = allKinds();
  for (const kind of kinds.all()) store.collection(kind.resource);
  const seed = options.seed ?? (options.dataDir === undefined ? 1 : randomBytes(4).readUInt32LE());
  const env: Environment = {
    store,
    kinds,
    clock,
    random: seededRandom(mixSeed(seed, store.revision)),
    timings: { ...defaultTimings, ...options.timings },
  };
  const token = options.token ?? savedSecret(store, "token");
  createSystemObjects(env);
  const host = options.host ?? "127.0.0.1";
  const server = new RestartableServer(env, token, host);
  const port = await listenOrClose(server, store, options.port ?? 0);
  const stopControllers = startControllers(env);
  const url = `http://${host}:${port}`;
  const faults: ClusterSim["faults"] = {
    compact: () => store.compact(),
    restart: (how) => server.restart(how),
  };
  const control =
    options.controlPort === undefined
      ? undefined
      : await startControlServer(faults, host, options.controlPort, savedSecret(store, "control"));
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      stopControllers();
      await Promise.all([control?.close(), server.close()]);
      store.close();
    })();
    return stopping;
  };
  return {
    url,
    port,
    token,
    environment: env,
    writeKubeconfig: (path) => writeKubeconfigFile(path, url, token),
    faults,
    controlUrl: control?.url,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function listenOrClose(server: RestartableServer, store: Store, port: number): Promise<number> {
  try {
    return await server.listen(port);
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Made once and kept, so that a kubeconfig or a control address stays good over restarts. */
function savedSecret(store: Store, name: string): string {
  const saved = store.setting(name);
  if (saved !== undefined) return saved;
  const secret = randomBytes(24).toString("base64url");
  store.saveSetting(name, secret);
  return secret;
}
