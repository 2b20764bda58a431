import type { Bench } from "./bench.ts";
import { consistency } from "./benches/consistency.ts";
import { consistencyFresh } from "./benches/consistency-fresh.ts";
import { embeddedCluster } from "./benches/embedded-cluster.ts";
import { embeddedClusterFull } from "./benches/embedded-cluster-full.ts";
import { healing } from "./benches/healing.ts";
import { webApp } from "./benches/web-app.ts";

/** In the order in which they are shown. A new bench is a file of its own and a line here. */
export const allBenches: readonly Bench[] = [
  consistency,
  consistencyFresh,
  healing,
  embeddedCluster,
  embeddedClusterFull,
  webApp,
];
