import type { Actor, TeamRole } from "../model/actor.ts";
import type { FieldProblem, Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { ServiceAccount } from "../model/service-account.ts";
import { noSuchTeam } from "../operations/admit-team.ts";
import type { Standing } from "../operations/api-tokens.ts";
import { refusedEvent } from "../operations/idempotency.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Ledger, LedgerTransaction } from "../ports/ledger.ts";
import { invalid } from "../rules/pod-input.ts";
import type { Rights } from "../rules/rights.ts";
import { Turns } from "./turns.ts";

export const SERVICE_ACCOUNT_DESCRIPTION_MAX = 200;
/** Of one team, those that are disabled too. */
export const SERVICE_ACCOUNTS_MAX = 50;

/** Shorter than a DNS label, so that its full name stays readable where a pod names its owner. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/;

export interface ServiceAccountPorts {
  readonly ledger: Pick<Ledger, "write" | "serviceAccounts">;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface ServiceAccountWish {
  readonly team: string;
  readonly name: string;
  readonly description: string;
  readonly role: TeamRole;
  readonly dryRun: boolean;
}

export interface ServiceAccountRequest {
  readonly id: string;
  readonly dryRun: boolean;
}

type Answer = Result<ServiceAccount, Refusal>;

/**
 * The service accounts of all teams. All of them are in memory, which is exact since one process writes the ledger: a request is judged
 * without I/O, and an end is told at once to those who wait for it.
 */
export class ServiceAccounts {
  readonly #ports: ServiceAccountPorts;
  readonly #byId = new Map<string, ServiceAccount>();
  readonly #listeners = new Set<(id: string) => void>();
  /** In here memory and ledger are the same. */
  readonly #turns = new Turns();

  private constructor(ports: ServiceAccountPorts) {
    this.#ports = ports;
  }

  static async load(ports: ServiceAccountPorts): Promise<ServiceAccounts> {
    const accounts = new ServiceAccounts(ports);
    for (const account of await ports.ledger.serviceAccounts()) accounts.#byId.set(account.id, account);
    return accounts;
  }

  get(id: string): ServiceAccount | null {
    return this.#byId.get(id) ?? null;
  }

  /** Those of a team, the oldest first; those that are disabled too. */
  of(team: string): readonly ServiceAccount[] {
    return [...this.#byId.values()].filter((account) => account.team === team);
  }

  /** What it may now: its role in its team; null: nothing. */
  standingOf(id: string): Standing | null {
    const account = this.#byId.get(id);
    if (!account || account.disabledAt !== null) return null;
    return { role: null, teams: new Map([[account.team, account.role]]) };
  }

  /** Told of every account that is disabled or enabled, after the change is in the ledger. */
  onChange(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  create(actor: Actor, wish: ServiceAccountWish, rights: Rights): Promise<Answer> {
    const subject = `team:${wish.team.slice(0, 63)}`;
    return this.#turns.take(() =>
      this.#decide({ actor, action: "createServiceAccount", subject, dryRun: wish.dryRun }, async (tx) => {
        const refusal = await this.#refusalOf(tx, wish, rights);
        if (refusal) return refuse(refusal);
        const { dryRun: _, description, ...asked } = wish;
        const made: ServiceAccount = {
          ...{ id: this.#ports.ids.uuid(), ...asked, description: description.trim(), createdBy: actor.name },
          ...{ createdAt: this.#ports.clock.now(), disabledAt: null },
        };
        return ok({ before: null, after: made });
      }),
    );
  }

  /** Its tokens are good for nothing from then on, and what they have open ends. */
  disable(actor: Actor, request: ServiceAccountRequest, rights: Rights): Promise<Answer> {
    const at = this.#ports.clock.now();
    return this.#change(actor, "disableServiceAccount", request, rights, ({ disabledAt }) => disabledAt ?? at);
  }

  /** Its tokens that are neither revoked nor expired are good again. */
  enable(actor: Actor, request: ServiceAccountRequest, rights: Rights): Promise<Answer> {
    return this.#change(actor, "enableServiceAccount", request, rights, () => null);
  }

  async #change(
    actor: Actor,
    action: string,
    { id, dryRun }: ServiceAccountRequest,
    rights: Rights,
    disabledAt: (account: ServiceAccount) => Date | null,
  ): Promise<Answer> {
    return this.#turns.take(() => {
      const known = this.#byId.get(id);
      const subject = known ? `team:${known.team}` : `service-account:${id.slice(0, 63)}`;
      return this.#decide({ actor, action, subject, dryRun }, async () => {
        const refusal = known ? mayNotManage(known, rights) : NO_SERVICE_ACCOUNT;
        if (!known || refusal) return refuse(refusal ?? NO_SERVICE_ACCOUNT);
        return ok({ before: known, after: { ...known, disabledAt: disabledAt(known) } });
      });
    });
  }

  /** Decides and writes in one transaction; a refusal is audited in one of its own. */
  async #decide(
    asked: { readonly actor: Actor; readonly action: string; readonly subject: string; readonly dryRun: boolean },
    decide: (tx: LedgerTransaction) => Promise<Result<Decided, Refusal>>,
  ): Promise<Answer> {
    const { dryRun, ...entry } = asked;
    const { ledger } = this.#ports;
    const decided = await ledger.write(async (tx) => {
      const answer = await decide(tx);
      if (!answer.ok || dryRun || !isAnother(answer.value)) return answer;
      const { before, after } = answer.value;
      await tx.saveServiceAccount(after);
      const change = { before: before && told(before), after: told(after) };
      await tx.audit({ ...entry, result: "DONE", reason: null, ...change, operationId: null });
      return answer;
    });
    if (!decided.ok) {
      if (!dryRun) await ledger.write((tx) => tx.audit(refusedEvent(entry, decided.error)));
      return decided;
    }
    const { after } = decided.value;
    if (!dryRun && isAnother(decided.value)) {
      this.#byId.set(after.id, after);
      for (const listener of this.#listeners) listener(after.id);
    }
    return ok(after);
  }

  async #refusalOf(tx: LedgerTransaction, wish: ServiceAccountWish, rights: Rights): Promise<Refusal | null> {
    const { team, name } = wish;
    const missing = noSuchTeam(team);
    // Before it is read: what they do not see takes as long as what is not there.
    const notPermitted = rights("manageServiceAccounts", { team, ownerId: null }, missing);
    if (notPermitted) return notPermitted;
    const known = await tx.team(team);
    if (!known) return missing;
    const ofTeam = this.of(team);
    const problems = problemsOf(wish, ofTeam.length);
    if (problems.length > 0) return invalid(problems);
    if (known.archived) return { kind: "Conflict", message: `team ${team} is archived`, currentVersion: known.version };
    if (!ofTeam.some((account) => account.name === name)) return null;
    const message = `team ${team} has a service account ${name} already; its name stays its own, also when it is disabled`;
    return { kind: "NameTaken", message, namespace: null, name };
  }
}

export const NO_SERVICE_ACCOUNT: Refusal = {
  kind: "NotFound",
  what: "SERVICE_ACCOUNT",
  message: "there is no such service account",
};

/** Why the one who asks may not touch that account or its tokens; null: they may. What they do not see is answered as what is not there. */
export function mayNotManage({ team }: ServiceAccount, rights: Rights): Refusal | null {
  return rights("manageServiceAccounts", { team, ownerId: null }, NO_SERVICE_ACCOUNT);
}

interface Decided {
  readonly before: ServiceAccount | null;
  readonly after: ServiceAccount;
}

function isAnother({ before, after }: Decided): boolean {
  return before === null || before.disabledAt !== after.disabledAt;
}

/** What the audit has of an account. */
function told({ name, role, disabledAt }: ServiceAccount) {
  return { serviceAccount: name, role, disabled: disabledAt !== null };
}

function problemsOf({ name, description }: ServiceAccountWish, ofTeam: number): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!NAME.test(name)) {
    const message = "is to have 1 to 40 lower-case letters, digits or dashes, with a letter or digit at both ends";
    problems.push({ path: "name", message });
  }
  if (description.trim().length > SERVICE_ACCOUNT_DESCRIPTION_MAX)
    problems.push({ path: "description", message: `at most ${SERVICE_ACCOUNT_DESCRIPTION_MAX} characters` });
  if (ofTeam >= SERVICE_ACCOUNTS_MAX)
    problems.push({ path: "name", message: `the team has ${SERVICE_ACCOUNTS_MAX} service accounts already` });
  return problems;
}
