import { type Actor, NO_TEAMS, type TeamRole, type TeamRoles } from "../model/actor.ts";
import type { Membership } from "../model/membership.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { User } from "../model/user.ts";
import { noSuchTeam } from "../operations/admit-team.ts";
import type { CommandRequest } from "../operations/commands.ts";
import { type Asked, auditRefusal, findPrior, keepAnswer, keepRefusal } from "../operations/idempotency.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ledger, LedgerTransaction } from "../ports/ledger.ts";
import { readOperationId } from "../rules/pod-input.ts";
import type { Rights } from "../rules/rights.ts";

export interface MembershipPorts {
  readonly ledger: Pick<Ledger, "write" | "memberships">;
  readonly clock: Clock;
  /** By the name that they sign in with. */
  readonly userNamed: (name: string) => User | null;
  readonly user: (id: string) => User | null;
}

export interface MemberRequest extends CommandRequest {
  readonly team: string;
  /** The name that they sign in with. */
  readonly user: string;
}

export interface SetMemberRequest extends MemberRequest {
  readonly role: TeamRole;
}

export interface MemberOutcome {
  readonly team: string;
  readonly user: User;
  /** Null: there was, or will be, none. */
  readonly before: TeamRole | null;
  readonly after: TeamRole | null;
  readonly dryRun: boolean;
}

type Answer = Result<MemberOutcome, Refusal>;

/**
 * Who is in which team. All of it is in memory, which is exact since one process writes the ledger: a request is judged without I/O, and
 * a change is told at once to those who wait for it.
 */
export class Memberships {
  readonly #ports: MembershipPorts;
  readonly #ofUser = new Map<string, ReadonlyMap<string, Membership>>();
  /** A map for each user that stays the same until it changes, so that what is worked out from it can be kept. */
  readonly #roles = new Map<string, TeamRoles>();
  readonly #listeners = new Set<(userId: string) => void>();

  private constructor(ports: MembershipPorts) {
    this.#ports = ports;
  }

  static async load(ports: MembershipPorts): Promise<Memberships> {
    const memberships = new Memberships(ports);
    for (const membership of await ports.ledger.memberships()) memberships.#keep(membership);
    return memberships;
  }

  rolesOf(userId: string): TeamRoles {
    return this.#roles.get(userId) ?? NO_TEAMS;
  }

  /** Those of a team, the longest in it first. */
  of(team: string): readonly { readonly user: User; readonly membership: Membership }[] {
    const all = [...this.#ofUser].flatMap(([userId, teams]) => {
      const [user, membership] = [this.#ports.user(userId), teams.get(team)];
      return user && membership ? [{ user, membership }] : [];
    });
    return all.sort((a, b) => a.membership.since.getTime() - b.membership.since.getTime());
  }

  /** Told of every user whose roles changed, after the change is in the ledger. */
  onChange(listener: (userId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds somebody to a team, or gives them another role in it. Takes effect before it resolves, on open connections too. */
  set(actor: Actor, request: SetMemberRequest, rights: Rights): Promise<Answer> {
    return this.#change({ actor, action: "setMember", request }, request, request.role, rights);
  }

  /** Takes somebody out of a team. Whoever is not in it is not refused: nothing is to be done. */
  remove(actor: Actor, request: MemberRequest, rights: Rights): Promise<Answer> {
    return this.#change({ actor, action: "removeMember", request }, request, null, rights);
  }

  async #change(
    from: Omit<Asked, "subject">,
    { team, user: name }: MemberRequest,
    role: TeamRole | null,
    rights: Rights,
  ): Promise<Answer> {
    const { ledger } = this.#ports;
    const asked = { ...from, subject: `team:${team.slice(0, 63)}` };
    const fault = readOperationId(asked.request.operationId);
    if (fault) {
      await auditRefusal(ledger, asked, fault);
      return refuse(fault);
    }
    const user = this.#ports.userNamed(name);
    const answer = await ledger.write((tx) => this.#admit(tx, asked, team, { name, user }, role, rights));
    if (!answer.ok) {
      const prior = await keepRefusal(ledger, asked, answer.error);
      return prior.kind === "ANSWERED" && prior.answer.kind === "REFUSED" ? refuse(prior.answer.refusal) : answer;
    }
    const { value } = answer;
    if (!value.dryRun && value.before !== value.after) this.#take(team, value.user.id, value.after);
    return answer;
  }

  async #admit(
    tx: LedgerTransaction,
    asked: Asked,
    team: string,
    { name, user }: { readonly name: string; readonly user: User | null },
    role: TeamRole | null,
    rights: Rights,
  ): Promise<Answer> {
    const prior = await findPrior(tx, asked);
    if (prior.kind === "OTHER_INPUT") return refuse(prior.refusal);
    if (prior.kind === "ANSWERED" && prior.answer.kind === "REFUSED") return refuse(prior.answer.refusal);
    const missing = noSuchTeam(team);
    // Before it is read: what they do not see takes as long as what is not there.
    const notPermitted = rights("manageMembers", { team, ownerId: null }, missing);
    if (notPermitted) return refuse(notPermitted);
    const known = await tx.team(team);
    if (!known) return refuse(missing);
    if (user === null)
      return refuse({ kind: "NotFound", what: "USER", message: `there is no user "${name.slice(0, 64)}"` });
    const { dryRun } = asked.request;
    const before = this.rolesOf(user.id).get(team) ?? null;
    // A copy of what was answered changes nothing, whatever has become of it since.
    const after = prior.kind === "ANSWERED" ? before : role;
    if (known.archived && role !== null)
      return refuse({ kind: "Conflict", message: `team ${team} is archived`, currentVersion: known.version });
    if (dryRun || prior.kind === "ANSWERED") return ok({ team, user, before, after, dryRun });
    if (after === null) await tx.removeMembership(team, user.id);
    else if (after !== before) await tx.saveMembership({ team, userId: user.id, role: after, since: this.#since() });
    await keepAnswer(tx, asked, { kind: "MEMBER", team, userId: user.id });
    if (after !== before) {
      const told = (standing: TeamRole | null) => (standing === null ? null : { member: user.name, role: standing });
      const { actor, action, subject } = asked;
      const change = { before: told(before), after: told(after) };
      await tx.audit({ actor, action, subject, result: "DONE", reason: null, ...change, operationId: null });
    }
    return ok({ team, user, before, after, dryRun });
  }

  #since(): Date {
    return this.#ports.clock.now();
  }

  #take(team: string, userId: string, role: TeamRole | null): void {
    if (role === null) this.#drop(team, userId);
    else this.#keep({ team, userId, role, since: this.#ofUser.get(userId)?.get(team)?.since ?? this.#since() });
    for (const listener of this.#listeners) listener(userId);
  }

  #keep(membership: Membership): void {
    const { userId, team } = membership;
    this.#put(userId, new Map([...(this.#ofUser.get(userId) ?? []), [team, membership]]));
  }

  #drop(team: string, userId: string): void {
    this.#put(userId, new Map([...(this.#ofUser.get(userId) ?? [])].filter(([name]) => name !== team)));
  }

  #put(userId: string, teams: ReadonlyMap<string, Membership>): void {
    this.#ofUser.set(userId, teams);
    this.#roles.set(userId, new Map([...teams].map(([team, { role }]) => [team, role])));
  }
}
