import { spawn } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type ClusterConnection, openClusterConnection } from "@resource-manager/laboratory/cluster-connection";
import { auditPolicy } from "./audit-policy.ts";
import { findBinaries } from "./binaries.ts";
import type { Binaries, Progress } from "./binary-packages.ts";
import { type CertificateAuthority, type KeyPair, openCertificateAuthority } from "./certificates.ts";
import { claimFolder } from "./claim-folder.ts";
import { type Components, startComponents } from "./components.ts";
import { freePorts, requireFreePort } from "./free-ports.ts";
import { writeKubeconfig } from "./kubeconfig-file.ts";
import { startSupervisor } from "./supervisor.ts";

export interface ControlPlaneOptions {
  /** Keeps the cluster's state in this folder across starts; default: a temporary folder, removed at the end. */
  readonly dataDir?: string;
  /** Port of the API server on 127.0.0.1; default: a free one. */
  readonly port?: number;
  /** Further users, as admin as the first one, each with a kubeconfig: for edits "by somebody else". */
  readonly users?: readonly string[];
  /** Write the API server's audit log: who asked for what, and the bodies of writes to pods. */
  readonly audit?: boolean;
  /** How long a node's Lease is valid, in seconds (renewed four times as often); default 120. */
  readonly nodeLeaseSeconds?: number;
  /** After this long without a sign of life a node is NotReady; default: the Lease's time and a quarter. */
  readonly nodeGraceSeconds?: number;
  readonly onProgress?: Progress;
}

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** A running control plane. Its processes end with this one, however that ends. */
export interface ControlPlane extends AsyncDisposable {
  readonly kubeconfigPath: string;
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  readonly caPem: string;
  readonly clientCertPem: string;
  readonly clientKeyPem: string;
  /** The kubeconfigs of {@link ControlPlaneOptions.users}. */
  readonly userKubeconfigPaths: Readonly<Record<string, string>>;
  /** As the API server tells it, e.g. `v1.37.2`. */
  readonly version: string;
  readonly dataDir: string;
  /** Logs of the components, one file each. */
  readonly logDir: string;
  readonly auditLogPath: string;
  readonly kubectlPath: string;
  /** Resolves with its name and fate when a component ends that nobody stopped. */
  readonly failed: Promise<string>;
  kubectl(args: readonly string[], options?: { input?: string }): Promise<CommandResult>;
  /** SIGTERM (or SIGKILL) and wait until its port is free; clients see refused connections. */
  stopApiServer(options?: { kill?: boolean }): Promise<void>;
  /** Starts it again on the same port, and after it the components that lose their place when it is away. */
  startApiServer(): Promise<void>;
  restartApiServer(options?: { kill?: boolean }): Promise<void>;
  /**
   * Makes etcd forget all versions before the present one, as it is made to every five minutes. The API server hears of it within 15 s, and
   * then answers older pages with 410; watches from before are 410 once it is restarted, too.
   */
  compactHistory(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  pauseApiServer(): Promise<void>;
  resumeApiServer(): Promise<void>;
  /** Ends everything, within 5 s; a second call does nothing. */
  stop(): Promise<void>;
}

/**
 * Starts etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok (virtual nodes that obey laboratory/CONVENTIONS.md), on free
 * ports of 127.0.0.1, and resolves once pods can be created. The first call on a machine builds the programs: minutes.
 * @throws in plain words where they cannot be had or do not start, with the end of the component's log.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options);
    } catch (error) {
      // A port that was free a moment ago: somebody was faster.
      if (attempt === 3 || options.port !== undefined || !/address already in use/.test(String(error))) throw error;
    }
  }
}

async function startOnce(options: ControlPlaneOptions): Promise<ControlPlane> {
  if (options.port !== undefined) await requireFreePort(options.port);
  const binaries = await findBinaries(options.onProgress);
  const temporary = options.dataDir === undefined;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "resource-manager-control-plane-")));
  const logDir = join(dataDir, "logs");
  await mkdir(logDir, { recursive: true });
  const release = await claimFolder(dataDir);
  const supervisor = await startSupervisor({ logFolder: logDir, ...(temporary ? { removeFolder: dataDir } : {}) });
  try {
    const [freePort = 0, ...componentPorts] = await freePorts(6);
    const port = options.port ?? freePort;
    const server = `https://127.0.0.1:${port}`;
    const authority = await openCertificateAuthority(join(dataDir, "pki"));
    const access = await writeAccess(dataDir, authority, server, options.users ?? []);
    const auditPolicyPath = join(dataDir, "audit-policy.json");
    const auditLogPath = join(logDir, "audit.log");
    await writeFile(auditPolicyPath, JSON.stringify(auditPolicy));
    const connection = await openClusterConnection(access.kubeconfigPath);
    const components = await startComponents({
      binaries,
      supervisor,
      connection,
      authority,
      dataDir,
      port,
      componentPorts,
      temporary,
      leaseSeconds: options.nodeLeaseSeconds ?? 120,
      graceSeconds: options.nodeGraceSeconds ?? Math.ceil((options.nodeLeaseSeconds ?? 120) * 1.25),
      ...(options.audit ? { audit: { policyPath: auditPolicyPath, logPath: auditLogPath } } : {}),
      onProgress: options.onProgress ?? (() => {}),
    });
    const stop = stopOnce(components, connection, temporary, release);
    return {
      ...access,
      server,
      caPem: authority.caPem,
      clientCertPem: access.admin.certPem,
      clientKeyPem: access.admin.keyPem,
      version: await serverVersion(connection),
      dataDir,
      logDir,
      auditLogPath,
      kubectlPath: binaries.kubectl,
      failed: supervisor.failed,
      kubectl: (args, { input } = {}) => kubectl(binaries, access.kubeconfigPath, dataDir, args, input),
      stopApiServer: ({ kill = false } = {}) => components.stopApiServer(kill),
      startApiServer: () => components.startApiServer(),
      async restartApiServer({ kill = false } = {}) {
        await components.stopApiServer(kill);
        await components.startApiServer();
      },
      compactHistory: () => components.compactHistory(),
      pauseApiServer: () => supervisor.signal("kube-apiserver", "SIGSTOP"),
      async resumeApiServer() {
        await supervisor.signal("kube-apiserver", "SIGCONT");
        await components.restartClients();
      },
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await supervisor.end();
    await release();
    throw error;
  }
}

async function writeAccess(dataDir: string, authority: CertificateAuthority, server: string, users: readonly string[]) {
  const kubeconfigPath = join(dataDir, "kubeconfig");
  const admin = await authority.clientCertificate("admin", { user: "admin", group: "system:masters" });
  const write = (path: string, user: string, pair: KeyPair): Promise<void> =>
    writeKubeconfig(path, server, authority.caPem, user, pair);
  await write(kubeconfigPath, "admin", admin);
  const userKubeconfigPaths: Record<string, string> = {};
  for (const user of users) {
    const path = join(dataDir, `kubeconfig-${user}`);
    await write(path, user, await authority.clientCertificate(`user-${user}`, { user, group: "system:masters" }));
    userKubeconfigPaths[user] = path;
  }
  return { kubeconfigPath, admin, userKubeconfigPaths };
}

function stopOnce(
  components: Components,
  connection: ClusterConnection,
  temporary: boolean,
  release: () => Promise<void>,
): () => Promise<void> {
  const stop = async (): Promise<void> => {
    // State that nobody keeps needs no orderly end.
    await (temporary ? components.kill() : components.stop());
    await connection.close();
    await release();
  };
  let stopping: Promise<void> | undefined;
  return () => {
    stopping ??= stop();
    return stopping;
  };
}

async function serverVersion(connection: ClusterConnection): Promise<string> {
  const { json } = await connection.request("GET", "/version");
  return (json as { gitVersion: string }).gitVersion;
}

async function kubectl(
  binaries: Binaries,
  kubeconfigPath: string,
  dataDir: string,
  args: readonly string[],
  input: string | undefined,
): Promise<CommandResult> {
  const child = spawn(
    binaries.kubectl,
    [`--kubeconfig=${kubeconfigPath}`, `--cache-dir=${join(dataDir, "kubectl-cache")}`, ...args],
    { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, KUBERC: "off" } },
  );
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
  const exitCode = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? -1));
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, exitCode: await exitCode };
}
