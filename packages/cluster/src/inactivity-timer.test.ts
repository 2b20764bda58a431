import { expect, test, vi } from "vitest";
import { ManualClock } from "../tests/support/manual-clock.ts";
import { InactivityTimer } from "./inactivity-timer.ts";

test("fires when nothing was heard for the limit, and not before", () => {
  const clock = new ManualClock();
  const fire = vi.fn();
  const timer = new InactivityTimer(clock, 1_000, fire);
  clock.advance(900);
  timer.heard();
  clock.advance(900);
  expect(fire).not.toHaveBeenCalled();
  clock.advance(100);
  expect(fire).toHaveBeenCalledOnce();
  clock.advance(10_000);
  expect(fire).toHaveBeenCalledOnce();
});

test("is silent once stopped", () => {
  const clock = new ManualClock();
  const fire = vi.fn();
  new InactivityTimer(clock, 1_000, fire).stop();
  clock.advance(10_000);
  expect(fire).not.toHaveBeenCalled();
  expect(clock.pending).toBe(0);
});
