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

/** The embedded cluster: a program that speaks the Kubernetes API. */
export function embeddedCluster(folder: string, port: number, demo: boolean): EmbeddedClusterSpec {
  const kubeconfigPath = join(folder, "kubeconfig");
  return {
    title: "The embedded cluster",
    program: join(root, "packages/cluster-sim/src/main.ts"),
    args: [
      ...["--port", String(port), "--data-dir", join(folder, "cluster"), "--kubeconfig", kubeconfigPath],
      ...(demo ? ["--demo"] : []),
    ],
    cwd: root,
    env: process.env,
    logFile: join(folder, "logs", "cluster.log"),
    readyUrl: `http://${host}:${port}/readyz`,
    kubeconfigPath,
  };
}

export interface ApiSettings {
  readonly kubeconfig: string;
  readonly context?: string | undefined;
  readonly simulated: boolean;
  /** Whether a new ledger is filled with a few teams' pods. */
  readonly demo: boolean;
}

/** The API's exit codes for what a person has to settle (apps/api/src/start-error.ts): configuration, kubeconfig, another cluster, damaged data. */
const apiHopelessExitCodes = [2, 5, 6, 7];

/** The GraphQL API with ledger and live view. */
export function api(folder: string, port: number, settings: ApiSettings): ProcessSpec {
  const { kubeconfig, context, simulated, demo } = settings;
  return {
    title: "The API",
    program: join(root, "apps/api/dist/main.js"),
    args: [
      ...["--host", host, "--port", String(port), "--data-dir", join(folder, "ledger"), "--kubeconfig", kubeconfig],
      ...(context === undefined ? [] : ["--context", context]),
      ...["--mode", simulated ? "SIMULATED" : "KUBERNETES"],
      ...(simulated ? ["--healing", "SAFE"] : []),
      ...(demo ? ["--demo"] : []),
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

/** The front door: the web app, and the way to the API on the same origin. */
export function web(folder: string, port: number, apiUrl: string): ProcessSpec {
  return {
    title: "The web app",
    program: join(root, "apps/web/server.mjs"),
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", HOST: host, PORT: String(port), API_URL: apiUrl },
    logFile: join(folder, "logs", "web.log"),
    readyUrl: `http://${host}:${port}/`,
  };
}
