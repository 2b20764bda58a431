import { clusterBugs } from "./cluster-bugs.ts";
import { identityBugs } from "./identity-bugs.ts";
import { ledgerBugs } from "./ledger-bugs.ts";
import { operationBugs } from "./operation-bugs.ts";
import type { SeededBug } from "./seeded-bug.ts";
import { undoBugs } from "./undo-bugs.ts";
import { visibilityBugs } from "./visibility-bugs.ts";

/** Everything that the tests are proven to notice. */
export const seededBugs: readonly SeededBug[] = [
  ...operationBugs,
  ...ledgerBugs,
  ...clusterBugs,
  ...undoBugs,
  ...identityBugs,
  ...visibilityBugs,
];
