import { expect, test } from "vitest";
import { isOver, type OperationState, operationSubject } from "./operation.ts";

test("an operation is over once it took effect, went back, or failed", () => {
  const states = [
    "PENDING",
    "RUNNING",
    "WAITING",
    "UNDOING",
    "DONE",
    "UNDONE",
    "FAILED",
  ] as const satisfies OperationState[];
  expect(states.filter(isOver)).toEqual(["DONE", "UNDONE", "FAILED"]);
});

test("the audit names what it is about: a server, a team, or else a pod", () => {
  const pod = { namespace: "vision", name: "train" };
  expect(operationSubject({ ...pod, team: null, server: null })).toBe("pod:vision/train");
  expect(operationSubject({ ...pod, team: "eyes", server: null })).toBe("team:eyes");
  expect(operationSubject({ namespace: null, name: null, team: null, server: "gpu-1" })).toBe("server:gpu-1");
});
