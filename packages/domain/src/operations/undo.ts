import { isOver, type Operation } from "../model/operation.ts";
import type { LedgerPod, PodKey, PodSpec } from "../model/pod.ts";
import type { Team, TeamPage } from "../model/team.ts";
import { changeMode, describeChanges } from "../rules/pod-change.ts";
import { describeTeamChange } from "../rules/team-change.ts";
import type { PlannedChange } from "./commands.ts";
import { keptTeamPage, keptWish } from "./kept-before.ts";

/** The change that takes a finished operation back. */
export type WayBack =
  | { readonly kind: "DELETE_POD"; readonly pod: LedgerPod }
  /** Made anew by the page that the ledger kept of it. */
  | { readonly kind: "CREATE_POD"; readonly podId: string }
  | { readonly kind: "UPDATE_POD"; readonly pod: LedgerPod; readonly wish: PodSpec }
  | { readonly kind: "UPDATE_TEAM"; readonly team: Team; readonly page: TeamPage };

/** Whether a finished operation can be taken back now, and what that does, in plain words; or why not. */
export type Undo =
  | { readonly possible: true; readonly wayBack: WayBack; readonly whatHappens: string }
  | { readonly possible: false; readonly why: string; readonly currentVersion: number | null };

/** What an undo rests on, as it is now. The ledger and its transactions have all of it. */
export interface UndoReader {
  /** The pod of that name that is not gone. */
  pod(key: PodKey): MaybePromise<LedgerPod | null>;
  team(name: string): MaybePromise<Team | null>;
  operation(id: string): MaybePromise<Operation | null>;
}

type MaybePromise<T> = T | Promise<T>;

/**
 * A finished change is taken back by the opposite one, where what it left still stands as it left it. The opposite goes the way of
 * every change, with its rules and quotas, so that it may still be refused for want of room.
 */
export async function undoOf(operation: Operation, reader: UndoReader): Promise<Undo> {
  const unfinished = whyNotFinished(operation);
  if (unfinished !== null) return no(unfinished);
  const undoneBy = await standingUndo(operation, reader);
  if (undoneBy !== null) return no(`it was undone before, by operation ${undoneBy.id}`);
  switch (operation.kind) {
    case "CREATE_POD":
      return onPod(operation, reader, deletion);
    case "DELETE_POD":
      return creation(operation, reader);
    case "UPDATE_POD":
      if (typeof operation.facts.drain === "string") return no("it moved the pod off a server that was drained");
      return onPod(operation, reader, (pod) => update(operation, pod));
    case "HEAL":
      return undoOfRepair(operation, reader);
    case "UPDATE_TEAM":
    case "ARCHIVE_TEAM":
      return teamChange(operation, reader);
    case "CREATE_TEAM":
      return no("a team that was made is not removed again: archive it");
    case "ADD_NAMESPACE":
    case "ADOPT_NAMESPACE":
      return no("a namespace is not taken away again: what is in it would go with it");
    case "CORDON_SERVER":
      return no("uncordon the server instead");
    case "UNCORDON_SERVER":
      return no("cordon the server instead");
    case "DRAIN_SERVER":
      return no("the pods that it moved stay where they are: uncordon the server, and new ones are placed on it");
    case "CREATE_PULL_SECRET":
      return no("delete the pull secret instead");
    case "ROTATE_PULL_SECRET":
      return no("the password that it replaced is not kept: rotate it again");
    case "DELETE_PULL_SECRET":
      return no("its password is not kept: create it again");
    case "KEEP_NAMESPACES":
      return no("it set back what the team's page says: change that page instead");
  }
}

/** The undo of this operation that stands: one that was itself undone or failed counts for nothing. */
export async function standingUndo(
  { facts }: Operation,
  reader: Pick<UndoReader, "operation">,
): Promise<Operation | null> {
  const undo = typeof facts.undoneBy === "string" ? await reader.operation(facts.undoneBy) : null;
  return undo === null || undo.state === "UNDONE" || undo.state === "FAILED" ? null : undo;
}

function whyNotFinished({ state }: Operation): string | null {
  if (!isOver(state)) return "it is still under way: it may be called off";
  if (state === "UNDONE") return "it went back already: nothing of it is left";
  return state === "FAILED" ? "it failed half-way: what it left needs a person" : null;
}

async function undoOfRepair(operation: Operation, reader: UndoReader): Promise<Undo> {
  switch (operation.facts.repair) {
    case "REAPPLY":
      return operation.facts.before === undefined
        ? no("it set only our own marks again: nobody wants to be without them")
        : onPod(operation, reader, (pod) => update(operation, pod));
    case "DELETE_ORPHAN":
      return creation(operation, reader);
    case "RECREATE":
      return no("what stood there before was not as anybody wished it, or was gone");
    case "ADOPT":
      return no("what runs keeps its place in the ledger: delete the pod if it is to go");
    case "RELEASE":
      return no("the room that was freed may be promised to others by now");
    default:
      return no("it wrote down what is so: there is nothing to go back to");
  }
}

/** The pod as the operation left it: of the same identity, at the same version. */
async function onPod(operation: Operation, reader: UndoReader, way: (pod: LedgerPod) => Undo): Promise<Undo> {
  const { namespace, name, podId, facts } = operation;
  const pod = namespace === null || name === null ? null : await reader.pod({ namespace, name });
  if (pod === null || pod.id !== podId) return no("the pod is gone");
  if (pod.desired === "ABSENT") return no("the pod is being deleted", pod.version);
  if (pod.version !== facts.version) return no("the pod was changed since", pod.version);
  return way(pod);
}

function deletion(pod: LedgerPod): Undo {
  const whatHappens = `The pod ${pod.name} is deleted: its processes, and what they hold in memory and on its disk, are lost.`;
  return { possible: true, wayBack: { kind: "DELETE_POD", pod }, whatHappens };
}

async function creation({ namespace, name, podId }: Operation, reader: UndoReader): Promise<Undo> {
  if (namespace === null || name === null || podId === null) return no("the ledger does not know what the pod was");
  const namesake = await reader.pod({ namespace, name });
  if (namesake) return no(`there is another pod ${name} by now`, namesake.version);
  const whatHappens = `The pod ${name} is made anew as it was wished, where there is room: what its processes held in memory and on its disk stays lost.`;
  return { possible: true, wayBack: { kind: "CREATE_POD", podId }, whatHappens };
}

function update({ facts }: Operation, pod: LedgerPod): Undo {
  if (facts.envChanged === true) return no("it changed environment variables, whose former values are not kept");
  const before = keptWish(facts);
  if (before === null) return no("the ledger did not keep what was there before");
  const wish: PodSpec = { ...pod.spec, ...before };
  const changes = describeChanges(pod.spec, wish);
  const recreates = changeMode(changes) === "RECREATE";
  const how = recreates
    ? `The pod ${pod.name} is deleted and made anew, its processes are lost: `
    : `The pod ${pod.name} is changed back while it runs: `;
  return { possible: true, wayBack: { kind: "UPDATE_POD", pod, wish }, whatHappens: `${how}${inWords(changes)}.` };
}

async function teamChange({ team: name, facts }: Operation, reader: UndoReader): Promise<Undo> {
  const team = name === null ? null : await reader.team(name);
  if (team === null) return no("the team is gone");
  if (team.version !== facts.version) return no("the team was changed since", team.version);
  const before = keptTeamPage(facts);
  if (before === null) return no("the ledger did not keep what was there before");
  const page: TeamPage = { ...team, ...before };
  const whatHappens = `Team ${team.name} is changed back: ${inWords(describeTeamChange(team, page))}.`;
  return { possible: true, wayBack: { kind: "UPDATE_TEAM", team, page }, whatHappens };
}

function inWords(changes: readonly PlannedChange[]): string {
  return changes
    .map(({ field, before, after }) => `${field} from ${before || "none"} to ${after || "none"}`)
    .join(", ");
}

function no(why: string, currentVersion: number | null = null): Undo {
  return { possible: false, why, currentVersion };
}
