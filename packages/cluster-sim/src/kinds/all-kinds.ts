import { configMapKind } from "./config-map-kind.ts";
import { eventKind } from "./event-kind.ts";
import { KindRegistry } from "./kind-registry.ts";
import { leaseKind } from "./lease-kind.ts";
import { limitRangeKind } from "./limit-range-kind.ts";
import { namespaceKind } from "./namespace-kind.ts";
import { endpointSliceKind } from "./network/endpoint-slice-kind.ts";
import { ingressKind } from "./network/ingress-kind.ts";
import { networkPolicyKind } from "./network/network-policy-kind.ts";
import { nodeKind } from "./node/node-kind.ts";
import { podKind } from "./pod/pod-kind.ts";
import { priorityClassKind } from "./priority-class-kind.ts";
import { resourceQuotaKind } from "./resource-quota-kind.ts";
import { selfSubjectAccessReviewKind, selfSubjectReviewKind } from "./review-kinds.ts";
import { secretKind } from "./secret-kind.ts";
import { serviceKind } from "./service/service-kind.ts";
import { serviceAccountKind } from "./service-account-kind.ts";

/** Every kind that is served. A new one is a file beside these and a line here. */
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
    serviceKind,
    endpointSliceKind,
    ingressKind,
    networkPolicyKind,
    leaseKind,
    priorityClassKind,
    selfSubjectAccessReviewKind,
    selfSubjectReviewKind,
  ]);
}
