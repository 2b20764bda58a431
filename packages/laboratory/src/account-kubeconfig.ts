import { readFile, writeFile } from "node:fs/promises";
import { parse, parseAllDocuments, stringify } from "yaml";
import type { ClusterConnection } from "./cluster-connection.ts";
import { LaboratoryError } from "./laboratory.ts";

const TOKEN_SECONDS = 6 * 3_600;

/** Where each kind of object of such a manifest is made. */
const COLLECTIONS: Readonly<Record<string, (namespace: string) => string>> = {
  Namespace: () => "/api/v1/namespaces",
  ServiceAccount: (namespace) => `/api/v1/namespaces/${namespace}/serviceaccounts`,
  ClusterRole: () => "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  ClusterRoleBinding: () => "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
};

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

export interface AccountKubeconfigOptions {
  /** An admin's connection, and the kubeconfig that it was made from. */
  readonly connection: ClusterConnection;
  readonly kubeconfigPath: string;
  /** A YAML file with one ServiceAccount and its rights. */
  readonly manifestPath: string;
  /** Where the new kubeconfig is written, readable for its owner alone. */
  readonly path: string;
}

/**
 * Makes what a manifest of rights says, unless it is there, and writes a kubeconfig that signs in as its service account: so that a program
 * runs with these rights alone. For a cluster that asks who may do what; the embedded one does not.
 * @throws {LaboratoryError} where the cluster refuses one of the objects.
 */
export async function writeAccountKubeconfig(options: AccountKubeconfigOptions): Promise<void> {
  const manifests = parseAllDocuments(await readFile(options.manifestPath, "utf8")).map(
    (document): Manifest => document.toJS(),
  );
  for (const manifest of manifests) await make(options.connection, manifest);
  const account = manifests.find(({ kind }) => kind === "ServiceAccount");
  if (!account) throw new Error(`${options.manifestPath} has no ServiceAccount`);
  const config = parse(await readFile(options.kubeconfigPath, "utf8"));
  const [{ cluster, name }] = config.clusters;
  const user = account.metadata.name;
  const text = stringify({
    ...{ apiVersion: "v1", kind: "Config", "current-context": user },
    clusters: [{ name, cluster }],
    users: [{ name: user, user: { token: await tokenOf(options.connection, account) } }],
    contexts: [{ name: user, context: { cluster: name, user } }],
  });
  await writeFile(options.path, text, { mode: 0o600 });
}

async function make(connection: ClusterConnection, manifest: Manifest): Promise<void> {
  const { namespace = "" } = manifest.metadata;
  const collection = COLLECTIONS[manifest.kind];
  if (!collection) throw new Error(`no rights are made of a ${manifest.kind}`);
  const response = await connection.request("POST", collection(namespace), { body: manifest });
  if (response.status !== 201 && response.status !== 409) throw new LaboratoryError(`make ${manifest.kind}`, response);
}

async function tokenOf(connection: ClusterConnection, { metadata }: Manifest): Promise<string> {
  const path = `/api/v1/namespaces/${metadata.namespace}/serviceaccounts/${metadata.name}/token`;
  const body = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: TOKEN_SECONDS },
  };
  const response = await connection.request("POST", path, { body });
  if (response.status !== 201) throw new LaboratoryError(`token of ${metadata.name}`, response);
  return (response.json as { status: { token: string } }).status.token;
}
