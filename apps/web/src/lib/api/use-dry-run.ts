"use client";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { reach } from "./reach";

const settleMs = 400;

export interface DryRun<TInput, TAnswer> {
  /** The newest answer and the input that it is about; kept while a newer input is asked about. */
  readonly last: { readonly input: TInput; readonly answer: TAnswer } | null;
  /** True while the answer to the newest input is on its way. */
  readonly checking: boolean;
  /** Why there is no answer to the newest input. */
  readonly error: unknown;
}

/** Asks for a dry run of the input when it has not changed for a moment, and again when the API is back. Null: nothing to ask about. */
export function useDryRun<TInput, TAnswer>(
  input: TInput | null,
  ask: (input: TInput, signal: AbortSignal) => Promise<TAnswer>,
): DryRun<TInput, TAnswer> {
  const [last, setLast] = useState<{ key: string; input: TInput; answer: TAnswer } | null>(null);
  const [failure, setFailure] = useState<{ key: string; error: unknown } | null>(null);
  const reachable = useSyncExternalStore(
    reach.subscribe,
    () => reach.get().requestsFailSince === null,
    () => true,
  );
  const key = input === null ? "" : JSON.stringify(input);
  const latest = useRef({ input, ask });
  latest.current = { input, ask };

  // biome-ignore lint/correctness/useExhaustiveDependencies: when the API comes back, what failed is asked again
  useEffect(() => {
    const { input, ask } = latest.current;
    if (input === null) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      ask(input, abort.signal).then(
        (answer) => {
          if (abort.signal.aborted) return;
          setLast({ key, input, answer });
          setFailure(null);
        },
        (error) => {
          if (!abort.signal.aborted) setFailure({ key, error });
        },
      );
    }, settleMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [key, reachable]);

  const failed = failure?.key === key && last?.key !== key;
  return {
    last: input === null ? null : last,
    checking: input !== null && last?.key !== key && !failed,
    error: failed ? failure.error : undefined,
  };
}
