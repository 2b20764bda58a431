import type { Operation } from "./operation.ts";
import type { LedgerPod } from "./pod.ts";
import type { LedgerServer } from "./server.ts";
import type { Team } from "./team.ts";

/**
 * What one committed ledger transaction changed, with the values as they are after it. Sequences rise by one per transaction
 * and never repeat; listeners get them in order. A server whose page was removed is among `servers` as it last was (vanished, nothing allocated);
 * `Ledger.servers()` no longer has it.
 */
export interface LedgerChange {
  readonly sequence: number;
  readonly pods: readonly LedgerPod[];
  readonly servers: readonly LedgerServer[];
  readonly operations: readonly Operation[];
  readonly teams: readonly Team[];
}
