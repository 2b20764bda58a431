import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { testClusterFaults } from "./cluster-faults.ts";
import { testControlAddress } from "./control-address.ts";
import { type FaultyCluster, openFaultyCluster, type StartOwnCluster } from "./faulty-cluster.ts";
import { testRequestFaults } from "./request-faults.ts";
import { testStaleReads } from "./stale-reads.ts";
import { testStreamFaults } from "./stream-faults.ts";

/** What README.md says of each fault, as tests by plain HTTP, for any cluster that stands behind the proxy. */
export function testFaults(start: StartOwnCluster): void {
  let cluster: FaultyCluster | undefined;
  const opened = (): FaultyCluster => {
    if (cluster === undefined) throw new Error("the cluster is started before the first test");
    return cluster;
  };
  beforeAll(async () => {
    cluster = await openFaultyCluster(start);
  });
  afterEach(() => cluster?.proxy.clear());
  afterAll(async () => {
    await cluster?.stop();
  });
  describe("requests", () => testRequestFaults(opened));
  describe("streams of watches", () => testStreamFaults(opened));
  describe("stale reads", () => testStaleReads(opened));
  describe("the cluster itself", () => testClusterFaults(opened, start));
  describe("the control address", () => testControlAddress(opened, start));
}
