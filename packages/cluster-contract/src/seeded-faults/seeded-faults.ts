import { clusterFaults } from "./cluster-faults.ts";
import { networkingFaults } from "./networking-faults.ts";
import { readingFaults } from "./reading-faults.ts";
import type { SeededFault } from "./seeded-fault.ts";
import { writingFaults } from "./writing-faults.ts";

/** Everything that the suite is proven to notice. */
export const seededFaults: readonly SeededFault[] = [
  ...readingFaults,
  ...writingFaults,
  ...clusterFaults,
  ...networkingFaults,
];
