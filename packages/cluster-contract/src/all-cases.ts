import type { ContractCase } from "./case.ts";
import { applyCases } from "./cases/apply.ts";
import { concurrencyCases } from "./cases/concurrency.ts";
import { defaultingCases } from "./cases/defaulting.ts";
import { deletionCases } from "./cases/deletion.ts";
import { discoveryCases } from "./cases/discovery.ts";
import { dryRunCases } from "./cases/dry-run.ts";
import { kubeletCases } from "./cases/kubelet.ts";
import { listCases } from "./cases/list.ts";
import { namespaceCases } from "./cases/namespaces.ts";
import { nodeCases } from "./cases/nodes.ts";
import { objectCases } from "./cases/objects.ts";
import { patchCases } from "./cases/patch.ts";
import { protocolCases } from "./cases/protocol.ts";
import { quotaCases } from "./cases/quota.ts";
import { schedulingCases } from "./cases/scheduling.ts";
import { subresourceCases } from "./cases/subresources.ts";
import { validationCases } from "./cases/validation.ts";
import { watchCases } from "./cases/watch.ts";

/** The whole suite. Areas whose cases wait for controllers come first, so that they overlap with the quick ones. */
export const allCases: readonly ContractCase[] = [
  ...nodeCases,
  ...kubeletCases,
  ...subresourceCases,
  ...schedulingCases,
  ...quotaCases,
  ...namespaceCases,
  ...watchCases,
  ...deletionCases,
  ...listCases,
  ...objectCases,
  ...validationCases,
  ...defaultingCases,
  ...concurrencyCases,
  ...patchCases,
  ...applyCases,
  ...dryRunCases,
  ...protocolCases,
  ...discoveryCases,
];
