"use client";
import { startTransition, useEffect, useState } from "react";

/** Goes from `step` up to `count` a step at a time: what is drawn so comes soon, and the page answers while the rest follows. */
export function useStepwise(count: number, step: number): number {
  const [reached, setReached] = useState(step);
  useEffect(() => {
    if (reached >= count) return;
    const timer = setTimeout(() => startTransition(() => setReached(reached + step)));
    return () => clearTimeout(timer);
  }, [reached, count, step]);
  return Math.min(reached, count);
}
