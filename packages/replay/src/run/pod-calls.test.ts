import { expect, test } from "vitest";
import type { ApiClient } from "./api-client.ts";
import { createPod } from "./pod-calls.ts";

const steps = (create: string) => [
  { name: "reserve", state: "DONE" },
  { name: "create", state: create },
];
const operation = (state: string, create: string, errorCode: string | null = null) => ({
  id: "operation-1",
  state,
  errorCode,
  errorMessage: errorCode && "as the operation says",
  steps: steps(create),
});
const answered = (one: object) => ({ answer: { __typename: "CreatePodSuccess", operation: one } });

/** Answers in this order. */
function scripted(...answers: object[]): ApiClient & { readonly left: object[] } {
  return {
    left: answers,
    retries: 0,
    call: async <T>() => {
      const next = answers.shift();
      if (next === undefined) throw new Error("asked more often than there are answers");
      return next as T;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

test("a creation that the cluster took is accepted at once", async () => {
  expect(await createPod(scripted(answered(operation("RUNNING", "DONE"))), {})).toEqual({ kind: "accepted" });
});

test("a creation that waits for the cluster is followed until the cluster has the pod", async () => {
  const api = scripted(
    answered(operation("WAITING", "WAITING")),
    { operation: operation("WAITING", "WAITING") },
    { operation: operation("RUNNING", "DONE") },
  );
  expect(await createPod(api, {})).toEqual({ kind: "accepted" });
  expect(api.left).toEqual([]);
});

test("one that waited in vain was refused, with its operation's reason", async () => {
  const api = scripted(
    answered(operation("WAITING", "WAITING")),
    { operation: operation("UNDOING", "DONE", "CLUSTER_REFUSED") },
    { operation: operation("UNDONE", "UNDONE", "CLUSTER_REFUSED") },
  );
  expect(await createPod(api, {})).toEqual({
    kind: "refused",
    code: "CLUSTER_REFUSED",
    message: "as the operation says",
  });
});

test("one that waited for an absent cluster in vain is asked for anew, under another id", async () => {
  const api = scripted(
    answered(operation("WAITING", "WAITING")),
    { operation: operation("UNDONE", "UNDONE", "CLUSTER_UNAVAILABLE") },
    answered(operation("DONE", "DONE")),
  );
  expect(await createPod(api, {})).toEqual({ kind: "accepted" });
  expect(api.left).toEqual([]);
});
