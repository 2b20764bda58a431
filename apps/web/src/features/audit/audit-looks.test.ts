import { describe, expect, it } from "vitest";
import { actionText, actorText, changesText } from "./audit-looks";

describe("an audit event in words", () => {
  it.each([
    ["createPod", "Create pod"],
    ["decideQuotaRequest", "Decide quota request"],
    ["operation.DELETE_POD", "End of delete pod"],
    ["heal.RECOUNT", "Repair: recount"],
  ])("%s is %s", (action, words) => expect(actionText(action)).toBe(words));

  it("tells for whom somebody acted", () => {
    expect(actorText({ kind: "TOKEN", name: "ci", onBehalfOf: "alice" })).toBe("ci for alice");
    expect(actorText({ kind: "USER", name: "alice", onBehalfOf: null })).toBe("alice");
  });

  it("tells what changed from what to what, after the reason", () => {
    const changes = [
      { field: "gpus", before: "1", after: "2" },
      { field: "image", before: null, after: "a:1" },
      { field: "cpu", before: "4", after: null },
    ];
    expect(changesText({ changes, reason: null })).toBe("GPUs 1 → 2, image a:1, CPU 4 → –");
    expect(changesText({ changes: [], reason: "no room" })).toBe("no room");
  });
});
