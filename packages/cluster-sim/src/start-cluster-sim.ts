import { randomBytes } from "node:crypto";
import { type Clock, systemClock } from "./clock.ts";
import { startControllers } from "./controllers/controllers.ts";
import type { Environment } from "./environment.ts";
import { ApiServer } from "./http/api-server.ts";
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
  };
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
  const token = options.token ?? savedToken(store);
  createSystemObjects(env);
  const host = options.host ?? "127.0.0.1";
  const server = new ApiServer(env, token);
  const port = await listenOrClose(server, store, host, options.port ?? 0);
  const stopControllers = startControllers(env);
  const url = `http://${host}:${port}`;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      stopControllers();
      await server.close();
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
    faults: { compact: () => store.compact() },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function listenOrClose(server: ApiServer, store: Store, host: string, port: number): Promise<number> {
  try {
    return await server.listen(host, port);
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Made once and kept, so that a kubeconfig stays good over restarts. */
function savedToken(store: Store): string {
  const saved = store.setting("token");
  if (saved !== undefined) return saved;
  const token = randomBytes(24).toString("base64url");
  store.saveSetting("token", token);
  return token;
}
