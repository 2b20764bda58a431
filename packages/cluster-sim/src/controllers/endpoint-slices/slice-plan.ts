import { sameJson } from "../../api/same-json.ts";
import type { Endpoint, EndpointPort, EndpointSlice } from "../../objects/endpoint-slice.ts";
import { type EndpointGroup, portsKey } from "./desired-slices.ts";

const ENDPOINTS_MAX = 100;

/** What a slice is to hold. */
export interface SliceContent {
  readonly ports: EndpointPort[] | null;
  readonly endpoints: Endpoint[] | null;
}

/** What is to be done, so that a service's slices of one address family hold what they should. */
export interface SlicePlan {
  readonly create: readonly SliceContent[];
  readonly update: readonly { readonly slice: EndpointSlice; readonly content: SliceContent }[];
  readonly remove: readonly EndpointSlice[];
}

/**
 * Endpoints stay in the slice where they are; new ones go where there is room, then into new slices; a slice that would be
 * deleted is used again for one that would be made. A service without endpoints has one slice with nothing in it.
 * Source: k8s.io/endpointslice (reconcileByPortMapping, finalize), with the placing of new endpoints simplified.
 */
export function planSlices(groups: readonly EndpointGroup[], existing: readonly EndpointSlice[]): SlicePlan {
  const unused = new Set(existing);
  const update: { slice: EndpointSlice; content: SliceContent }[] = [];
  const create: SliceContent[] = [];
  for (const { ports, endpoints } of groups) {
    const own = existing.filter((slice) => portsKey(slice.ports) === portsKey(ports));
    const waiting = new Map(endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]));
    const kept = own.map((slice) => ({ slice, endpoints: takeKnown(slice, waiting) }));
    for (const { slice, endpoints: known } of kept) {
      fill(known, waiting);
      if (known.length === 0) continue;
      unused.delete(slice);
      update.push({ slice, content: content(ports, known) });
    }
    while (waiting.size > 0) {
      const fresh: Endpoint[] = [];
      fill(fresh, waiting);
      create.push(content(ports, fresh));
    }
  }
  if (create.length === 0 && update.length === 0) create.push(content([], []));
  const remove = [...unused];
  while (create.length > 0 && remove.length > 0) {
    // Both lists have an item, for they were just looked at.
    update.push({ slice: remove.pop() as EndpointSlice, content: create.pop() as SliceContent });
  }
  const changes = update.filter(({ slice, content: { ports, endpoints } }) => {
    return !sameJson(slice.ports, ports) || !sameJson(slice.endpoints, endpoints);
  });
  return { create, update: changes, remove };
}

/** Takes from `waiting` what the slice holds already, as it is now. */
function takeKnown(slice: EndpointSlice, waiting: Map<string, Endpoint>): Endpoint[] {
  return (slice.endpoints ?? []).flatMap((endpoint) => {
    const key = endpointKey(endpoint);
    const now = waiting.get(key);
    waiting.delete(key);
    return now === undefined ? [] : [now];
  });
}

function fill(endpoints: Endpoint[], waiting: Map<string, Endpoint>): void {
  for (const [key, endpoint] of waiting) {
    if (endpoints.length >= ENDPOINTS_MAX) return;
    endpoints.push(endpoint);
    waiting.delete(key);
  }
}

function endpointKey({ targetRef, addresses }: Endpoint): string {
  return `${targetRef?.uid ?? ""}/${(addresses ?? []).join()}`;
}

function content(ports: readonly EndpointPort[], endpoints: readonly Endpoint[]): SliceContent {
  return {
    ports: ports.length === 0 ? null : [...ports],
    endpoints: endpoints.length === 0 ? null : [...endpoints],
  };
}
