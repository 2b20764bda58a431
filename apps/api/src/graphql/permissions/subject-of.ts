/** A name of Kubernetes' has at most so many characters. */
const NAME_LENGTH_MAX = 253;

/** What a refused change was about, as the audit names things: the pod, the team or the server of its input, or else the change itself. */
export function subjectOf(mutation: string, input: Readonly<Record<string, unknown>>): string {
  const [namespace, name, team] = [input.namespace, input.name, input.team].map(asName);
  if (mutation.endsWith("Pod") && namespace && name) return `pod:${namespace}/${name}`;
  if (team) return `team:${team}`;
  if (mutation.endsWith("Server") && name) return `server:${name}`;
  return mutation.endsWith("Team") && name ? `team:${name}` : `mutation:${mutation}`;
}

function asName(value: unknown): string | null {
  return typeof value === "string" ? value.slice(0, NAME_LENGTH_MAX) : null;
}
