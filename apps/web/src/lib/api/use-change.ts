"use client";
import { useMutation } from "@apollo/client/react";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useState } from "react";
import { useDryRun } from "./use-dry-run";
import { useOperationKey } from "./use-operation-key";

/** An answer of the API to a change, real or dry, as a feature reads it. */
interface AnyAnswer {
  readonly kind: "accepted" | "refused";
}

/** Documents call their one mutation `change`. */
type Changed<TResult> = { readonly change: TResult };

export interface ChangeOptions<TInput extends object, TResult, TAnswer extends AnyAnswer> {
  readonly document: TypedDocumentNode<Changed<TResult>, { input: TInput }>;
  /** What is asked for, without `dryRun` and key; null: nothing can be asked yet. */
  readonly input: TInput | null;
  readonly read: (result: TResult) => TAnswer;
  readonly onDone: (answer: TAnswer) => void;
}

export interface Change<TAnswer extends AnyAnswer> {
  /** The newest answer, of the dry run or of the real thing; null before there is one. */
  readonly answer: TAnswer | null;
  readonly checking: boolean;
  readonly error: unknown;
  /** The error is that of the real thing: it may or may not have been done. */
  readonly lostAnswer: boolean;
  readonly sending: boolean;
  readonly send: () => Promise<void>;
}

/** A change: tried by dry runs as one types, sent once on demand. */
export function useChange<TInput extends object, TResult, TAnswer extends AnyAnswer>({
  document,
  input,
  read,
  onDone,
}: ChangeOptions<TInput, TResult, TAnswer>): Change<TAnswer> {
  const [mutate] = useMutation<Changed<TResult>, { input: TInput }>(document, { fetchPolicy: "no-cache" });
  const [sending, setSending] = useState(false);
  const [sent, setSent] = useState<{ key: string; answer?: TAnswer; error?: unknown } | null>(null);
  const operationKey = useOperationKey();

  async function ask(wish: TInput, more: { dryRun: boolean; operationId?: string }, signal?: AbortSignal) {
    const options = signal ? { context: { fetchOptions: { signal } } } : {};
    const { data } = await mutate({ variables: { input: { ...wish, ...more } }, ...options });
    if (!data) throw new Error("The API answered without data.");
    return read(data.change);
  }

  const dryRun = useDryRun(input, (wish, signal) => ask(wish, { dryRun: true }, signal));
  const key = JSON.stringify(input);
  const sentNow = sent?.key === key ? sent : null;

  async function send(): Promise<void> {
    if (input === null || sending) return;
    setSending(true);
    try {
      const answer = await ask(input, { dryRun: false, operationId: operationKey.of(input) });
      if (answer.kind === "accepted") return onDone(answer);
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
