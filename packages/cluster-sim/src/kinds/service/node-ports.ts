import type { Environment } from "../../environment.ts";
import { heldNodePorts, type Service } from "../../objects/service.ts";

const FIRST = 30_000;
const LAST = 32_767;
/** Ports below this one are left to those who choose theirs, as long as there are others. */
const FIRST_DYNAMIC = 30_086;
export const NODE_PORT_RANGE = `${FIRST}-${LAST}`;

/**
 * The node ports that one write takes: those that stored services hold are taken, so are those that this write has taken
 * already. Like addresses they are kept nowhere but in the services.
 */
export class NodePortDraft {
  readonly #env: Environment;
  readonly #taken = new Set<number>();

  constructor(env: Environment) {
    this.#env = env;
    for (const { object } of env.store.collection("services").values()) {
      for (const port of heldNodePorts(object as Service)) this.#taken.add(port);
    }
  }

  /** Takes this port, or says why it cannot be had. */
  take(port: number): string | undefined {
    if (port < FIRST || port > LAST) {
      return `provided port is not in the valid range. The range of valid ports is ${NODE_PORT_RANGE}`;
    }
    if (this.#taken.has(port)) return "provided port is already allocated";
    this.#taken.add(port);
    return undefined;
  }

  /** Takes any free port, drawn by lot; undefined where there is none. */
  takeAny(): number | undefined {
    const port = this.#free(FIRST_DYNAMIC, LAST) ?? this.#free(FIRST, FIRST_DYNAMIC - 1);
    if (port !== undefined) this.#taken.add(port);
    return port;
  }

  #free(first: number, last: number): number | undefined {
    const size = last - first + 1;
    const start = this.#env.random.below(size);
    for (let step = 0; step < size; step++) {
      const port = first + ((start + step) % size);
      if (!this.#taken.has(port)) return port;
    }
    return undefined;
  }
}
