"use client";
import { useDesk } from "@/features/chaos/desk";
import { chaosPage, pages } from "./pages";

/** The pages that there are here: the navigation and the palette offer the same. */
export function usePages(): readonly (typeof chaosPage | (typeof pages)[number])[] {
  const desk = useDesk();
  return typeof desk === "string" ? pages : [...pages, chaosPage];
}
