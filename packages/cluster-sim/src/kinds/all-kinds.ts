import { KindRegistry } from "./kind-registry.ts";
import { namespaceKind } from "./namespace-kind.ts";
import { nodeKind } from "./node/node-kind.ts";
import { podKind } from "./pod/pod-kind.ts";
import {
  configMapKind,
  eventKind,
  leaseKind,
  limitRangeKind,
  priorityClassKind,
  resourceQuotaKind,
  secretKind,
  serviceAccountKind,
} from "./stored-kinds.ts";

export function allKinds(): KindRegistry {
  return new KindRegistry([
    configMapKind,
    eventKind,
    limitRangeKind,
    namespaceKind,
    nodeKind,
    podKind,
    resourceQuotaKind,
    secretKind,
    serviceAccountKind,
    leaseKind,
    priorityClassKind,
  ]);
}
