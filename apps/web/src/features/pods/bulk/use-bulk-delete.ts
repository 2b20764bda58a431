"use client";
import { useMutation } from "@apollo/client/react";
import { useEffect, useRef, useState } from "react";
import { refusalText } from "@/features/refusals/refusal-text";
import { DeleteOneOfManyDocument } from "@/gql/graphql";
import { describeError } from "@/lib/api/describe-error";
import { eachInTurn } from "@/lib/api/each-in-turn";
import type { AmountsLike } from "@/lib/format/amounts";
import { type PodKeyText, readPodKey } from "./pod-keys";

/** Requests under way at once: enough to be quick, few enough for others to be answered between them. */
const atOnce = 4;

/** How far the deletion of one pod is. */
export type BulkState =
  | { readonly kind: "checking" }
  /** The dry run: it would be deleted, and frees so much. */
  | { readonly kind: "ready"; readonly frees: AmountsLike }
  | { readonly kind: "sending" }
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly why: string }
  /** It may or may not have been done: the same key again is safe. */
  | { readonly kind: "unanswered"; readonly why: string };

/** Deletes several pods, each by a request of its own: tried first, then sent, and each with its own result. */
export function useBulkDelete(keys: readonly PodKeyText[]) {
  const [remove] = useMutation(DeleteOneOfManyDocument, { fetchPolicy: "no-cache" });
  const [states, setStates] = useState<ReadonlyMap<PodKeyText, BulkState>>(
    () => new Map(keys.map((key) => [key, { kind: "checking" }])),
  );
  const [sending, setSending] = useState(false);
  const operationIds = useRef(new Map<PodKeyText, string>());
  const set = (key: PodKeyText, state: BulkState) => setStates((before) => new Map(before).set(key, state));

  async function ask(key: PodKeyText, dryRun: boolean): Promise<BulkState> {
    const pod = readPodKey(key);
    if (!pod) return { kind: "refused", why: "There is no such pod." };
    const operationId = operationIds.current.get(key) ?? crypto.randomUUID();
    operationIds.current.set(key, operationId);
    try {
      const { data } = await remove({ variables: { input: { ...pod, dryRun, ...(!dryRun && { operationId }) } } });
      if (!data) throw new Error("The API answered without data.");
      const { change } = data;
      if (change.__typename === "DeletePodSuccess") {
        return dryRun ? { kind: "ready", frees: change.pod.requested } : { kind: "accepted" };
      }
      const { title, lines } = refusalText(change);
      return { kind: "refused", why: [title, ...lines].join(". ") };
    } catch (error) {
      return { kind: dryRun ? "refused" : "unanswered", why: describeError(error).message };
    }
  }

  const check = useRef(() => eachInTurn(keys, atOnce, async (key) => set(key, await ask(key, true))));
  useEffect(() => void check.current(), []);

  async function send(): Promise<void> {
    setSending(true);
    const wanted = keys.filter((key) => ["ready", "unanswered"].includes(states.get(key)?.kind ?? ""));
    for (const key of wanted) set(key, { kind: "sending" });
    await eachInTurn(wanted, atOnce, async (key) => set(key, await ask(key, false)));
    setSending(false);
  }

  return { states, sending, send };
}
