/**
 * Orders two resource versions: negative where `a` is older. Null where one is no number, so that nothing can be said.
 * Comparable as whole numbers of any length since Kubernetes 1.35 (KEP-5504); before that they were so in fact.
 */
export function compareVersions(a: string, b: string): number | null {
  if (!NUMBER.test(a) || !NUMBER.test(b)) {
    return null;
  }
  if (a.length !== b.length) {
    return a.length - b.length;
  }
  return a === b ? 0 : a < b ? -1 : 1;
}

export function isOlder(a: string, b: string): boolean {
  return (compareVersions(a, b) ?? 0) < 0;
}

const NUMBER = /^(0|[1-9][0-9]*)$/;
