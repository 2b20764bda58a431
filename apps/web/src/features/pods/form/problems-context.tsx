"use client";
import { createContext, useContext } from "react";
import type { Problems } from "./pod-form-problems";

/** What is wrong with what is typed, by field, as far as it is to be shown now. */
export const ProblemsContext = createContext<Problems>({});

export function useProblem(field: string): string | null {
  return useContext(ProblemsContext)[field] ?? null;
}
