import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { GuardianMessage, GuardianRequest } from "./guardian-protocol.ts";

/** A program to run, by a name that is unique in its supervisor. */
export interface ProcessSpecification {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs processes that cannot outlive this one: they are children of a guardian process that ends them when we are gone. */
export interface Supervisor {
  /** Resolves once it runs (not: once it is ready). */
  start(process: ProcessSpecification): Promise<{ readonly pid: number }>;
  /** Resolves once it was sent. */
  signal(name: string, signal: NodeJS.Signals): Promise<void>;
  /** SIGTERM, after `graceMs` SIGKILL; resolves when it is gone, at once where it does not run. */
  stop(name: string, graceMs: number): Promise<void>;
  /** How the process ended, undefined while it runs. */
  exitOf(name: string): string | undefined;
  /** The last lines of the process's log. */
  logTail(name: string): Promise<string>;
  /** Resolves when a process (or the guardian) ends that nobody was asked to end: who, and how. */
  readonly failed: Promise<string>;
  /** Kills everything that still runs, removes the folder, ends the guardian. */
  end(): Promise<void>;
}

/** Starts a guardian; `removeFolder` is removed when it ends, `logFolder` must exist. */
export async function startSupervisor(options: { logFolder: string; removeFolder?: string }): Promise<Supervisor> {
  const args = [join(import.meta.dirname, "guardian.ts"), ...(options.removeFolder ? [options.removeFolder] : [])];
  const guardian = spawn(process.execPath, args, {
    detached: true,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  await once(guardian, "spawn");
  const running = new Map<string, Promise<void>>();
  const stopping = new Set<string>();
  const { promise: failed, resolve: fail } = Promise.withResolvers<string>();
  let ending = false;
  guardian.once("exit", () => {
    if (ending) return;
    fail("the control plane's guardian process is gone");
    // Its children are in its process group and would stay.
    if (guardian.pid !== undefined) killGroup(guardian.pid);
  });
  const ended = new Map<string, string>();
  const logPath = (name: string): string => join(options.logFolder, `${name}.log`);
  const send = (request: GuardianRequest): void => void (guardian.connected && guardian.send(request, () => {}));

  return {
    async start({ name, command, args, env = {} }) {
      ended.delete(name);
      stopping.delete(name);
      const exited = nextMessage(guardian, name, ["exited", "failed"]);
      running.set(
        name,
        exited.then((message) => {
          running.delete(name);
          ended.set(name, describeEnd(message));
          if (!stopping.has(name) && !ending) fail(`${name} ended: ${describeEnd(message)}`);
        }),
      );
      const started = nextMessage(guardian, name, ["started", "failed"]);
      send({ kind: "start", name, command, args, env, logPath: logPath(name) });
      const answer = await started;
      if (answer.kind !== "started") throw new Error(`cannot run ${command}: ${describeEnd(answer)}`);
      return { pid: answer.pid };
    },
    async signal(name, signal) {
      const sent = nextMessage(guardian, name, ["signalled", "failed"]);
      send({ kind: "signal", name, signal });
      await sent;
    },
    async stop(name, graceMs) {
      const gone = running.get(name);
      if (gone === undefined) return;
      stopping.add(name);
      send({ kind: "signal", name, signal: "SIGTERM" });
      const patience = new AbortController();
      const kill = pause(graceMs, undefined, { signal: patience.signal }).then(
        () => send({ kind: "signal", name, signal: "SIGKILL" }),
        () => {},
      );
      await gone;
      patience.abort();
      await kill;
    },
    failed,
    exitOf: (name) => ended.get(name),
    async logTail(name) {
      const log = await readFile(logPath(name), "utf8").catch(() => "");
      return log.split("\n").slice(-15).join("\n");
    },
    async end() {
      ending = true;
      if (guardian.exitCode !== null || guardian.signalCode !== null) return;
      const exited = once(guardian, "exit");
      send({ kind: "end" });
      await exited;
    },
  };
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // Nobody is left in the group.
  }
}

/** Resolves with the next message of these kinds about this process; a guardian that dies counts as the process's end. */
function nextMessage(
  guardian: ChildProcess,
  name: string,
  kinds: readonly GuardianMessage["kind"][],
): Promise<GuardianMessage> {
  return new Promise((resolve) => {
    const settle = (message: GuardianMessage): void => {
      guardian.off("message", onMessage);
      guardian.off("exit", onExit);
      resolve(message);
    };
    const onMessage = (message: GuardianMessage): void => {
      if (message.name === name && kinds.includes(message.kind)) settle(message);
    };
    const onExit = (): void => settle({ kind: "failed", name, message: "its guardian is gone" });
    guardian.on("message", onMessage);
    guardian.once("exit", onExit);
  });
}

function describeEnd(message: GuardianMessage): string {
  if (message.kind === "failed") return message.message;
  if (message.kind === "exited") return message.signal ? `killed by ${message.signal}` : `exit code ${message.code}`;
  return "running";
}
