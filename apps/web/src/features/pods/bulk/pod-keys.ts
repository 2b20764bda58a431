/** A pod as the URL and the list's selection name it: `namespace/name`. */
export type PodKeyText = string;

export function podKeyText({ namespace, name }: { namespace: string; name: string }): PodKeyText {
  return `${namespace}/${name}`;
}

/** Null where the text names no pod. */
export function readPodKey(text: PodKeyText): { namespace: string; name: string } | null {
  const [namespace, name, ...rest] = text.split("/");
  return namespace && name && rest.length === 0 ? { namespace, name } : null;
}
