"use client";
import { useSyncExternalStore } from "react";
import { createKeptStore } from "@/lib/kept-store";

export const densities = ["standard", "compact"] as const;
export type Density = (typeof densities)[number];

const density = createKeptStore<Density>("density", densities, "standard");

export const setDensity = density.set;

/** How close the rows of lists stand; remembered by the browser. */
export function useDensity(): Density {
  return useSyncExternalStore(density.subscribe, density.get, () => "standard");
}
