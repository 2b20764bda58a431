import { isOver, type Operation } from "@resource-manager/domain/model/operation";
import type { BoundOutcome, BoundStep } from "@resource-manager/domain/operations/bound-step";
import { currentStep, stepDone, stepUndone, turnBack } from "@resource-manager/domain/operations/operation-state";
import type { OperationContext } from "@resource-manager/domain/operations/step";
import { stepsOf } from "@resource-manager/domain/operations/tables";
import type { World } from "./world.ts";

type Done = Extract<BoundOutcome, { kind: "done" }>;

/** A step or an undo that left something else when it was run once more. */
export interface Unlike {
  readonly step: string;
  readonly once: string;
  readonly twice: string;
}

/**
 * Drives an operation by hand, each step twice, as if the first outcome had been lost in a crash before it was recorded: first its effects,
 * then the same once more, then the record. After `turnAt` steps it turns back, and each undo is run twice, too.
 * Answers where the second time left another state than the first, and how many steps and undos were run.
 */
export async function driveTwice(
  world: World,
  operation: Operation,
  turnAt: number,
): Promise<{ readonly unlike: readonly Unlike[]; readonly ran: readonly string[] }> {
  const unlike: Unlike[] = [];
  const ran: string[] = [];
  let current = operation;
  while (!isOver(current.state)) {
    const index = currentStep(current);
    const step = stepsOf(current)[index];
    if (!step) throw new Error(`operation ${current.id} has no step ${index}`);
    if (current.state !== "UNDOING" && index === turnAt && step.undoable) {
      const error = { code: "CANCELLED", message: "turned back" };
      current = await save(world, turnBack(current, index, error, world.clock.now()));
      continue;
    }
    const undoing = current.state === "UNDOING";
    const first = await attempt(world, current, step, undoing);
    if (first.kind === "giveUp") {
      if (undoing || !step.undoable) throw new Error(`${step.name} gives up: ${first.error.message}`);
      current = await save(world, turnBack(current, index, first.error, world.clock.now()));
      continue;
    }
    await commit(world, first);
    const once = await stateOf(world);
    const second = await attempt(world, current, step, undoing);
    if (second.kind === "giveUp") throw new Error(`${step.name} gives up the second time: ${second.error.message}`);
    await commit(world, second);
    const twice = await stateOf(world);
    const name = `${undoing ? "undo " : ""}${step.name}`;
    ran.push(name);
    if (once !== twice) unlike.push({ step: name, once, twice });
    const facts = { ...first.facts, ...second.facts };
    const next = undoing ? stepUndone : stepDone;
    current = await save(world, next(current, index, second.message, facts, world.clock.now()));
  }
  return { unlike, ran };
}

/** Until it is done or gives up; time passes while it waits. */
async function attempt(
  world: World,
  operation: Operation,
  step: BoundStep,
  undoing: boolean,
): Promise<Exclude<BoundOutcome, { kind: "wait" }>> {
  const triedSince = world.clock.now();
  let latest = operation;
  for (let attempts = 1; attempts < 100; attempts++) {
    const { cluster, view, clock, ledger } = world;
    const installationId = (await world.ledger.installation()).id;
    const context: OperationContext = {
      operation: latest,
      cluster,
      view,
      clock,
      ids: world.ids,
      installationId,
      resumed: true,
      triedSince,
      attempts,
    };
    const outcome = undoing ? await (step.undo?.(context, ledger) ?? nothing()) : await step.run(context, ledger);
    if (outcome.kind !== "wait") return outcome;
    latest = { ...latest, facts: { ...latest.facts, ...outcome.facts } };
    await driveBegun(world, operation);
    await world.run(outcome.retryInMs);
  }
  throw new Error(`${step.name} waits for ever`);
}

/** What the operation began by itself is driven, too, each of its steps twice. */
async function driveBegun(world: World, { id }: Operation): Promise<void> {
  for (const begun of await world.ledger.openOperations()) {
    if (begun.facts.drain !== id) continue;
    const { unlike } = await driveTwice(world, begun, Number.POSITIVE_INFINITY);
    if (unlike.length > 0)
      throw new Error(`${begun.kind} leaves something else the second time: ${JSON.stringify(unlike)}`);
  }
}

async function nothing(): Promise<Done> {
  return { kind: "done", message: null };
}

async function commit(world: World, outcome: Done): Promise<void> {
  await world.ledger.write(async (tx) => {
    await outcome.commit?.(tx);
    await outcome.begin?.(tx);
  });
  await world.run(0);
}

async function save(world: World, operation: Operation): Promise<Operation> {
  await world.ledger.write((tx) => tx.saveOperation(operation));
  return operation;
}

/** What both sides hold, without times and versions. */
async function stateOf({ ledger, cluster }: World): Promise<string> {
  const pods = (await ledger.livePods()).map(({ updatedAt: _, ...pod }) => pod);
  const seen = [...cluster.pods().values()].map(({ uid, status, server, image, effective, held, mark }) => ({
    ...{ uid, status, server, image, effective, held, mark },
  }));
  const servers = [...ledger.servers().values()].map(({ name, allocated }) => ({ name, allocated }));
  const [teams, namespaces] = [await ledger.teams(), await ledger.namespaces()];
  const kept = cluster.kept.names().map((name) => ({ name, objects: cluster.kept.contents(name) }));
  return JSON.stringify({ pods, servers, teams, namespaces, kept, seen }, null, 1);
}
