import { setTimeout as pause } from "node:timers/promises";
import type { CreateRecord } from "../proof/facts.ts";
import type { PodWatch } from "./pod-watch.ts";

const lookEveryMs = 200;
const patienceMs = 90_000;

/** Waits until every accepted pod runs and every deleted one is gone, as long as there is progress. */
export async function settle(
  records: readonly CreateRecord[],
  watch: PodWatch,
  onWaiting: (open: number) => void,
): Promise<void> {
  const accepted = records.filter(({ outcome }) => outcome.kind === "accepted");
  const isOpen = ({ name, deleted }: CreateRecord): boolean =>
    deleted ? watch.isPresent(name) : watch.runningAt(name) === undefined;
  let open = accepted.filter(isOpen);
  let progressAt = performance.now();
  while (open.length > 0 && performance.now() - progressAt < patienceMs) {
    onWaiting(open.length);
    await pause(lookEveryMs);
    const stillOpen = open.filter(isOpen);
    if (stillOpen.length < open.length) progressAt = performance.now();
    open = stillOpen;
  }
}
