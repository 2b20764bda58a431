import type { Refusal } from "@resource-manager/domain/model/refusal";
import { type Result, refuse } from "@resource-manager/domain/model/result";
import { askedToCancel } from "@resource-manager/domain/operations/cancel-operation";
import type { PodCommands } from "@resource-manager/domain/operations/commands";
import { type Asked, keepRefusal } from "@resource-manager/domain/operations/idempotency";
import { askedOfPod } from "@resource-manager/domain/operations/pod-commands";
import { askedToDelete, askedToPut } from "@resource-manager/domain/operations/pull-secrets";
import { askedToRepair } from "@resource-manager/domain/operations/repair-request";
import { askedOfServer } from "@resource-manager/domain/operations/server-commands";
import type { ServerCommands } from "@resource-manager/domain/operations/server-requests";
import { askedOfTeam } from "@resource-manager/domain/operations/team-commands";
import type { TeamCommands } from "@resource-manager/domain/operations/team-requests";
import { askedToUndo } from "@resource-manager/domain/operations/undo-operation";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import type { Vault } from "@resource-manager/domain/ports/vault";
import { readOperationId } from "@resource-manager/domain/rules/pod-input";
import { ApiError } from "./graphql/api-error.ts";

/** How long a command waits for the product to be up: as long as it would wait for the cluster's answer. */
const WAIT_MS = 2_000;

export interface GateOptions {
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, "write">;
  /** By which a request is remembered without its password. */
  readonly vault: Vault;
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
      create: (actor, request, rights) =>
        this.#pass(askedOfPod(actor, "createPod", request), () => commands.create(actor, request, rights)),
      update: (actor, request, rights) =>
        this.#pass(askedOfPod(actor, "updatePod", request), () => commands.update(actor, request, rights)),
      delete: (actor, request, rights) =>
        this.#pass(askedOfPod(actor, "deletePod", request), () => commands.delete(actor, request, rights)),
      cancel: (actor, request, rights) =>
        this.#pass(askedToCancel(actor, request), () => commands.cancel(actor, request, rights)),
      undo: (actor, request, rights) =>
        this.#pass(askedToUndo(actor, request), () => commands.undo(actor, request, rights)),
      repair: (actor, request) => this.#pass(askedToRepair(actor, request), () => commands.repair(actor, request)),
    };
  }

  guardTeams(teams: TeamCommands): TeamCommands {
    return {
      create: (actor, request) =>
        this.#pass(askedOfTeam(actor, "createTeam", request.name, request), () => teams.create(actor, request)),
      update: (actor, request) =>
        this.#pass(askedOfTeam(actor, "updateTeam", request.name, request), () => teams.update(actor, request)),
      archive: (actor, request) =>
        this.#pass(askedOfTeam(actor, "archiveTeam", request.name, request), () => teams.archive(actor, request)),
      keepNamespaces: (actor, request) =>
        this.#pass(askedOfTeam(actor, "keepNamespaces", request.name, request), () =>
          teams.keepNamespaces(actor, request),
        ),
      addNamespace: (actor, request) =>
        this.#pass(askedOfTeam(actor, "addNamespace", request.team, request), () => teams.addNamespace(actor, request)),
      adoptNamespace: (actor, request) =>
        this.#pass(askedOfTeam(actor, "adoptNamespace", request.team, request), () =>
          teams.adoptNamespace(actor, request),
        ),
      createPullSecret: (actor, request, rights) =>
        this.#pass(askedToPut(this.#options.vault, actor, "createPullSecret", request), () =>
          teams.createPullSecret(actor, request, rights),
        ),
      rotatePullSecret: (actor, request, rights) =>
        this.#pass(askedToPut(this.#options.vault, actor, "rotatePullSecret", request), () =>
          teams.rotatePullSecret(actor, request, rights),
        ),
      deletePullSecret: (actor, request, rights) =>
        this.#pass(askedToDelete(actor, request), () => teams.deletePullSecret(actor, request, rights)),
      // The ledger's alone, but on another cluster's ledger nothing is to be changed either.
      requestQuota: (actor, request, rights) =>
        this.#pass(askedOfTeam(actor, "requestQuota", request.team, request), () =>
          teams.requestQuota(actor, request, rights),
        ),
      decideQuotaRequest: (actor, request, rights) =>
        this.#pass(
          { actor, action: "decideQuotaRequest", subject: `quotaRequest:${request.id.slice(0, 64)}`, request },
          () => teams.decideQuotaRequest(actor, request, rights),
        ),
    };
  }

  guardServers(servers: ServerCommands): ServerCommands {
    return {
      cordon: (actor, request) =>
        this.#pass(askedOfServer(actor, "CORDON_SERVER", request), () => servers.cordon(actor, request)),
      uncordon: (actor, request) =>
        this.#pass(askedOfServer(actor, "UNCORDON_SERVER", request), () => servers.uncordon(actor, request)),
      drain: (actor, request) =>
        this.#pass(askedOfServer(actor, "DRAIN_SERVER", request), () => servers.drain(actor, request)),
    };
  }

  async #pass<T>(asked: Asked, command: () => Promise<Result<T, Refusal>>): Promise<Result<T, Refusal>> {
    if (!this.#isOpen) await this.#wait();
    if (this.#isOpen) return command();
    const why = this.#options.why();
    const refusal: Refusal = { kind: "ClusterUnavailable", message: `${why}; nothing was changed` };
    const { operationId } = asked.request;
    // A key that is none would be refused with its name, were the gate open: it is not remembered.
    const prior = readOperationId(operationId) ? null : await keepRefusal(this.#options.ledger, asked, refusal);
    if (prior === null || prior.kind === "NEW") return refuse(refusal);
    if (prior.kind === "OTHER_INPUT") return refuse(prior.refusal);
    if (prior.kind === "ANSWERED" && prior.answer.kind === "REFUSED") return refuse(prior.answer.refusal);
    // Neither done nor refused: a refusal would say that nothing will appear, and something may.
    throw new ApiError(
      "UNAVAILABLE",
      `this operation was begun earlier and goes on later: ${why}; ask again with the same id`,
    );
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
}
