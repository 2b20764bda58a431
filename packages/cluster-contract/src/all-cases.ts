import type { ContractCase } from "./case.ts";
import { applyCases } from "./cases/apply.ts";
import { concurrencyCases } from "./cases/concurrency.ts";
import { defaultingCases } from "./cases/defaulting.ts";
import { deletionCases } from "./cases/deletion.ts";
import { discoveryCases } from "./cases/discovery.ts";
import { dryRunCases } from "./cases/dry-run.ts";
import { endpointSliceCases } from "./cases/endpoint-slices.ts";
import { eventCases } from "./cases/events.ts";
import { ingressCases } from "./cases/ingress.ts";
import { kubeletCases } from "./cases/kubelet.ts";
import { limitRangeCases } from "./cases/limit-range.ts";
import { listCases } from "./cases/list.ts";
import { namespaceCases } from "./cases/namespaces.ts";
import { networkPolicyCases } from "./cases/network-policy.ts";
import { nodeCases } from "./cases/nodes.ts";
import { objectCases } from "./cases/objects.ts";
import { ownerCases } from "./cases/owners.ts";
import { patchCases } from "./cases/patch.ts";
import { protocolCases } from "./cases/protocol.ts";
import { quotaCases } from "./cases/quota.ts";
import { refusalCases } from "./cases/refusals.ts";
import { schedulingCases } from "./cases/scheduling.ts";
import { serviceFaultCases } from "./cases/service-faults.ts";
import { serviceCases } from "./cases/services.ts";
import { subresourceCases } from "./cases/subresources.ts";
import { tableCases } from "./cases/tables.ts";
import { validationCases } from "./cases/validation.ts";
import { watchCases } from "./cases/watch.ts";

/** The whole suite. Areas whose cases wait for controllers come first, so that they overlap with the quick ones. */
export const allCases: readonly ContractCase[] = [
  ...nodeCases,
  ...kubeletCases,
  ...endpointSliceCases,
  ...subresourceCases,
  ...schedulingCases,
  ...quotaCases,
  ...limitRangeCases,
  ...ownerCases,
  ...tableCases,
  ...namespaceCases,
  ...watchCases,
  ...deletionCases,
  ...listCases,
  ...objectCases,
  ...serviceCases,
  ...serviceFaultCases,
  ...ingressCases,
  ...networkPolicyCases,
  ...validationCases,
  ...defaultingCases,
  ...concurrencyCases,
  ...patchCases,
  ...applyCases,
  ...dryRunCases,
  ...protocolCases,
  ...refusalCases,
  ...eventCases,
  ...discoveryCases,
];
