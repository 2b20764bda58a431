import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { type ClusterConnection, connectTo } from "@resource-manager/laboratory/cluster-connection";
import { readKubeconfig } from "@resource-manager/laboratory/kubeconfig";
import type { ProxyServerOptions } from "httpxy";
import type { ClusterControl } from "./cluster-control.ts";

/** Which cluster stands behind the proxy: one context of a kubeconfig (default: its current one). */
export interface ClusterSource {
  readonly kubeconfigPath: string;
  readonly context?: string | undefined;
  /** What that cluster can be told to do to itself. Default: nothing. */
  readonly control?: ClusterControl | undefined;
}

/** The way to the cluster behind the proxy, with that cluster's own credentials. */
export interface Upstream {
  /** The API server's address, without what may be secret in its path. */
  readonly address: string;
  /** For the proxy library. */
  readonly options: ProxyServerOptions;
  /** For the proxy's own questions. */
  readonly connection: ClusterConnection;
  readonly control: ClusterControl | undefined;
  close(): Promise<void>;
}

/** @throws where the kubeconfig cannot be read. Sends nothing. */
export async function openUpstream({ kubeconfigPath, context, control }: ClusterSource): Promise<Upstream> {
  const access = await readKubeconfig(kubeconfigPath, context);
  // Kept connections that are idle are given up before the cluster may do so: a request on one that the cluster just closed would look
  // like a fault that nobody ordered.
  const pool = { keepAlive: true, timeout: idleMs };
  const agent = access.server.startsWith("https:")
    ? new HttpsAgent({
        ...pool,
        rejectUnauthorized: !access.skipTlsVerify,
        ...(access.caPem === undefined ? {} : { ca: access.caPem }),
        ...(access.clientCertPem === undefined ? {} : { cert: access.clientCertPem }),
        ...(access.clientKeyPem === undefined ? {} : { key: access.clientKeyPem }),
      })
    : new HttpAgent(pool);
  const connection = connectTo(access);
  return {
    address: new URL(access.server).origin,
    options: {
      target: access.server,
      agent,
      secure: !access.skipTlsVerify,
      changeOrigin: true,
      headers: access.token === undefined ? {} : { authorization: `Bearer ${access.token}` },
    },
    connection,
    control,
    async close() {
      agent.destroy();
      await connection.close();
    },
  };
}

const idleMs = 15_000;
