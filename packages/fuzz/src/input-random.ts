import { Seeded } from "@resource-manager/simulation/seeded";

/** What is sent: requests over HTTP, messages over WebSocket, objects in the cluster's watches. */
export const inputKinds = ["http", "websocket", "watch"] as const;
export type InputKind = (typeof inputKinds)[number];

/** The random numbers of one input: they depend on nothing else, so that any single input can be made again. */
export function randomOf(seed: number, kind: InputKind, index: number): Seeded {
  const mixed =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35) ^ (inputKinds.indexOf(kind) << 29);
  return new Seeded(mixed);
}
