import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { CreateRecord } from "../proof/facts.ts";
import { type ApiClient, ApiFault } from "./api-client.ts";

const createMutation = `mutation ReplayCreate($input: CreatePodInput!) {
  answer: createPod(input: $input) {
    __typename
    ... on CreatePodSuccess { operation { id state errorCode errorMessage steps { name state } } }
    ... on UserError { code message }
  }
}`;
const operationQuery = `query ReplayOperation($id: ID!) {
  operation(id: $id) { id state errorCode errorMessage steps { name state } }
}`;
const deleteMutation = `mutation ReplayDelete($input: DeletePodInput!) {
  answer: deletePod(input: $input) { __typename ... on UserError { code message } }
}`;
const success = { [createMutation]: "CreatePodSuccess", [deleteMutation]: "DeletePodSuccess" } as const;
const askAnewForMs = 60_000;
const askAnewEveryMs = 250;
const lookEveryMs = 250;

export type CallOutcome = CreateRecord["outcome"];

interface Operation {
  readonly id: string;
  readonly state: string;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly steps: readonly { readonly name: string; readonly state: string }[];
}

interface Answer {
  readonly __typename: string;
  /** Of a creation only. */
  readonly operation?: Operation;
  readonly code?: string;
  readonly message?: string;
}

/** Asks for a pod by our public API; the input lacks only the operationId. */
export function createPod(api: ApiClient, input: object): Promise<CallOutcome> {
  return mutate(api, createMutation, input);
}

export function deletePod(api: ApiClient, input: object): Promise<CallOutcome> {
  return mutate(api, deleteMutation, input);
}

/**
 * One operationId however often it is sent. CLUSTER_UNAVAILABLE means that it was undone and nothing will appear later: then it is
 * asked for anew, under another id, as any client would. (If something did appear, that shows as NAME_TAKEN.)
 */
async function mutate(api: ApiClient, mutation: keyof typeof success, input: object): Promise<CallOutcome> {
  const deadline = performance.now() + askAnewForMs;
  for (;;) {
    const outcome = await ask(api, mutation, { ...input, operationId: randomUUID() });
    if (outcome.kind === "accepted" || outcome.code !== "CLUSTER_UNAVAILABLE" || performance.now() > deadline)
      return outcome;
    await pause(askAnewEveryMs);
  }
}

async function ask(api: ApiClient, mutation: keyof typeof success, input: object): Promise<CallOutcome> {
  try {
    const { answer } = await api.call<{ answer: Answer }>(mutation, { input });
    if (answer.__typename === success[mutation]) return await followed(api, answer.operation);
    return { kind: "refused", code: answer.code ?? answer.__typename, message: answer.message ?? "" };
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error;
    return { kind: "refused", code: "API_FAULT", message: error.message };
  }
}

/**
 * What became of a creation that was answered while it waited for the cluster: accepted once the cluster has the pod; refused where it was
 * undone instead, which the answer left open.
 */
async function followed(api: ApiClient, operation: Operation | undefined): Promise<CallOutcome> {
  for (let latest = operation; latest !== undefined; ) {
    const { id, state, errorCode, errorMessage, steps } = latest;
    if (state === "UNDONE" || state === "FAILED")
      return { kind: "refused", code: errorCode ?? state, message: errorMessage ?? "" };
    if (state !== "UNDOING" && steps.some((step) => step.name === "create" && step.state === "DONE")) break;
    await pause(lookEveryMs);
    latest = (await api.call<{ operation: Operation }>(operationQuery, { id })).operation;
  }
  return { kind: "accepted" };
}
