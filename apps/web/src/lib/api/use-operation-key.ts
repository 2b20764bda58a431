"use client";
import { useRef } from "react";

interface OperationKey {
  /** The idempotency key of this input: the same for the same input, so that a double click or a second try has one effect. */
  readonly of: (input: unknown) => string;
  /** After a refusal nothing was done, and the same input may be asked for anew. */
  readonly renew: () => void;
}

export function useOperationKey(): OperationKey {
  const current = useRef({ input: "", id: "" });
  return {
    of: (input) => {
      const text = JSON.stringify(input);
      if (current.current.input !== text) current.current = { input: text, id: crypto.randomUUID() };
      return current.current.id;
    },
    renew: () => {
      current.current = { input: "", id: "" };
    },
  };
}
