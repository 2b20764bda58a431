import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { stringify } from "yaml";
import { secretPath } from "./http/authentication.ts";

/**
 * Writes a kubeconfig that only its owner can read. The server's address has a secret path besides the user's token,
 * because kubectl sends no token over plain HTTP. @kubernetes/client-node speaks plain HTTP only where it is told to verify nothing.
 */
export async function writeKubeconfigFile(path: string, url: string, token: string): Promise<void> {
  const name = "cluster-sim";
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: url + secretPath(token), "insecure-skip-tls-verify": true } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: "default" } }],
    "current-context": name,
  };
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, stringify(config), { mode: 0o600 });
  await rename(draft, path);
}
