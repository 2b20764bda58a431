import { FollowedPods } from "@resource-manager/domain/consistency/ledger-pods";
import { describe, expect, it } from "vitest";
import { consistencyOver } from "./testing/consistency-over.ts";
import { FakeClusterView } from "./testing/fake-cluster-view.ts";
import { FakeLedger } from "./testing/fake-ledger.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { INSTALLATION, ledgerPod, observedPod, observedServer } from "./testing/samples.ts";

async function opened() {
  const [ledger, view, clock, pods] = [new FakeLedger(), new FakeClusterView(), new ManualClock(), new FollowedPods()];
  view.setServer(observedServer("gpu-1"));
  await pods.follow(ledger);
  const unexpected = (): never => {
    throw new Error("this test was not to call that");
  };
  const commands = {
    create: unexpected,
    update: unexpected,
    delete: unexpected,
    cancel: unexpected,
    undo: unexpected,
    repair: unexpected,
  };
  const faults: unknown[] = [];
  const onFault = (fault: unknown) => void faults.push(fault);
  const service = consistencyOver({ ledger, view, clock, installationId: INSTALLATION, commands, pods, onFault });
  await service.healer.start();
  return { ledger, view, clock, service, faults };
}

describe("ConsistencyService", () => {
  it("never answers with what was read before the question", async () => {
    const { ledger, view, service } = await opened();
    const pod = ledgerPod("train", 1, "gpu-1");
    ledger.commit({ pods: [pod] });
    const early = service.check();
    view.setPod(observedPod(pod));
    await early;
    expect((await service.check()).findings).toEqual([]);
  });

  it("looks by itself after changes, and tells only what is new", async () => {
    const { ledger, clock, service, faults } = await opened();
    service.start();
    const reports = service.subscribe();
    expect((await reports.next()).value).toMatchObject({ findings: [] });
    const next = reports.next();
    ledger.commit({ pods: [ledgerPod("lost", 1, "gpu-1")] });
    clock.advance(1_000);
    expect((await next).value.findings).toMatchObject([{ finding: { class: "POD_MISSING" } }]);
    expect(service.findingCount).toBe(1);
    expect(faults).toEqual([]);
    service.stop();
  });
});
