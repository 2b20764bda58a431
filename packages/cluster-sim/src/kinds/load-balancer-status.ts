import { isIP } from "node:net";
import type { FieldFault } from "../http/status-error.ts";
import { addressFaults } from "../objects/addresses.ts";
import { invalidValue } from "../objects/field-faults.ts";
import { subdomainFaults } from "../objects/names.ts";

/** One place where a load balancer lets traffic in; as the status of services and of ingresses says it. */
interface Entry {
  readonly ip?: string;
  readonly hostname?: string;
}

export const LOAD_BALANCER = "status.loadBalancer.ingress";

/** Source: core/validation (ValidateLoadBalancerStatus). */
export function entryFaults({ ip, hostname }: Entry, index: number): FieldFault[] {
  const at = `${LOAD_BALANCER}[${index}]`;
  const faults = ip ? addressFaults(ip, `${at}.ip`) : [];
  if (!hostname) return faults;
  faults.push(...subdomainFaults(hostname).map((detail) => invalidValue(`${at}.hostname`, hostname, detail)));
  if (isIP(hostname) !== 0) {
    faults.push(invalidValue(`${at}.hostname`, hostname, "must be a DNS name, not an IP address"));
  }
  return faults;
}

/** As tables show it: each address, or name, once and in order. */
export function entriesText(entries: readonly Entry[]): string {
  const texts = entries.map(({ ip, hostname }) => ip || hostname || "").filter((text) => text !== "");
  return [...new Set(texts)].sort().join(",");
}
