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
}

/** The GraphQL API with ledger and live view. */
export function api(folder: string, port: number, settings: ApiSettings): ProcessSpec {
  const { kubeconfig, context, simulated } = settings;
  return {
    title: "The API",
    program: join(root, "apps/api/dist/main.js"),
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: "production",
      HOST: host,
      PORT: String(port),
      DATA_DIR: join(folder, "ledger"),
      KUBECONFIG: kubeconfig,
      ...(context === undefined ? {} : { KUBE_CONTEXT: context }),
      CLUSTER_MODE: simulated ? "simulated" : "kubernetes",
    },
    logFile: join(folder, "logs", "api.log"),
    readyUrl: `http://${host}:${port}/healthz`,
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
