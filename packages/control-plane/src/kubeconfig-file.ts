import { writeFile } from "node:fs/promises";
import { stringify } from "yaml";
import type { KeyPair } from "./certificates.ts";

/** Writes a kubeconfig with everything inside (no other file is needed), readable by its owner only. */
export async function writeKubeconfig(
  path: string,
  server: string,
  caPem: string,
  user: string,
  pair: KeyPair,
): Promise<void> {
  const cluster = "resource-manager-control-plane";
  const base64 = (pem: string): string => Buffer.from(pem).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": cluster,
    clusters: [{ name: cluster, cluster: { server, "certificate-authority-data": base64(caPem) } }],
    contexts: [{ name: cluster, context: { cluster, user } }],
    users: [
      {
        name: user,
        user: { "client-certificate-data": base64(pair.certPem), "client-key-data": base64(pair.keyPem) },
      },
    ],
  };
  await writeFile(path, stringify(config), { mode: 0o600 });
}
