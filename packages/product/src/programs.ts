import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProcessSpec } from "./supervised-process.ts";

/** The repository's root: programs are found from here. */
const root = fileURLToPath(new URL("../../../", import.meta.url));
const host = "127.0.0.1";

export interface EmbeddedClusterSpec extends ProcessSpec {
  /** Written by the program when it starts. */
  readonly kubeconfigPath: string;
}

/** Where the embedded cluster and the fault proxy write their control addresses. */
const controlFile = (folder: string, of: "cluster" | "chaos"): string => join(folder, `${of}-control`);

/**
 * The embedded cluster: a program that speaks the Kubernetes API.
 * @param controlPort of its own control address; undefined: it has none
 */
export function embeddedCluster(
  folder: string,
  port: number,
  demo: boolean,
  controlPort: number | undefined,
): EmbeddedClusterSpec {
  const kubeconfigPath = join(folder, "kubeconfig");
  return {
    title: "The embedded cluster",
    program: join(root, "packages/cluster-sim/src/main.ts"),
    args: [
      ...["--port", String(port), "--data-dir", join(folder, "cluster"), "--kubeconfig", kubeconfigPath],
      ...(demo ? ["--demo"] : []),
      ...(controlPort === undefined
        ? []
        : ["--control-file", controlFile(folder, "cluster"), "--control-port", String(controlPort)]),
    ],
    cwd: root,
    env: process.env,
    logFile: join(folder, "logs", "cluster.log"),
    readyUrl: `http://${host}:${port}/readyz`,
    kubeconfigPath,
  };
}

/** The desk of the demo: makes the embedded cluster misbehave when somebody in the web app asks for it. */
export function demoDesk(folder: string, port: number, kubeconfig: string): ProcessSpec {
  return {
    title: "The demo's desk",
    program: join(root, "packages/laboratory/src/desk/main.ts"),
    args: ["--port", String(port), "--kubeconfig", kubeconfig, "--cluster-control", controlFile(folder, "cluster")],
    cwd: root,
    env: process.env,
    logFile: join(folder, "logs", "demo-desk.log"),
    readyUrl: `http://${host}:${port}/demo/chaos`,
  };
}

export interface FaultProxySpec extends ProcessSpec {
  /** Written by the program when it starts: the way through it. */
  readonly kubeconfigPath: string;
  /** Written by it, too: its control address. */
  readonly controlFile: string;
}

/** The fault proxy in front of the embedded cluster. Both of its addresses stay the same when it is started again. */
export function faultProxy(folder: string, ports: { api: number; control: number }, cluster: string): FaultProxySpec {
  const kubeconfigPath = join(folder, "kubeconfig-chaos");
  return {
    title: "The fault proxy",
    program: join(root, "packages/cluster-faults/src/main.ts"),
    args: [
      ...["--kubeconfig", cluster, "--write-kubeconfig", kubeconfigPath, "--port", String(ports.api)],
      ...["--control-file", controlFile(folder, "chaos"), "--control-port", String(ports.control)],
      ...["--cluster-control", controlFile(folder, "cluster")],
    ],
    cwd: root,
    env: process.env,
    logFile: join(folder, "logs", "chaos.log"),
    readyUrl: `http://${host}:${ports.control}/healthz`,
    kubeconfigPath,
    controlFile: controlFile(folder, "chaos"),
  };
}

export interface ApiSettings {
  readonly kubeconfig: string;
  readonly context?: string | undefined;
  readonly simulated: boolean;
  /** Whether a new ledger is filled with a few teams' pods. */
  readonly demo: boolean;
  /** The origin that browsers use. */
  readonly publicUrl: string;
  /** Further options, as they were given. */
  readonly further: readonly string[];
}

/** The API's exit codes for what a person has to settle (apps/api/src/start-error.ts): configuration, kubeconfig, another cluster, damaged data. */
const apiHopelessExitCodes = [2, 5, 6, 7];

/** The GraphQL API with ledger and live view. */
export function api(folder: string, port: number, settings: ApiSettings): ProcessSpec {
  const { kubeconfig, context, simulated, demo, publicUrl, further } = settings;
  return {
    title: "The API",
    program: join(root, "apps/api/dist/main.js"),
    args: [
      ...["--host", host, "--port", String(port), "--data-dir", join(folder, "ledger"), "--kubeconfig", kubeconfig],
      ...(context === undefined ? [] : ["--context", context]),
      ...["--mode", simulated ? "SIMULATED" : "KUBERNETES"],
      ...(simulated ? ["--healing", "SAFE"] : []),
      ...(demo ? ["--demo"] : []),
      ...["--public-url", publicUrl],
      ...further,
    ],
    cwd: root,
    // What the launcher was told by environment, it hands on by arguments; the API must not read it a second time.
    env: {
      ...process.env,
      NODE_ENV: "production",
      RESOURCE_MANAGER_CONTEXT: "",
      RESOURCE_MANAGER_DEMO: "",
      RESOURCE_MANAGER_IN_CLUSTER: "",
    },
    logFile: join(folder, "logs", "api.log"),
    readyUrl: `http://${host}:${port}/healthz`,
    hopelessExitCodes: apiHopelessExitCodes,
  };
}

export interface WebSettings {
  readonly apiUrl: string;
  /** Whether a proxy of the operator's stands in front, which tells whom it was asked by. */
  readonly behindProxy: boolean;
  /** Of the demo's desk; undefined: there is none. */
  readonly deskUrl: string | undefined;
}

/** The front door: the web app, and the ways to the API and to the demo's desk on the same origin. */
export function web(folder: string, port: number, { apiUrl, behindProxy, deskUrl }: WebSettings): ProcessSpec {
  return {
    title: "The web app",
    program: join(root, "apps/web/server.mjs"),
    cwd: root,
    env: {
      ...process.env,
      ...{ NODE_ENV: "production", HOST: host, PORT: String(port), API_URL: apiUrl },
      BEHIND_PROXY: String(behindProxy),
      DEMO_DESK_URL: deskUrl ?? "",
    },
    logFile: join(folder, "logs", "web.log"),
    readyUrl: `http://${host}:${port}/`,
  };
}
