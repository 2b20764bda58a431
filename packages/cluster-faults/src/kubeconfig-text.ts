/** A kubeconfig as JSON, which every reader of YAML reads. */
export function kubeconfig(server: string, token: string): string {
  const name = "cluster-faults";
  return `${JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      "current-context": name,
      clusters: [{ name, cluster: { server } }],
      users: [{ name, user: { token } }],
      contexts: [{ name, context: { cluster: name, user: name } }],
    },
    undefined,
    2,
  )}\n`;
}
