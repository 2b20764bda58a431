import { describe, expect, it } from "vitest";
import { ConsistencyService } from "./consistency-service.ts";
import { FakeClusterView } from "./testing/fake-cluster-view.ts";
import { FakeLedger } from "./testing/fake-ledger.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { INSTALLATION, ledgerPod, observedPod, observedServer } from "./testing/samples.ts";

function opened() {
  const [ledger, view, clock] = [new FakeLedger(), new FakeClusterView(), new ManualClock()];
  view.setServer(observedServer("gpu-1"));
  const unexpected = (): never => {
    throw new Error("this test was not to call that");
  };
  const commands = {
    create: unexpected,
    update: unexpected,
    delete: unexpected,
    cancel: unexpected,
    reapply: unexpected,
  };
  const faults: unknown[] = [];
  const service = new ConsistencyService(
    { ledger, view, cluster: { readPod: unexpected }, commands, clock, installationId: INSTALLATION },
    { clock, intervalMs: 1_000, onFault: (fault) => faults.push(fault) },
  );
  return { ledger, view, clock, service, faults };
}

describe("ConsistencyService", () => {
  it("never answers with what was read before the question", async () => {
    const { ledger, view, service } = opened();
    const pod = ledgerPod("train", 1, "gpu-1");
    ledger.commit({ pods: [pod] });
    const early = service.check();
    view.setPod(observedPod(pod));
    const [first, second] = [service.check(), service.check()];
    await early;
    expect(await first).toBe(await second);
    expect((await first).findings.map((finding) => finding.class)).toEqual([]);
  });

  it("compares by itself after changes, and tells only what is new", async () => {
    const { ledger, clock, service, faults } = opened();
    const reports = service.subscribe();
    expect((await reports.next()).value).toMatchObject({ findings: [] });
    const next = reports.next();
    service.changed();
    clock.advance(1_000);
    await service.check();
    ledger.commit({ pods: [ledgerPod("lost", 1, "gpu-1")] });
    service.changed();
    clock.advance(60_000);
    expect((await next).value.findings).toMatchObject([{ class: "POD_MISSING" }]);
    expect(service.findingCount).toBe(1);
    expect(faults).toEqual([]);
  });
});
