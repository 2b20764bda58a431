"use client";
import Tooltip from "@mui/material/Tooltip";
import { useEffect, useState } from "react";

interface Tip {
  readonly anchor: Element;
  readonly text: string;
}

const enterMs = 300;

/**
 * Shows the `aria-description` of whatever one points at, or reaches by keyboard, as a tooltip: one for the whole page. A grid has hundreds of
 * cells that say more when asked; a tooltip of its own for each would be most of what it costs to draw them.
 */
export function TipLayer() {
  const tip = useTip();
  if (tip === null) return null;
  return (
    <Tooltip open title={tip.text} slotProps={{ popper: { anchorEl: tip.anchor } }}>
      <span aria-hidden />
    </Tooltip>
  );
}

function useTip(): Tip | null {
  const [tip, setTip] = useState<Tip | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = () => {
      clearTimeout(timer);
      setTip(null);
    };
    const enter = ({ target }: Event) => {
      leave();
      const anchor = target instanceof Element ? target.closest("[aria-description]") : null;
      if (anchor) timer = setTimeout(() => setTip(tipOf(anchor)), enterMs);
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === "Escape") leave();
    };
    const listening = new AbortController();
    const { signal } = listening;
    for (const type of ["pointerover", "focusin"]) document.addEventListener(type, enter, { signal });
    for (const type of ["pointerdown", "scroll"]) document.addEventListener(type, leave, { signal, capture: true });
    document.addEventListener("keydown", onKey, { signal });
    return () => {
      listening.abort();
      clearTimeout(timer);
    };
  }, []);
  return tip;
}

/** Null where it has left the page meanwhile, or has nothing more to say. */
function tipOf(anchor: Element): Tip | null {
  const text = anchor.getAttribute("aria-description");
  return text && anchor.isConnected ? { anchor, text } : null;
}
