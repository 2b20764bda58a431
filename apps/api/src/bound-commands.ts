import type { Refusal } from "@resource-manager/domain/model/refusal";
import { type Result, refuse } from "@resource-manager/domain/model/result";
import type { CommandOutcome, PodCommands } from "@resource-manager/domain/operations/commands";

type Answer = Promise<Result<CommandOutcome, Refusal>>;

/**
 * Commands that are refused until the cluster has shown that it is this ledger's: on another one, what the ledger believes
 * would be undone. `why` answers null once it is known.
 */
export function onlyOnceBound(commands: PodCommands, why: () => string | null): PodCommands {
  const guarded = (command: () => Answer): Answer => {
    const reason = why();
    if (reason === null) return command();
    return Promise.resolve(refuse({ kind: "ClusterUnavailable", message: `${reason}; nothing was changed` }));
  };
  return {
    create: (actor, request) => guarded(() => commands.create(actor, request)),
    update: (actor, request) => guarded(() => commands.update(actor, request)),
    delete: (actor, request) => guarded(() => commands.delete(actor, request)),
    reapply: (actor, request) => guarded(() => commands.reapply(actor, request)),
  };
}
