import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterConnection } from "@resource-manager/laboratory/cluster-connection";
import { readyLabel } from "@resource-manager/laboratory/conventions";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import type { Binaries, BinaryName, Progress } from "./binary-packages.ts";
import type { CertificateAuthority } from "./certificates.ts";
import {
  apiServerArguments,
  controllerManagerArguments,
  etcdArguments,
  firstServiceIp,
  kwokArguments,
  schedulerArguments,
  schedulerConfiguration,
} from "./component-arguments.ts";
import { containerLog } from "./container-log.ts";
import { compactHistory } from "./etcd-history.ts";
import { writeKubeconfig } from "./kubeconfig-file.ts";
import { kwokConfiguration } from "./kwok-configuration.ts";
import type { Supervisor } from "./supervisor.ts";

export interface ComponentsOptions {
  readonly binaries: Binaries;
  readonly supervisor: Supervisor;
  /** As admin, to the API server that is about to start. */
  readonly connection: ClusterConnection;
  readonly authority: CertificateAuthority;
  readonly dataDir: string;
  /** The API server's. */
  readonly port: number;
  /** Five free ones, for the others. */
  readonly componentPorts: readonly number[];
  /** Nobody will read etcd's data again. */
  readonly temporary: boolean;
  readonly leaseSeconds: number;
  readonly graceSeconds: number;
  readonly audit?: { policyPath: string; logPath: string };
  readonly onProgress: Progress;
}

/** The five processes of one control plane. */
export interface Components {
  stopApiServer(kill: boolean): Promise<void>;
  startApiServer(): Promise<void>;
  restartClients(): Promise<void>;
  compactHistory(): Promise<void>;
  /** In order, each with time to finish. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts them in order, each once the one before is ready; resolves when pods can be created. */
export async function startComponents(options: ComponentsOptions): Promise<Components> {
  const { supervisor, connection, onProgress } = options;
  const argumentsOf = await prepare(options);
  const start = (name: BinaryName) =>
    supervisor.start({ name, command: options.binaries[name], args: argumentsOf[name] });
  const ready = (name: BinaryName, look: () => Promise<boolean>) => untilReady(supervisor, name, look);

  const startApiServer = async (): Promise<void> => {
    await start("kube-apiserver");
    // The RBAC roles that the others need come last: the text says "ok" long before the status does.
    await ready("kube-apiserver", async () => (await connection.request("GET", "/readyz")).status === 200);
  };
  const startClients = async (): Promise<void> => {
    // kwok takes a node over only when its Lease has ended, and each kwok is a new holder.
    await connection.request("DELETE", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases");
    await Promise.all(clients.map(start));
    await ready("kwok", async () => (await fetch(`${argumentsOf.kwokAddress}/healthz`)).ok);
  };
  const restartClients = async (): Promise<void> => {
    await Promise.all(clients.map((name) => supervisor.stop(name, 500)));
    await startClients();
  };

  onProgress("starting etcd and kube-apiserver");
  await start("etcd");
  await startApiServer();
  onProgress("starting kube-controller-manager, kube-scheduler and kwok");
  await startClients();
  const serviceAccount = "/api/v1/namespaces/default/serviceaccounts/default";
  await ready("kube-controller-manager", async () => (await connection.request("GET", serviceAccount)).status === 200);

  return {
    stopApiServer: (kill) => supervisor.stop("kube-apiserver", kill ? 0 : 5_000),
    async startApiServer() {
      await startApiServer();
      await restartClients();
    },
    restartClients,
    compactHistory: () => compactHistory(argumentsOf.etcdAddress),
    async stop() {
      await Promise.all(clients.map((name) => supervisor.stop(name, 500)));
      await supervisor.stop("kube-apiserver", 1_500);
      await supervisor.stop("etcd", 1_500);
      await supervisor.end();
    },
    kill: () => supervisor.end(),
  };
}

const clients = ["kube-controller-manager", "kube-scheduler", "kwok"] as const;

/** Writes the files that the components read; answers their argument lists. */
async function prepare(options: ComponentsOptions) {
  const { authority, dataDir } = options;
  const [etcdPort = 0, peerPort = 0, schedulerPort = 0, managerPort = 0, kwokPort = 0] = options.componentPorts;
  const file = (name: string): string => join(dataDir, name);
  await mkdir(file("serving"), { recursive: true });
  const kubeconfigPath = async (name: string, user: string, group?: string): Promise<string> => {
    const pair = await authority.clientCertificate(name, group === undefined ? { user } : { user, group });
    await writeKubeconfig(file(`${name}.kubeconfig`), options.connection.server, authority.caPem, user, pair);
    return file(`${name}.kubeconfig`);
  };
  const { certPath, keyPath } = await authority.serverCertificate(firstServiceIp);
  const serviceAccount = await authority.serviceAccountKey();
  const scheduler = await kubeconfigPath("kube-scheduler", "system:kube-scheduler");
  const manager = await kubeconfigPath("kube-controller-manager", "system:kube-controller-manager");
  const kwok = await kubeconfigPath("kwok", "kwok", "system:masters");
  await writeFile(file("scheduler.json"), JSON.stringify(schedulerConfiguration(scheduler)));
  await writeFile(file("container.log"), containerLog(new Date()));
  await writeFile(file("kwok.yaml"), kwokConfiguration({ port: kwokPort, logPath: file("container.log") }));

  return {
    etcd: etcdArguments({ dataFolder: file("etcd"), clientPort: etcdPort, peerPort, fast: options.temporary }),
    "kube-apiserver": apiServerArguments({
      etcdPort,
      port: options.port,
      certFolder: file("serving"),
      certPath,
      keyPath,
      caPath: authority.caPath,
      serviceAccount,
      ...(options.audit ? { audit: options.audit } : {}),
    }),
    "kube-scheduler": schedulerArguments({
      configPath: file("scheduler.json"),
      kubeconfigPath: scheduler,
      port: schedulerPort,
      certFolder: file("serving"),
    }),
    "kube-controller-manager": controllerManagerArguments({
      kubeconfigPath: manager,
      port: managerPort,
      certFolder: file("serving"),
      serviceAccountKeyPath: serviceAccount.keyPath,
      caPath: authority.caPath,
      nodeGraceSeconds: options.graceSeconds,
    }),
    kwok: kwokArguments({
      kubeconfigPath: kwok,
      configPath: file("kwok.yaml"),
      nodeSelector: `${readyLabel}!=false`,
      leaseSeconds: options.leaseSeconds,
      port: kwokPort,
      certPath,
      keyPath,
    }),
    kubectl: [],
    etcdAddress: `http://127.0.0.1:${etcdPort}`,
    kwokAddress: `http://127.0.0.1:${kwokPort}`,
  };
}

/** Waits for a component; its early death is an error at once, with the end of its log. */
async function untilReady(supervisor: Supervisor, name: BinaryName, look: () => Promise<boolean>): Promise<void> {
  let exit: string | undefined;
  const check = async (): Promise<true | undefined> => {
    exit = supervisor.exitOf(name);
    return exit !== undefined || (await look().catch(() => false)) ? true : undefined;
  };
  const waited = await waitUntil(check, () => `${name} is ready`, { timeoutMs: 120_000 }).catch(
    (error: Error) => error,
  );
  const fault = exit === undefined ? undefined : `${name} ended (${exit})`;
  if (waited instanceof Error || fault) throw new Error(`${fault ?? waited}:\n${await supervisor.logTail(name)}`);
}
