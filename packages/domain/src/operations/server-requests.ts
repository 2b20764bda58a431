import type { Actor } from "../model/actor.ts";
import type { Need } from "../model/amounts.ts";
import type { Operation } from "../model/operation.ts";
import type { PodKey } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Result } from "../model/result.ts";
import type { CommandRequest } from "./commands.ts";

/** What may be asked about servers. Each goes the way of a pod's change: see `commands.ts`. */
export interface ServerCommands {
  /** Nothing new is placed there; what runs keeps running. */
  cordon(actor: Actor, request: ServerRequest): Promise<ServerAnswer>;
  uncordon(actor: Actor, request: ServerRequest): Promise<ServerAnswer>;
  /** Cordons it and makes our pods anew on other servers, where they fit. A dry run tells what would become of each pod. */
  drain(actor: Actor, request: ServerRequest): Promise<ServerAnswer>;
}

export type ServerAnswer = Result<ServerCommandOutcome, Refusal>;

export interface ServerRequest extends CommandRequest {
  /** The server's name. */
  readonly name: string;
}

/** `operation` is null for a dry run. */
export interface ServerCommandOutcome {
  readonly server: string;
  readonly operation: Operation | null;
  readonly dryRun: boolean;
  /** Of a drain's dry run: what becomes of each of our pods there. */
  readonly moves: readonly PlannedMove[];
  /** Of a drain's dry run: other tools' pods there. They are left alone. */
  readonly foreignPods: readonly PodKey[];
}

/** What a drain does with one pod: it is made anew on `to`, or stays, and why. */
export interface PlannedMove extends PodKey {
  readonly owner: string;
  readonly team: string;
  readonly need: Need;
  /** Null: it stays. */
  readonly to: string | null;
  /** Why there, or why it stays. */
  readonly reason: string;
}
