"use client";
import { useState } from "react";
import type { FieldNamesMarkedBoolean } from "react-hook-form";
import { useDryRun } from "@/lib/api/use-dry-run";
import { useOperationKey } from "@/lib/api/use-operation-key";
import type { ChangeAnswer } from "./change-answer";
import { type Problems, problemsOf } from "./pod-form-problems";
import type { PodFormValues } from "./pod-form-values";
import { shownProblems } from "./shown-problems";

export interface AskOptions {
  readonly dryRun: boolean;
  /** The idempotency key; none for a dry run. */
  readonly operationId?: string;
  /** Agreed: the pod may be made anew. */
  readonly recreate: boolean;
  readonly signal?: AbortSignal;
}

export interface PodChangeOptions<TInput extends object> {
  /** Null: there is nothing to ask for. To be called on values without problems. */
  readonly toInput: (values: PodFormValues) => TInput | null;
  readonly ask: (input: TInput, options: AskOptions) => Promise<ChangeAnswer>;
  readonly onAccepted: (answer: Extract<ChangeAnswer, { kind: "accepted" }>) => void;
}

export interface PodChange {
  /** Why nothing can be sent: something typed is wrong, or nothing differs. Null: it can be. */
  readonly blocked: "problems" | "nothing" | null;
  /** The newest answer to what is typed, of a dry run or of the real thing; null before there is one. */
  readonly answer: ChangeAnswer | null;
  readonly checking: boolean;
  /** Why there is no answer. */
  readonly error: unknown;
  /** The error is that of the real thing: it may or may not have been done. */
  readonly lostAnswer: boolean;
  readonly problems: Problems;
  readonly agreed: boolean;
  readonly agree: (agreed: boolean) => void;
  readonly sending: boolean;
  /** Sends it, unless something is wrong: then names the first field that is. */
  readonly send: () => Promise<string | null>;
}

interface Sent {
  readonly key: string;
  readonly answer?: ChangeAnswer;
  readonly error?: unknown;
}

type Dirty = Partial<Readonly<FieldNamesMarkedBoolean<PodFormValues>>>;

/** The way of a form's values to the API: tried by dry runs as one types, sent once, its refusals brought back to the fields. */
export function usePodChange<TInput extends object>(
  values: PodFormValues,
  dirty: Dirty,
  { toInput, ask, onAccepted }: PodChangeOptions<TInput>,
): PodChange {
  const [tried, setTried] = useState(false);
  const [agreed, agree] = useState(false);
  const [sending, setSending] = useState(false);
  const [sent, setSent] = useState<Sent | null>(null);
  const operationKey = useOperationKey();

  const [firstWrong = null] = Object.keys(problemsOf(values));
  const input = firstWrong === null ? toInput(values) : null;
  const dryRun = useDryRun(input && { input, values }, ({ input }, signal) =>
    ask(input, { dryRun: true, recreate: true, signal }),
  );

  const key = JSON.stringify(input);
  const sentNow = sent?.key === key ? sent : null;
  const answer = sentNow?.answer ?? dryRun.last?.answer ?? null;
  const answeredValues = sentNow?.answer ? values : dryRun.last?.input.values;
  const answered = answer && answeredValues ? { values: answeredValues, answer } : null;
  const lostAnswer = sentNow?.error !== undefined;

  async function send(): Promise<string | null> {
    setTried(true);
    if (!input || sending) return firstWrong;
    setSending(true);
    try {
      const operationId = operationKey.of([input, agreed]);
      const answer = await ask(input, { dryRun: false, recreate: agreed, operationId });
      if (answer.kind === "accepted") onAccepted(answer);
      else {
        operationKey.renew();
        setSent({ key, answer });
      }
    } catch (error) {
      setSent({ key, error });
    } finally {
      setSending(false);
    }
    return null;
  }

  return {
    blocked: firstWrong !== null ? "problems" : input === null ? "nothing" : null,
    answer: input && answer,
    checking: dryRun.checking,
    error: lostAnswer ? sentNow?.error : dryRun.error,
    lostAnswer,
    problems: shownProblems({ values, dirty, tried, answered }),
    agreed,
    agree,
    sending,
    send,
  };
}
