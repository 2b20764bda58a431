import type { Actor } from "@resource-manager/domain/model/actor";
import type { Refusal } from "@resource-manager/domain/model/refusal";
import { type Result, refuse } from "@resource-manager/domain/model/result";
import type { CommandOutcome, CommandRequest, PodCommands } from "@resource-manager/domain/operations/commands";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import { ApiError } from "./graphql/api-error.ts";

/** How long a command waits for the product to be up: as long as it would wait for the cluster's answer. */
const WAIT_MS = 2_000;

export interface GateOptions {
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, "write">;
  /** Why the gate is closed, in plain words. */
  readonly why: () => string;
}

/**
 * Holds commands back until the cluster has shown that it is this ledger's, and unfinished work has been taken up: on another
 * cluster, what the ledger believes would be undone. Commands wait for a moment, since after a restart it takes no longer.
 */
export class CommandGate {
  readonly #options: GateOptions;
  readonly #waiting = new Set<() => void>();
  #isOpen = false;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  open(): void {
    this.#isOpen = true;
    for (const go of this.#waiting) go();
  }

  guard(commands: PodCommands): PodCommands {
    return {
      create: (actor, request) => this.#pass(actor, request, () => commands.create(actor, request)),
      update: (actor, request) => this.#pass(actor, request, () => commands.update(actor, request)),
      delete: (actor, request) => this.#pass(actor, request, () => commands.delete(actor, request)),
      reapply: (actor, request) => this.#pass(actor, request, () => commands.reapply(actor, request)),
    };
  }

  async #pass(
    actor: Actor,
    request: CommandRequest,
    command: () => Promise<Result<CommandOutcome, Refusal>>,
  ): Promise<Result<CommandOutcome, Refusal>> {
    if (!this.#isOpen) await this.#wait();
    if (this.#isOpen) return command();
    const why = this.#options.why();
    if (await this.#wasBegun(actor, request)) {
      // Neither done nor refused: a refusal would say that nothing will appear, and something may.
      throw new ApiError(
        "UNAVAILABLE",
        `this operation was begun earlier and goes on later: ${why}; ask again with the same id`,
      );
    }
    return refuse({ kind: "ClusterUnavailable", message: `${why}; nothing was changed` });
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        cancel();
        this.#waiting.delete(go);
        resolve();
      };
      const cancel = this.#options.clock.schedule(WAIT_MS, go);
      this.#waiting.add(go);
    });
  }

  async #wasBegun(actor: Actor, { operationId }: CommandRequest): Promise<boolean> {
    if (operationId === null) return false;
    return (await this.#options.ledger.write((tx) => tx.operationByKey(actor.id, operationId))) !== null;
  }
}
