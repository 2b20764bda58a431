import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";

/** What a client needs of one context of a kubeconfig; certificates are PEM text. */
export interface ClusterAccess {
  readonly server: string;
  readonly caPem?: string;
  readonly clientCertPem?: string;
  readonly clientKeyPem?: string;
  readonly token?: string;
  readonly skipTlsVerify: boolean;
}

/**
 * Reads one context (default: the current one) of a kubeconfig file. Certificates and tokens, inline or in files; no exec plugins.
 * @throws where the file is missing or lacks what it names.
 */
export async function readKubeconfig(path: string, context?: string): Promise<ClusterAccess> {
  const config = parse(await readFile(path, "utf8")) as Kubeconfig;
  const contextName = context ?? config["current-context"];
  const chosen = named(config.contexts, contextName, "context", path).context;
  const cluster = named(config.clusters, chosen.cluster, "cluster", path).cluster;
  const user = named(config.users, chosen.user, "user", path).user ?? {};
  if (user.exec !== undefined)
    throw new Error(`${path}: user ${chosen.user} signs in by an exec plugin, which is not supported here`);
  const folder = dirname(path);
  const caPem = await pem(cluster["certificate-authority-data"], cluster["certificate-authority"], folder);
  const clientCertPem = await pem(user["client-certificate-data"], user["client-certificate"], folder);
  const clientKeyPem = await pem(user["client-key-data"], user["client-key"], folder);
  const token =
    user.token ?? (user.tokenFile ? (await readFile(resolve(folder, user.tokenFile), "utf8")).trim() : undefined);
  return {
    server: cluster.server.replace(/\/+$/, ""),
    skipTlsVerify: cluster["insecure-skip-tls-verify"] === true,
    ...(caPem === undefined ? {} : { caPem }),
    ...(clientCertPem === undefined ? {} : { clientCertPem }),
    ...(clientKeyPem === undefined ? {} : { clientKeyPem }),
    ...(token === undefined ? {} : { token }),
  };
}

interface Kubeconfig {
  "current-context"?: string;
  contexts?: { name: string; context: { cluster: string; user: string } }[];
  clusters?: {
    name: string;
    cluster: {
      server: string;
      "certificate-authority"?: string;
      "certificate-authority-data"?: string;
      "insecure-skip-tls-verify"?: boolean;
    };
  }[];
  users?: {
    name: string;
    user?: {
      "client-certificate"?: string;
      "client-certificate-data"?: string;
      "client-key"?: string;
      "client-key-data"?: string;
      token?: string;
      tokenFile?: string;
      exec?: unknown;
    };
  }[];
}

function named<T extends { name: string }>(
  list: T[] | undefined,
  name: string | undefined,
  what: string,
  path: string,
): T {
  const found = list?.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`${path}: there is no ${what} ${name ?? "(no current-context)"}`);
  return found;
}

async function pem(data: string | undefined, file: string | undefined, folder: string): Promise<string | undefined> {
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  return file === undefined ? undefined : readFile(resolve(folder, file), "utf8");
}
