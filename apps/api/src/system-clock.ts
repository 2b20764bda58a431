import { randomBytes, randomUUID } from "node:crypto";
import type { Clock, Ids } from "@resource-manager/domain/ports/clock";

/** Real time. Its timers do not keep the process alive: the listening socket does. */
export const SYSTEM_CLOCK: Clock = {
  now: () => new Date(),
  schedule(delayMs, fire) {
    const timer = setTimeout(fire, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

export const RANDOM_IDS: Ids = { uuid: () => randomUUID() };

/** 256 random bits. */
export const newSecret = (): string => randomBytes(32).toString("base64url");
