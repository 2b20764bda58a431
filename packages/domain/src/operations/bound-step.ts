import type { LedgerPod } from "../model/pod.ts";
import type { LedgerServer } from "../model/server.ts";
import type { Team, TeamNamespace } from "../model/team.ts";
import type { Ledger, LedgerTransaction } from "../ports/ledger.ts";
import type { OperationContext, Step, StepContext, StepOutcome, StepTitle } from "./step.ts";

/** A step as the runner drives it: tied to what its operation is about, which is read anew before every attempt and every commit. */
export interface BoundStep extends StepTitle {
  readonly undoable: boolean;
  /** See `Step.looks`. */
  readonly looks: boolean;
  run(context: OperationContext, ledger: Ledger): Promise<BoundOutcome>;
  undo?(context: OperationContext, ledger: Ledger): Promise<BoundOutcome>;
}

/** Its `commit` reads its subject by itself. */
export type BoundOutcome = StepOutcome<void>;
export type DoneOutcome = Extract<BoundOutcome, { kind: "done" }>;

/** What a step of a team's operation sees: the team and its namespaces as of now. */
export interface TeamStepContext extends OperationContext {
  readonly team: Team;
  readonly namespaces: readonly TeamNamespace[];
}

/** A server's page as of now; null: it has left the ledger. */
export interface ServerSubject {
  readonly name: string;
  readonly page: LedgerServer | null;
}

/** What a step of a server's operation sees. */
export interface ServerStepContext extends OperationContext {
  readonly server: ServerSubject;
  readonly ledger: Pick<Ledger, "podsOn" | "openOperations">;
}

export type ServerStep = Step<ServerStepContext, ServerSubject>;
export type ServerOutcome = StepOutcome<ServerSubject>;

export type TeamStep = Step<TeamStepContext, Team>;
export type TeamOutcome = StepOutcome<Team>;

export function ofPod(steps: readonly Step[]): readonly BoundStep[] {
  return steps.map((step) => bind<StepContext, LedgerPod>(step, PODS));
}

export function ofTeam(steps: readonly TeamStep[]): readonly BoundStep[] {
  return steps.map((step) => bind<TeamStepContext, Team>(step, TEAMS));
}

export function ofServer(steps: readonly ServerStep[]): readonly BoundStep[] {
  return steps.map((step) => bind<ServerStepContext, ServerSubject>(step, SERVERS));
}

/** How the subject of an operation is found; null: the ledger does not have it. */
interface Binding<Context, Subject> {
  context(context: OperationContext, ledger: Ledger): Promise<Context | null>;
  subject(tx: LedgerTransaction, context: OperationContext): Promise<Subject | null>;
}

const PODS: Binding<StepContext, LedgerPod> = {
  context: async (context, ledger) => {
    const pod = await ledger.podById(idOf(context, "podId"));
    return pod && { ...context, pod, ledger };
  },
  subject: (tx, context) => tx.podById(idOf(context, "podId")),
};

const TEAMS: Binding<TeamStepContext, Team> = {
  context: async (context, ledger) => {
    const name = idOf(context, "team");
    const team = await ledger.team(name);
    const namespaces = (await ledger.namespaces()).filter((namespace) => namespace.team === name);
    return team && { ...context, team, namespaces };
  },
  subject: (tx, context) => tx.team(idOf(context, "team")),
};

const SERVERS: Binding<ServerStepContext, ServerSubject> = {
  context: async (context, ledger) => ({ ...context, ledger, server: serverNamed(idOf(context, "server"), ledger) }),
  subject: async (tx, context) => serverNamed(idOf(context, "server"), tx),
};

/** A server may leave the cluster, and the ledger with it, while an operation is on it. */
function serverNamed(name: string, ledger: Pick<Ledger, "servers">): ServerSubject {
  return { name, page: ledger.servers().get(name) ?? null };
}

/** It throws where the ledger lost the subject, which is a bug; only an undo may find that it removed it already. */
function bind<Context, Subject>(step: Step<Context, Subject>, binding: Binding<Context, Subject>): BoundStep {
  const bound = (outcome: StepOutcome<Subject>, context: OperationContext): BoundOutcome => {
    if (outcome.kind !== "done") return outcome;
    const { commit, begin, ...rest } = outcome;
    const subject = async (tx: LedgerTransaction) => found(await binding.subject(tx, context), context);
    return {
      ...rest,
      ...(commit && { commit: async (tx: LedgerTransaction) => commit(tx, await subject(tx)) }),
      ...(begin && { begin: async (tx: LedgerTransaction) => begin(tx, await subject(tx)) }),
    };
  };
  const { undo, name, title, undoable, looks = false } = step;
  return {
    name,
    title,
    undoable,
    looks,
    run: async (context, ledger) =>
      bound(await step.run(found(await binding.context(context, ledger), context)), context),
    ...(undo && {
      undo: async (context: OperationContext, ledger: Ledger): Promise<BoundOutcome> => {
        const itsContext = await binding.context(context, ledger);
        if (itsContext === null) return { kind: "done", message: "it is removed already" };
        return bound(await undo.call(step, itsContext), context);
      },
    }),
  };
}

function idOf({ operation }: OperationContext, name: "podId" | "team" | "server"): string {
  const id = operation[name];
  if (id === null) throw new Error(`operation ${operation.id} (${operation.kind}) names no ${name}`);
  return id;
}

function found<T>(subject: T | null, { operation }: OperationContext): T {
  if (subject === null) throw new Error(`the ledger has lost what operation ${operation.id} is about`);
  return subject;
}
