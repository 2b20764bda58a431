"use client";
import { useMutation } from "@apollo/client/react";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useState } from "react";
import { useTellOfChange } from "@/features/operations/change-messages";
import { operationTitle } from "@/features/operations/operation-looks";
import { useDryRun } from "@/lib/api/use-dry-run";
import { useOperationKey } from "@/lib/api/use-operation-key";
import { readTeamAnswer, type TeamAnswer } from "./team-answer";

type Change = { readonly change: Parameters<typeof readTeamAnswer>[0] };

export interface TeamChangeOptions<TInput extends object> {
  readonly document: TypedDocumentNode<Change, { input: TInput }>;
  /** What is asked for, without `dryRun` and key; null: nothing can be asked yet. */
  readonly input: TInput | null;
  readonly onDone: () => void;
}

export interface TeamChange {
  /** The newest answer, of the dry run or of the real thing; null before there is one. */
  readonly answer: TeamAnswer | null;
  readonly checking: boolean;
  readonly error: unknown;
  /** The error is that of the real thing: it may or may not have been done. */
  readonly lostAnswer: boolean;
  readonly sending: boolean;
  readonly send: () => Promise<void>;
}

/** A change of a team: tried by dry runs as one types, sent once on demand. */
export function useTeamChange<TInput extends object>({
  document,
  input,
  onDone,
}: TeamChangeOptions<TInput>): TeamChange {
  const [mutate] = useMutation<Change, { input: TInput }>(document, { fetchPolicy: "no-cache" });
  const [sending, setSending] = useState(false);
  const [sent, setSent] = useState<{ key: string; answer?: TeamAnswer; error?: unknown } | null>(null);
  const operationKey = useOperationKey();
  const tellOfChange = useTellOfChange();

  async function ask(wish: TInput, more: { dryRun: boolean; operationId?: string }, signal?: AbortSignal) {
    const options = signal ? { context: { fetchOptions: { signal } } } : {};
    const { data } = await mutate({ variables: { input: { ...wish, ...more } }, ...options });
    if (!data) throw new Error("The API answered without data.");
    return readTeamAnswer(data.change);
  }

  const dryRun = useDryRun(input, (wish, signal) => ask(wish, { dryRun: true }, signal));
  const key = JSON.stringify(input);
  const sentNow = sent?.key === key ? sent : null;

  async function send(): Promise<void> {
    if (input === null || sending) return;
    setSending(true);
    try {
      const answer = await ask(input, { dryRun: false, operationId: operationKey.of(input) });
      if (answer.kind === "accepted") {
        if (answer.operation) tellOfChange(operationTitle(answer.operation), answer.operation.id);
        return onDone();
      }
      operationKey.renew();
      setSent({ key, answer });
    } catch (error) {
      setSent({ key, error });
    } finally {
      setSending(false);
    }
  }

  return {
    answer: input && (sentNow?.answer ?? dryRun.last?.answer ?? null),
    checking: dryRun.checking,
    error: sentNow?.error ?? dryRun.error,
    lostAnswer: sentNow?.error !== undefined,
    sending,
    send,
  };
}
