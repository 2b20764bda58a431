import type { Clock } from "@resource-manager/domain/ports/clock";

/** The machine's clock: these tests speak to real sockets, whose time cannot be faked. */
export const REAL_CLOCK: Clock = {
  now: () => new Date(),
  schedule(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};
