import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { probe, untilReady } from "./http-ready.ts";
import { askLocalDoor, type NewLink } from "./local-door.ts";
import { ProductRefusal } from "./product-refusal.ts";
import { api, demoDesk, embeddedCluster, faultProxy, web } from "./programs.ts";
import type { Product, ProductOptions } from "./start-product.ts";
import { type ProcessSpec, SupervisedProcess } from "./supervised-process.ts";

interface Settings extends ProductOptions {
  readonly folder: string;
  readonly port: number;
  /** Of the data folder; given back when everything has ended. */
  readonly lock: Disposable;
}

const upWithinMs = 60_000;
/** So that all of it is over within 5 s: first web and API together, then the cluster. */
const graceMs = { front: 3_000, cluster: 1_200 } as const;

/** The product's programs and how they depend on each other. `start` once, then `stop` once. */
export class RunningProduct implements Product {
  readonly url: string;
  readonly folder: string;
  readonly ended: Promise<string | undefined>;
  #apiUrl = "";
  #kubeconfigPath = "";
  #chaosControl: string | undefined;
  readonly #settings: Settings;
  readonly #ending = Promise.withResolvers<string | undefined>();
  /** Aborted when a program would not stay up. */
  readonly #broken = new AbortController();
  #cluster: SupervisedProcess | undefined;
  #faults: SupervisedProcess | undefined;
  #desk: SupervisedProcess | undefined;
  #api: SupervisedProcess | undefined;
  #web: SupervisedProcess | undefined;
  #stopping: Promise<void> | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.url = `http://127.0.0.1:${settings.port}`;
    this.folder = settings.folder;
    this.ended = this.#ending.promise;
  }

  get apiUrl(): string {
    return this.#apiUrl;
  }

  get kubeconfigPath(): string {
    return this.#kubeconfigPath;
  }

  get chaosControl(): string | undefined {
    return this.#chaosControl;
  }

  async start(): Promise<void> {
    const { folder, port, kubeconfig, context, demo, chaos = false, publicUrl, apiOptions = [] } = this.#settings;
    mkdirSync(join(folder, "logs"), { recursive: true });
    const apiPort = await freePort();
    this.#apiUrl = `http://127.0.0.1:${apiPort}`;
    // The web app is the slowest to start and needs nothing of the others for it.
    const simulated = kubeconfig === undefined;
    // Only an embedded cluster with demo data is anybody's to break, and only of those who sit at this machine.
    const deskPort = demo && simulated && publicUrl === undefined ? await freePort() : undefined;
    const deskUrl = deskPort === undefined ? undefined : `http://127.0.0.1:${deskPort}`;
    this.#web = this.#launch(
      web(folder, port, { apiUrl: this.#apiUrl, behindProxy: publicUrl !== undefined, deskUrl }),
    );
    this.#kubeconfigPath = kubeconfig ?? (await this.#startCluster());
    if (deskPort !== undefined) this.#desk = this.#launch(demoDesk(folder, deskPort, this.#kubeconfigPath));
    // A real cluster is never filled with demo pods.
    const wayIn = chaos ? await this.#putFaultsInFront() : this.#kubeconfigPath;
    const signIn = { publicUrl: publicUrl ?? this.url, further: apiOptions };
    const settings = { kubeconfig: wayIn, context, simulated, demo: demo && simulated, ...signIn };
    this.#api = this.#launch(api(folder, apiPort, settings));
    await Promise.all([this.#untilUp(this.#api), this.#untilUp(this.#web)]);
  }

  pids() {
    return {
      cluster: this.#cluster?.pid,
      faults: this.#faults?.pid,
      desk: this.#desk?.pid,
      api: this.#api?.pid,
      web: this.#web?.pid,
    };
  }

  async notReadyReason(): Promise<string | undefined> {
    const answer = await probe(`${this.#apiUrl}/readyz`);
    if (answer === undefined) return "the API does not answer";
    return answer.status === 200 ? undefined : answer.text.trim();
  }

  async setUpLink(): Promise<NewLink | undefined> {
    const answer = await askLocalDoor(join(this.folder, "ledger"), "set-up-link");
    return answer.ok ? answer.link : undefined;
  }

  async restartApi(): Promise<void> {
    await this.#api?.endOnce("SIGTERM");
    await this.untilApiReady();
  }

  async killApi(): Promise<void> {
    await this.#api?.endOnce("SIGKILL");
  }

  async untilApiReady(timeoutMs = upWithinMs): Promise<void> {
    if (await untilReady(`${this.#apiUrl}/readyz`, timeoutMs, this.#broken.signal)) return;
    throw new ProductRefusal(`The API is not ready after ${timeoutMs / 1000} s: ${await this.notReadyReason()}`);
  }

  stop(reason?: string): Promise<void> {
    this.#stopping ??= this.#stopAll(reason);
    return this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #startCluster(): Promise<string> {
    const { demo, chaos = false } = this.#settings;
    const spec = embeddedCluster(this.folder, await freePort(), demo, demo || chaos ? await freePort() : undefined);
    this.#cluster = this.#launch(spec);
    await this.#untilUp(this.#cluster);
    return spec.kubeconfigPath;
  }

  /** Answers the kubeconfig that leads through the fault proxy. */
  async #putFaultsInFront(): Promise<string> {
    const ports = { api: await freePort(), control: await freePort() };
    const spec = faultProxy(this.folder, ports, this.#kubeconfigPath);
    this.#faults = this.#launch(spec);
    await this.#untilUp(this.#faults);
    this.#chaosControl = (await readFile(spec.controlFile, "utf8")).trim();
    return spec.kubeconfigPath;
  }

  #launch(spec: ProcessSpec): SupervisedProcess {
    const supervised = new SupervisedProcess(spec, {
      tell: this.#settings.tell ?? (() => {}),
      onGiveUp: (reason) => {
        this.#broken.abort(new ProductRefusal(reason));
        void this.stop(reason);
      },
    });
    supervised.start();
    return supervised;
  }

  async #untilUp({ spec }: SupervisedProcess): Promise<void> {
    const { signal } = this.#settings;
    const interrupted = AbortSignal.any([this.#broken.signal, ...(signal === undefined ? [] : [signal])]);
    if (await untilReady(spec.readyUrl, upWithinMs, interrupted)) return;
    throw new ProductRefusal(
      `${spec.title} does not answer ${upWithinMs / 1000} s after its start. Its output: ${spec.logFile}`,
    );
  }

  async #stopAll(reason: string | undefined): Promise<void> {
    await Promise.all([
      this.#web?.stop(graceMs.front),
      this.#api?.stop(graceMs.front),
      this.#desk?.stop(graceMs.front),
    ]);
    await Promise.all([this.#faults?.stop(graceMs.cluster), this.#cluster?.stop(graceMs.cluster)]);
    this.#settings.lock[Symbol.dispose]();
    this.#ending.resolve(reason);
  }
}
