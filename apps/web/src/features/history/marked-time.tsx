"use client";
import { useBrush, useDrawingArea, useXScale } from "@mui/x-charts/hooks";
import { useEffect, useRef } from "react";

/** Less is a click that was not held still. */
const draggedMinPx = 6;

/** Tells of the time between the two ends of a drag over the chart, when it is over. */
export function MarkedTime({ onMark }: { onMark: (one: Date, other: Date) => void }) {
  const brush = useBrush();
  const scale = useXScale<"time">();
  const { left, width } = useDrawingArea();
  const dragged = useRef(brush);
  const latest = useRef({ onMark, scale });
  latest.current = { onMark, scale };
  const within = (x: number) => Math.min(Math.max(x, left), left + width);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only the end of a drag says anything
  useEffect(() => {
    const before = dragged.current;
    dragged.current = brush;
    if (brush !== null || before === null) return;
    const [from, to] = [within(before.start.x), within(before.current.x)];
    if (Math.abs(to - from) < draggedMinPx) return;
    latest.current.onMark(latest.current.scale.invert(from), latest.current.scale.invert(to));
  }, [brush]);
  return null;
}
