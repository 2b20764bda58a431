import { describe, expect, test } from "vitest";
import { NO_AMOUNTS } from "../model/amounts.ts";
import type { NamespaceKeeping } from "../model/team.ts";
import { HELD } from "../testing/objects.ts";
import { counterMismatch, namespaceMissing } from "./compare-books.ts";

const NO_VERSION = { podId: null, podVersion: null, uid: null, resourceVersion: null };

describe("a counter that is not the sum of its allocations", () => {
  const counter = { ...HELD, gpus: 3, podSlots: 2 };

  test("is told resource by resource, and recounted by itself", () => {
    expect(counterMismatch({ of: "TEAM", name: "vision", counter, sum: HELD })).toMatchObject({
      id: "COUNTER_MISMATCH:team:vision",
      severity: "CRITICAL",
      subject: "team:vision",
      server: null,
      pod: null,
      namespace: null,
      cost: NO_AMOUNTS,
      differences: [
        { field: "gpus", ledger: "counter 3, sum 1", clusterSpec: null, clusterStatus: null },
        { field: "podSlots", ledger: "counter 2, sum 1", clusterSpec: null, clusterStatus: null },
      ],
      repair: { kind: "RECOUNT", ...NO_VERSION, calls: [], undo: null, deletes: false },
    });
  });

  test("of a server is shown on that server", () => {
    expect(counterMismatch({ of: "SERVER", name: "gpu-1", counter, sum: HELD })).toMatchObject({
      id: "COUNTER_MISMATCH:server:gpu-1",
      subject: "server:gpu-1",
      server: "gpu-1",
    });
  });
});

describe("a team's namespace that the cluster does not have", () => {
  function find(keeping: NamespaceKeeping, terminating: boolean | null) {
    const seen = terminating === null ? [] : [["vision", { name: "vision", uid: "n", terminating }] as const];
    return namespaceMissing({ name: "vision", team: "eyes", keeping }, new Map(seen));
  }

  test("is made again, closed and limited as we kept it", () => {
    const finding = find("MADE", null);
    expect(finding).toMatchObject({
      id: "NAMESPACE_MISSING:namespace:vision",
      severity: "CRITICAL",
      subject: "namespace:vision",
      namespace: "vision",
      pod: null,
      title: "The cluster has no namespace vision",
      explanation: expect.stringContaining("team eyes"),
      differences: [{ field: "namespace", ledger: "of eyes", clusterSpec: "absent", clusterStatus: null }],
    });
    expect(finding?.repair).toMatchObject({
      kind: "CREATE_NAMESPACE",
      ...NO_VERSION,
      title: "Make the namespace again, closed and limited as it was",
      calls: [
        "GET namespace vision",
        "POST namespace vision",
        "POST networkpolicies in vision",
        "POST resourcequotas in vision",
        "POST limitranges in vision",
        "PATCH serviceaccount default in vision",
      ],
      deletes: false,
    });
  });

  test("is only made again where we had left it untouched", () => {
    expect(find("UNTOUCHED", null)?.repair).toMatchObject({
      title: "Make the namespace again",
      calls: ["GET namespace vision", "POST namespace vision"],
    });
  });

  test("is told of while it is being deleted", () => {
    expect(find("ADOPTED", true)).toMatchObject({
      title: "The namespace vision is being deleted",
      differences: [{ ledger: "of eyes", clusterSpec: "present", clusterStatus: "terminating" }],
    });
  });

  test("is no finding where it is there", () => {
    expect(find("MADE", false)).toBeNull();
  });
});
