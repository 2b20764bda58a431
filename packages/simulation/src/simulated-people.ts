import type { Actor } from "@resource-manager/domain/model/actor";
import type { Refusal } from "@resource-manager/domain/model/refusal";
import type { Result } from "@resource-manager/domain/model/result";
import type { CommandOutcome, PodCommands } from "@resource-manager/domain/operations/commands";
import type { Seeded } from "./seeded.ts";
import { type Action, keyOf, NAMES, SERVERS, type Stage } from "./simulated-stage.ts";
import { ANNA, createRequest, updateRequest } from "./world.ts";

const BEN: Actor = { kind: "TOKEN", id: "ben", name: "ben" };

type Command = (commands: PodCommands, actor: Actor, operationId: string | null) => Promise<Outcome>;
type Outcome = Result<CommandOutcome, Refusal>;

const create: Action = {
  name: "create",
  weight: 6,
  run: async (stage) => {
    const { random } = stage;
    const name = random.pick(NAMES);
    const gpus = random.below(5);
    const resources = { gpus, cpu: String(1 + random.below(8)), ram: `${1 + random.below(32)}Gi`, storage: null };
    const server = random.chance(0.2) ? random.pick(SERVERS) : null;
    const restartPolicy = random.chance(0.3) ? "NEVER" : "ALWAYS";
    ask(stage, "create", (commands, actor, operationId) =>
      commands.create(actor, createRequest({ name, resources, server, restartPolicy, operationId })),
    );
    return `${name} with ${gpus} GPUs`;
  },
};

const remove: Action = {
  name: "delete",
  weight: 4,
  run: async (stage) => {
    const name = stage.random.pick(NAMES);
    ask(stage, "delete", (commands, actor, operationId) =>
      commands.delete(actor, { ...keyOf(name), version: null, dryRun: false, operationId }),
    );
    return name;
  },
};

const update: Action = {
  name: "update",
  weight: 4,
  run: async (stage) => {
    const { random } = stage;
    const name = random.pick(NAMES);
    const resources = random.chance(0.5) ? { cpu: String(1 + random.below(16)) } : { gpus: random.below(5) };
    ask(stage, "update", (commands, actor, operationId) =>
      commands.update(actor, updateRequest({ name, resources, recreate: true, operationId })),
    );
    return `${name} to ${JSON.stringify(resources)}`;
  },
};

const cancel: Action = {
  name: "cancel",
  weight: 2,
  run: async ({ world, random }) => {
    const open = await world.ledger.openOperations();
    if (open.length === 0) return "nothing";
    const { id, kind, name } = random.pick(open);
    void world.process.commands.cancel(ANNA, { id, dryRun: false, operationId: null }).catch(() => {});
    return `${kind} ${name}`;
  },
};

const undo: Action = {
  name: "undo",
  weight: 2,
  run: async ({ world, random }) => {
    const done = (await world.ledger.recentOperations(10)).filter(({ state }) => state === "DONE");
    if (done.length === 0) return "nothing";
    const { id, kind, name } = random.pick(done);
    void world.process.commands.undo(ANNA, { id, dryRun: false, operationId: null }).catch(() => {});
    return `${kind} ${name}`;
  },
};

const sendAgain: Action = {
  name: "send again",
  weight: 3,
  run: async ({ sent, random }) => (sent.length === 0 ? "nothing" : random.pick(sent)()),
};

/** What users do. */
export const PEOPLE: readonly Action[] = [create, remove, update, cancel, undo, sendAgain];

/** Sends a request; half of them with a key, once or several times, now or later, by the one user or the other. */
function ask({ world, random, witness, sent }: Stage, verb: string, command: Command): void {
  const actor = random.chance(0.5) ? ANNA : BEN;
  const key = random.chance(0.5) ? uuid(random) : null;
  const send = () => {
    const { process } = world;
    command(process.commands, actor, key).then(
      // An answer of a process that died meanwhile reaches nobody.
      (answer) => world.isRunning(process) && witness.answered(verb, key && `${actor.id}/${key}`, answer),
      () => {},
    );
    return `${verb} ${key}`;
  };
  send();
  if (key === null) return;
  if (random.chance(0.3)) send();
  sent.push(send);
}

function uuid(random: Seeded): string {
  const hex = Array.from({ length: 32 }, () => random.below(16).toString(16)).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
