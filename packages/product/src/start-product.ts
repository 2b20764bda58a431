import { LedgerInUse, LedgerUnavailable } from "@resource-manager/ledger/errors";
import { lockFolder } from "@resource-manager/ledger/process-lock";
import { clusterFolder } from "./cluster-folder.ts";
import { freePort, isPortTaken } from "./free-port.ts";
import type { NewLink } from "./local-door.ts";
import { ProductRefusal } from "./product-refusal.ts";
import { RunningProduct } from "./running-product.ts";

export interface ProductOptions {
  /** Public port on 127.0.0.1; default: any free one. */
  readonly port?: number;
  /** Absolute; each cluster has a sub-folder in it. */
  readonly dataDir: string;
  /** Whether a new embedded cluster starts with demo data. */
  readonly demo: boolean;
  /** The fault proxy between the API and the embedded cluster; default: no such thing. Not with a kubeconfig. */
  readonly chaos?: boolean;
  /** A real cluster instead of the embedded one; absolute path. */
  readonly kubeconfig?: string;
  readonly context?: string;
  /** The address in browsers, where a proxy of the operator's stands in front; default: this machine's. */
  readonly publicUrl?: string;
  /** Further options of the API, as they were given: how people sign in. */
  readonly apiOptions?: readonly string[];
  /** Gets a line when a program ended unexpectedly; default: nobody. */
  readonly tell?: (line: string) => void;
  /** Aborting it while the product starts stops what was started. */
  readonly signal?: AbortSignal;
}

export interface Product extends AsyncDisposable {
  /** Public address, without a slash at the end. */
  readonly url: string;
  /** The API's own address, behind the public one; changes never while the product runs. */
  readonly apiUrl: string;
  /** Of the embedded cluster or the one that was given: for kubectl beside it. */
  readonly kubeconfigPath: string;
  /** Where faults are ordered; undefined without chaos. */
  readonly chaosControl: string | undefined;
  /** Where this cluster's ledger, logs and (embedded) state are. */
  readonly folder: string;
  /** Process ids while they run. */
  pids(): {
    readonly cluster?: number | undefined;
    readonly faults?: number | undefined;
    readonly desk?: number | undefined;
    readonly api?: number | undefined;
    readonly web?: number | undefined;
  };
  /** Settles with the reason when a program would not stay up and the product stopped because of it; with undefined after `stop`. */
  readonly ended: Promise<string | undefined>;
  /** Why the product is not ready for use yet, as `/readyz` says it; undefined when it is. */
  notReadyReason(): Promise<string | undefined>;
  /** A new one-time link that makes the first admin; undefined where there is one already. */
  setUpLink(): Promise<NewLink | undefined>;
  /** Ends the API politely and waits until it, started again, is ready. */
  restartApi(): Promise<void>;
  /** SIGKILL for the API; it is started again at once. Resolves when the old one is gone. */
  killApi(): Promise<void>;
  /** Resolves when the API answers and is ready. */
  untilApiReady(timeoutMs?: number): Promise<void>;
  /** Ends everything within 5 s. */
  stop(): Promise<void>;
}

/**
 * Starts the whole product on 127.0.0.1: the embedded cluster (unless there is a kubeconfig), the API, and the web app in front of
 * both. Resolves when all of them answer; whether the cluster was read already, `notReadyReason` says.
 *
 * @throws ProductRefusal where the port is taken, the data folder is in use, the kubeconfig cannot be read, or a program does not start
 */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const folder = await clusterFolder(options.dataDir, options.kubeconfig, options.context);
  const port = options.port ?? (await freePort());
  await refuseTakenPort(port);
  const lock = await lockDataFolder(folder);
  const product = new RunningProduct({ ...options, folder, port, lock });
  try {
    await product.start();
    return product;
  } catch (error) {
    await product.stop();
    throw error;
  }
}

async function refuseTakenPort(port: number): Promise<void> {
  if (!(await isPortTaken(port))) return;
  throw new ProductRefusal(
    `Port ${port} is taken by another program.`,
    `Choose another one, for instance: npm start -- --port ${port + 1}`,
  );
}

async function lockDataFolder(folder: string): Promise<Disposable> {
  try {
    return await lockFolder(folder, { wait: false });
  } catch (error) {
    // No such disk, read-only, no permission: a person's to settle, like everything that the system itself says.
    if (error instanceof LedgerUnavailable || (error instanceof Error && "syscall" in error)) {
      throw new ProductRefusal(
        `The data folder ${folder} cannot be used: ${error.message}`,
        "Name another one: --data-dir PATH",
      );
    }
    if (!(error instanceof LedgerInUse)) throw error;
    throw new ProductRefusal(
      error.message,
      "Stop that one first, or start this one with a data folder of its own: npm start -- --data-dir PATH",
    );
  }
}
