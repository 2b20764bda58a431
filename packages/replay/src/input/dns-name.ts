/** A Kubernetes object name: RFC 1123 subdomain. */
export function isDnsName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);
}

/** Makes a DNS label of at most `max` characters of any text; empty where nothing of it can be used. */
export function dnsLabelOf(text: string, max: number): string {
  const cleaned = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return cleaned.slice(0, max).replaceAll(/^-+|-+$/g, "");
}
