import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Step } from "@resource-manager/history/history-model";
import type { History } from "@resource-manager/history/open-history";
import { type SampleSource, serversAndTeamsNow, totalsNow } from "./samples.ts";

export interface HistoryKeeperOptions extends SampleSource {
  readonly clock: Clock;
  readonly history: Pick<History, "append">;
  /** Whether the view shows the cluster as it is now. A point that would only repeat the last one heard is left out: a gap says so. */
  readonly isFresh: () => boolean;
  readonly onFault: (fault: unknown) => void;
}

const TOTALS_EVERY: Step = 10;
/** Servers and pods may be many: they are summed once a minute. */
const SERVERS_AND_TEAMS_EVERY: Step = 60;

/** Writes a point of the history at the beginning of each slot of time. */
export class HistoryKeeper {
  readonly #options: HistoryKeeperOptions;
  #cancel: () => void = () => {};
  #lastMinute = Number.NEGATIVE_INFINITY;

  constructor(options: HistoryKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#take();
  }

  stop(): void {
    this.#cancel();
  }

  #take(): void {
    const { clock, history, isFresh, onFault } = this.#options;
    const nowMs = clock.now().getTime();
    try {
      if (isFresh()) {
        void history.append(TOTALS_EVERY, nowMs, totalsNow(this.#options));
        const minute = Math.floor(nowMs / 1000 / SERVERS_AND_TEAMS_EVERY);
        if (minute !== this.#lastMinute) {
          this.#lastMinute = minute;
          void history.append(SERVERS_AND_TEAMS_EVERY, nowMs, serversAndTeamsNow(this.#options));
        }
      }
    } catch (fault) {
      onFault(fault);
    }
    const stepMs = TOTALS_EVERY * 1000;
    this.#cancel = clock.schedule(stepMs - (nowMs % stepMs), () => this.#take());
  }
}
