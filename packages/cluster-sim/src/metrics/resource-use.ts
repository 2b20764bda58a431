import type { Node } from "../objects/node.ts";
import type { Container, Pod } from "../objects/pod.ts";
import { parseQuantity } from "../objects/quantity.ts";

/** What a container or a node uses: whole nanocores and bytes. */
export interface Use {
  readonly cpuNano: number;
  readonly ramBytes: number;
}

/** How often a metrics server looks: between two looks its answer stays the same. */
export const SCRAPE_EVERY_MS = 15_000;
const NANO = 1e9;
/** What runs beside the pods, as parts of the node's capacity. */
const SYSTEM = { cpu: 0.02, ram: 0.03 } as const;
/** What a container that asks for nothing uses about. */
const MODEST = { cpuNano: 0.05 * NANO, ramBytes: 64 * 2 ** 20 } as const;
const RAM_FILLS_MS = 5 * 60_000;

/** The last look of a metrics server at this time. */
export function scrapeTime(nowMs: number): number {
  return Math.floor(nowMs / SCRAPE_EVERY_MS) * SCRAPE_EVERY_MS;
}

/** The use of each running container: worked out from the pod and the time alone, so that asking twice gives the same. */
export function containerUses(pod: Pod, atMs: number): { readonly name: string; readonly use: Use }[] {
  const running = new Map(
    (pod.status.containerStatuses ?? []).flatMap(({ name, state }) =>
      state.running?.startedAt === undefined ? [] : [[name, Date.parse(state.running.startedAt)] as const],
    ),
  );
  return pod.spec.containers.flatMap((container) => {
    const startedMs = running.get(container.name);
    if (startedMs === undefined) return [];
    const identity = `${pod.metadata.uid} ${container.name}`;
    return [{ name: container.name, use: containerUse(container, identity, atMs, Math.max(0, atMs - startedMs)) }];
  });
}

/** What a node uses while its pods use `pods`. */
export function nodeUse(node: Node, pods: Use): Use {
  const { capacity = {} } = node.status;
  const cpu = amount(capacity.cpu) ?? 0;
  const ram = amount(capacity.memory) ?? 0;
  return {
    cpuNano: Math.round(Math.min(cpu * NANO, pods.cpuNano + SYSTEM.cpu * cpu * NANO)),
    ramBytes: Math.round(Math.min(ram, pods.ramBytes + SYSTEM.ram * ram)),
  };
}

/** CPU goes in waves of its own around a level of its own; RAM fills up in the first minutes and then stays. */
function containerUse(container: Container, identity: string, atMs: number, ageMs: number): Use {
  const { requests, limits } = container.resources ?? {};
  const cpuNano = (amount(requests?.cpu ?? limits?.cpu) ?? MODEST.cpuNano / NANO) * NANO;
  const ramBytes = amount(requests?.memory ?? limits?.memory) ?? MODEST.ramBytes;
  const [level, phase, pace, fill] = [1, 2, 3, 4].map((salt) => chance(identity, salt)) as [
    number,
    number,
    number,
    number,
  ];
  const periodMs = (4 + 16 * pace) * 60_000;
  const wave = 0.12 * Math.sin(2 * Math.PI * (atMs / periodMs + phase));
  const jitter = 0.06 * (chance(identity, atMs / SCRAPE_EVERY_MS) - 0.5);
  const cpuPart = Math.min(1, Math.max(0.01, 0.35 + 0.45 * level + wave + jitter));
  const ramPart = 0.1 + (0.3 + 0.5 * fill) * (1 - Math.exp(-ageMs / RAM_FILLS_MS));
  return { cpuNano: Math.round(cpuNano * cpuPart), ramBytes: Math.round(ramBytes * ramPart) };
}

function amount(text: string | undefined): number | undefined {
  const quantity = text === undefined ? undefined : parseQuantity(text);
  return quantity === undefined ? undefined : Number(quantity.nano) / NANO;
}

/** In [0, 1): the same for the same text and salt. FNV-1a with a last mix. */
function chance(text: string, salt: number): number {
  let hash = (0x811c9dc5 ^ salt) >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) / 4_294_967_296;
}
