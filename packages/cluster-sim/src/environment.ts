import type { Clock } from "./clock.ts";
import type { KindRegistry } from "./kinds/kind-registry.ts";
import type { Random } from "./random.ts";
import type { Store } from "./storage/store.ts";
import type { Timings } from "./timings.ts";

/** What every part of the simulator works with. */
export interface Environment {
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly clock: Clock;
  readonly random: Random;
  readonly timings: Timings;
}
