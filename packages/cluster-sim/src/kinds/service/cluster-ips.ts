import type { Environment } from "../../environment.ts";
import { ipv4Number, ipv4Text } from "../../objects/addresses.ts";
import { HEADLESS, type Service } from "../../objects/service.ts";

/**
 * The addresses of services. Nothing is kept beside the services themselves: an address is taken as long as a stored service
 * has it. So none leaks from a dry run, a refusal or a crash, and a deleted service's is free at once.
 */
export const SERVICE_RANGE = "10.96.0.0/16";
/** The API server's own service. */
export const FIRST_CLUSTER_IP = "10.96.0.1";

const FIRST = ipv4Number(FIRST_CLUSTER_IP);
const LAST = ipv4Number("10.96.255.254");
/** This many at the beginning are left to those who choose theirs, as long as there are others. */
const STATIC_COUNT = 256;

export function isInServiceRange(address: string): boolean {
  const number = ipv4Number(address);
  return number >= FIRST && number <= LAST;
}

export function isClusterIpTaken(env: Environment, address: string): boolean {
  return takenAddresses(env).has(address);
}

/** A free address, drawn by lot; undefined where there is none. */
export function freeClusterIp(env: Environment): string | undefined {
  const taken = takenAddresses(env);
  return freeFrom(env, taken, FIRST + STATIC_COUNT, LAST) ?? freeFrom(env, taken, FIRST, FIRST + STATIC_COUNT - 1);
}

function freeFrom(env: Environment, taken: ReadonlySet<string>, first: number, last: number): string | undefined {
  const size = last - first + 1;
  const start = env.random.below(size);
  for (let step = 0; step < size; step++) {
    const address = ipv4Text(first + ((start + step) % size));
    if (!taken.has(address)) return address;
  }
  return undefined;
}

function takenAddresses(env: Environment): Set<string> {
  const taken = new Set<string>();
  for (const { object } of env.store.collection("services").values()) {
    for (const address of (object as Service).spec.clusterIPs ?? []) if (address !== HEADLESS) taken.add(address);
  }
  return taken;
}
